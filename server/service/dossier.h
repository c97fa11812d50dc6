/* What the files of DossierService share, and who may see whose dossiers. */
#ifndef SERVER_SERVICE_DOSSIER_H
#define SERVER_SERVICE_DOSSIER_H

#include "call.h"
#include "completeness.h"
#include "dossier.pb-c.h"
#include "dossiers.h"
#include "eligibility.h"
#include "rounds.h"

/* See the dossiers of every unit. */
#define ALL_UNITS_READERS                                                                   \
    (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD) |     \
     ROLE_BIT(PB__ROLE__ROLE_COUNCIL_MEMBER) | ROLE_BIT(PB__ROLE__ROLE_COUNCIL_SECRETARY) | \
     ROLE_BIT(PB__ROLE__ROLE_COUNCIL_CHAIR) | ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE) |    \
     ROLE_BIT(PB__ROLE__ROLE_AUDITOR))
/* See those of their own unit. */
#define OWN_UNIT_READERS (ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK) | ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD))
/* See the register of discipline, and what it says of nominees (I.2.e). */
#define DISCIPLINE_READERS                                                              \
    (ROLE_BIT(PB__ROLE__ROLE_SPECIALIST) | ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD) | \
     ROLE_BIT(PB__ROLE__ROLE_AUDITOR))
#define DOSSIER_READERS (ALL_UNITS_READERS | OWN_UNIT_READERS)

bool dossier_sees_all(const struct call *call);
/* May the caller see the dossiers of this unit? */
bool dossier_visible(const struct call *call, const char *unit_code);
/* NOT_FOUND with DOSSIER_UNKNOWN: the one answer for a dossier that is not there and for one
 * that the caller may not see. */
enum td_code dossier_unknown(struct call *call, const char *number);
/* The dossier of this number as of one of the log (INT64_MAX: now), if the caller may see it. */
enum td_code dossier_get(struct call *call, const char *number, int64_t as_of_seq,
                         struct dossier_row *ret);

/* First instant too late for the unit's next step. */
int64_t dossier_deadline(const struct dossier_row *row);
/* at_utc_ms: the moment that the row is of. NULL: arena used up. */
Pb__DossierSummary *dossier_summary(struct call *call, const struct dossier_row *row,
                                    int64_t at_utc_ms);

/* Store an event, which says what and why, and leads to the row's state (dossier_next); the rest of
 * it comes from the call. */
enum td_code dossier_step_store(struct call *call, struct dossier_row *row,
                                struct dossier_event_row event);

/* A content with the rules it is judged by. */
struct dossier_case {
    const struct plan *plan;
    const Pb__DossierContent *content;
    struct dossier facts;
};

/* round: pins the plan. content: borrowed. */
enum td_code dossier_case_of(struct call *call, const struct round_row *round,
                             Pb__UnitKind unit_kind, const Pb__DossierContent *content,
                             struct dossier_case *ret);
/* Of a stored version; *ret_bytes is what came. NOT_FOUND. The kind of unit stays unspecified:
 * what was stored has passed dossier_check_form, and the parts do not depend on it. */
enum td_code dossier_case_stored(struct call *call, const struct dossier_row *row, uint32_t version,
                                 struct dossier_case *ret, ProtobufCBinaryData *ret_bytes);
/* What III.5.a, III.4 and II.2 miss in it, as data (nothing: *ret_n is 0). */
enum td_code dossier_missing(struct call *call, const struct dossier_case *dossier,
                             Pb__Violation ***ret, size_t *ret_n);
/* The rules speak of paths within DossierContent: prefix those of the violations from `first`
 * on with "content". */
void dossier_prefix(struct td_err *err, size_t first);

/* Who reads a refusal. */
enum dossier_audience { DOSSIER_FOR_UNIT, DOSSIER_FOR_HOME_AFFAIRS };

/* I.2.e on the call's day: a violation at nominees[i] of the call's error for each that is
 * excluded; for the unit without any fact, and of the unit's own cases only (eligibility_check).
 * The one function for Submit, Confirm and Receive. Returns OK, FAILED_PRECONDITION or a fault. */
enum td_code dossier_check_eligible(struct call *call, const struct dossier *facts,
                                    enum dossier_audience audience);
/* The same of a day, as the register was as of a number of the log, as data for DISCIPLINE_READERS:
 * every nominee with facts and hints; for others nothing, whatever the register says (*ret_n stays
 * as it was). */
enum td_code dossier_eligibility(struct call *call, const struct dossier *facts, const char *day,
                                 int64_t as_of_seq, Pb__NomineeEligibility ***ret, size_t *ret_n);

/* Every case that may exclude somebody on the day, as the events up to as_of_seq left it. */
enum td_code dossier_discipline_register(struct call *call, const char *day, int64_t as_of_seq,
                                         struct discipline_register *ret);
/* What it says of nominee i: eligible or not; facts and hints for DISCIPLINE_READERS only. */
enum td_code dossier_nominee_eligibility(struct call *call, const struct dossier *facts, size_t i,
                                         const struct discipline_register *discipline,
                                         const char *day, Pb__NomineeEligibility *out);

/* Handlers, by file: dossier_submit.c, dossier_step.c, dossier_read.c. */
/* The content, unpacked and sound, with its digest. */
const void *dossier_submit_prepare(const Pb__SubmitRequest *in, struct td_arena *arena);
enum td_code dossier_submit(struct call *call, const Pb__SubmitRequest *in,
                            Pb__SubmitResponse *out);
enum td_code dossier_confirm(struct call *call, const Pb__ConfirmRequest *in,
                             Pb__ConfirmResponse *out);
enum td_code dossier_receive(struct call *call, const Pb__ReceiveRequest *in,
                             Pb__ReceiveResponse *out);
enum td_code dossier_return(struct call *call, const Pb__ReturnRequest *in,
                            Pb__ReturnResponse *out);
enum td_code dossier_withdraw(struct call *call, const Pb__WithdrawRequest *in,
                              Pb__WithdrawResponse *out);
enum td_code dossier_status(struct call *call, const Pb__StatusRequest *in,
                            Pb__StatusResponse *out);
enum td_code dossier_list(struct call *call, const Pb__DossierListRequest *in,
                          Pb__DossierListResponse *out);
enum td_code dossier_show(struct call *call, const Pb__DossierShowRequest *in,
                          Pb__DossierShowResponse *out);
enum td_code dossier_get_receipt(struct call *call, const Pb__GetReceiptRequest *in,
                                 Pb__GetReceiptResponse *out);

#endif
