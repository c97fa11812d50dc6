/* CertificateService: the register of certificates, and whether a paper is genuine. */
#include "certificate.pb-c.h"

#include "as_of.h"
#include "certificate_code.h"
#include "certificates.h"
#include "check.h"
#include "digest.h"
#include "dossier.h"
#include "human_id.h"
#include "names.h"
#include "nominee.h"
#include "paging.h"
#include "reply.h"
#include "round.h"
#include "services.h"
#include "text.h"
#include "unit.h"

#include <string.h>

#define REASON_MAX_CHARS 1000
#define NAME_MAX_CHARS 200
#define HOME_AFFAIRS \
    (ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD) | ROLE_BIT(PB__ROLE__ROLE_SPECIALIST))
#define MISSPELT PB__REISSUE_CAUSE__REISSUE_CAUSE_MISSPELT

/* -- replies -- */

static Pb__CertificateState state_of(const struct certificate_row *row)
{
    if (row->revoked)
        return PB__CERTIFICATE_STATE__CERTIFICATE_STATE_REVOKED;
    return row->replaced_utc_ms ? PB__CERTIFICATE_STATE__CERTIFICATE_STATE_REPLACED
                                : PB__CERTIFICATE_STATE__CERTIFICATE_STATE_GENUINE;
}

static bool certificate_fill(struct call *call, const struct certificate_row *row,
                             Pb__Certificate *out)
{
    const char *id = nominee_id_format(call->arena, row->dossier_id, row->ordinal);
    out->round_id = (char *)row->round_id;
    out->golden_book = row->golden_book;
    out->version = row->version;
    out->nominee_id = (char *)id;
    out->unit_code = (char *)row->unit_code;
    out->kind = row->kind;
    out->award_line = (char *)row->award_line;
    out->name = (char *)row->name;
    out->position = (char *)row->position;
    out->unit_name = (char *)row->unit_name;
    out->achievement = (char *)row->achievement;
    out->number = (char *)row->number;
    out->signed_on = (char *)row->signed_on;
    out->issuer = (char *)row->issuer;
    out->code = (char *)row->code;
    out->state = state_of(row);
    out->cause = row->cause;
    out->reason = (char *)row->reason;
    out->made_utc_ms = row->at_utc_ms;
    out->officer = (char *)row->login;
    out->officer_name = (char *)row->full_name;
    out->replaced_utc_ms = row->replaced_utc_ms;
    out->replaced_by = (char *)row->replaced_by;
    out->revoked_by = (char *)row->revoked_document;
    out->revoked_on = (char *)row->revoked_on;
    out->revoked_reason = (char *)row->revoked_reason;
    return id != NULL;
}

static enum td_code certificates_reply(struct call *call, const struct certificate_row *rows,
                                       size_t n, Pb__Certificate ***ret, size_t *ret_n)
{
    Pb__Certificate **list = reply_list(call, &pb__certificate__descriptor, n);
    for (size_t i = 0; list && i < n; i++)
        if (!certificate_fill(call, &rows[i], list[i]))
            return TD_RESOURCE_EXHAUSTED;
    if (!list)
        return TD_RESOURCE_EXHAUSTED;
    *ret = list;
    *ret_n = n;
    return TD_OK;
}

/* -- list -- */

/* false: nothing that the caller may see. */
static bool list_filter(const struct call *call, const Pb__CertificateListRequest *in,
                        const struct page *page, const struct as_of *as_of,
                        struct certificate_filter *ret)
{
    bool all = dossier_sees_all(call);
    *ret = (struct certificate_filter){
        .round_id = in->round_id,
        .unit_code = all || *in->unit_code ? in->unit_code : call->who.unit_code,
        .name = in->name,
        .published_only = !all,
        .revoked_only = in->revoked,
        .as_of_seq = (int64_t)as_of->log_seq,
        .follows = page->follows,
        .after_round_id = page->keys[0],
        .after_golden_book = page_key_int(page, 1),
        .limit = page->limit,
    };
    return all || dossier_visible(call, ret->unit_code);
}

static enum td_code certificate_list(struct call *call, const Pb__CertificateListRequest *in,
                                     Pb__CertificateListResponse *out)
{
    struct certificate_filter filter;
    struct certificate_row *rows;
    struct round_row round;
    struct as_of as_of;
    struct page page;
    size_t n;
    page_begin(call, in->page_size, in->page_token, in->revoked ? 1 : 0, 2, &page);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK && *in->round_id)
        code = round_find(call, in->round_id, &round);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code != TD_OK || !list_filter(call, in, &page, &as_of, &filter))
        return code;
    code = award_certificates_list(call->db, &filter, call->arena, &rows, &n);
    if (code == TD_OK)
        code = certificates_reply(call, rows, page_cut(&page, n), &out->certificates,
                                  &out->n_certificates);
    if (code != TD_OK || !page_is_full(&page, n))
        return code;
    const struct certificate_row *last = &rows[page.size - 1];
    out->next_page_token =
        page_token(call, &page, last->round_id, td_dec(call->arena, last->golden_book), NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- show -- */

static enum td_code certificate_none(struct call *call, const char *round_id, uint32_t golden_book)
{
    const char *name = td_arena_printf(call->arena, "%s %u", round_id, golden_book);
    return td_fail(call->err, TD_NOT_FOUND, "golden_book", "", TD_KEY_CERTIFICATE_NONE,
                   "certificate", name ? name : "", TD_END);
}

/* The versions of an entry that the caller may see: at least one. */
static enum td_code versions_find(struct call *call, const char *round_id, uint32_t golden_book,
                                  int64_t as_of_seq, struct certificate_row **ret, size_t *ret_n)
{
    struct round_row round;
    Pb__RoundState state;
    enum td_code code = round_find(call, round_id, &round);
    if (code == TD_OK)
        code = rounds_state(call->db, round_id, as_of_seq, &state);
    if (code == TD_OK)
        code = award_certificates_versions(call->db, round_id, golden_book, as_of_seq, call->arena,
                                           ret, ret_n);
    if (code != TD_OK)
        return code;
    if (*ret_n == 0 || !dossier_visible(call, (*ret)->unit_code) ||
        !nominee_outcome_visible(call, state))
        return certificate_none(call, round_id, golden_book);
    return TD_OK;
}

static enum td_code certificate_show(struct call *call, const Pb__CertificateShowRequest *in,
                                     Pb__CertificateShowResponse *out)
{
    struct certificate_row *rows;
    struct as_of as_of;
    size_t n;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code =
            versions_find(call, in->round_id, in->golden_book, (int64_t)as_of.log_seq, &rows, &n);
    return code == TD_OK ? certificates_reply(call, rows, n, &out->versions, &out->n_versions)
                         : code;
}

/* -- verify -- */

/* Of a paper that replaced it only that there is one: its code would make the old paper look
 * genuine.
 */

static enum td_code certificate_verify(struct call *call, const Pb__CertificateVerifyRequest *in,
                                       Pb__CertificateVerifyResponse *out)
{
    struct certificate_row row;
    char certificate_code[CERTIFICATE_CODE_SIZE];
    if (!*in->code)
        return td_fail(call->err, TD_INVALID_ARGUMENT, "code", "", TD_KEY_REQUIRED, TD_END);
    if (!certificate_code_parse(in->code, certificate_code))
        return td_fail(call->err, TD_INVALID_ARGUMENT, "code", "", TD_KEY_CERTIFICATE_CODE, "value",
                       in->code, TD_END);
    enum td_code code = award_certificates_by_code(call->db, certificate_code, call->arena, &row);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "code", "", TD_KEY_CERTIFICATE_UNKNOWN, "code",
                       certificate_code, TD_END);
    if (code != TD_OK)
        return code;
    out->state = state_of(&row);
    out->name = (char *)row.name;
    out->number = (char *)row.number;
    out->signed_on = (char *)row.signed_on;
    out->issuer = (char *)row.issuer;
    out->golden_book = row.golden_book;
    out->version = row.version;
    out->newest_version = row.newest_version;
    out->replaced_utc_ms = row.replaced_utc_ms;
    out->revoked_by = (char *)row.revoked_document;
    out->revoked_on = (char *)row.revoked_on;
    return TD_OK;
}

/* -- reissue -- */

static enum td_code reissue_check(struct call *call, const Pb__CertificateReissueRequest *in,
                                  const struct certificate_row *newest)
{
    if (newest->revoked)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "golden_book", "",
                       TD_KEY_CERTIFICATE_REVOKED, "document", newest->revoked_document, TD_END);
    if (in->base_version != newest->version)
        return td_fail(call->err, TD_ABORTED, "base_version", "", TD_KEY_RECORD_STALE, "id",
                       newest->code, "version", td_dec(call->arena, newest->version), TD_END);
    bool renamed = *in->name && strcmp(in->name, newest->name) != 0;
    if ((in->cause == MISSPELT) != renamed || (*in->name && !renamed))
        td_fail(call->err, TD_INVALID_ARGUMENT, "name", "", TD_KEY_CERTIFICATE_NAME, TD_END);
    else if (renamed)
        label_check(in->name, NAME_MAX_CHARS, "name", call->err);
    return check_outcome(call);
}

static enum td_code reissue_store(struct call *call, const Pb__CertificateReissueRequest *in,
                                  const struct certificate_row *newest)
{
    struct certificate_row row = *newest;
    uint8_t random[CERTIFICATE_CODE_RANDOM];
    char certificate_code[CERTIFICATE_CODE_SIZE];
    td_random(random, sizeof random);
    certificate_code_make(random, certificate_code);
    row.version++;
    row.log_seq = call->log_seq;
    row.name = *in->name ? in->name : newest->name;
    row.name_folded = td_text_fold(call->arena, row.name);
    row.code = certificate_code;
    row.cause = in->cause;
    row.reason = in->reason;
    row.at_utc_ms = call->now_utc_ms;
    row.officer_id = call->who.officer_id;
    return row.name_folded ? award_certificates_add(call->db, &row) : TD_RESOURCE_EXHAUSTED;
}

static enum td_code certificate_reissue(struct call *call, const Pb__CertificateReissueRequest *in,
                                        Pb__CertificateReissueResponse *out)
{
    struct certificate_row *rows;
    size_t n;
    check_choice(call, "cause", &pb__reissue_cause__descriptor, (int)in->cause);
    check_text(call, "reason", in->reason, REASON_MAX_CHARS);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = versions_find(call, in->round_id, in->golden_book, NOMINEES_NOW, &rows, &n);
    if (code == TD_OK)
        code = reissue_check(call, in, rows);
    if (code == TD_OK)
        code = reissue_store(call, in, rows);
    if (code == TD_OK)
        code = versions_find(call, in->round_id, in->golden_book, NOMINEES_NOW, &rows, &n);
    if (code != TD_OK)
        return code;
    out->certificate = reply_message(call, &pb__certificate__descriptor);
    if (!out->certificate || !certificate_fill(call, rows, out->certificate))
        return TD_RESOURCE_EXHAUSTED;
    return reply_note(
        call, td_arena_printf(call->arena, "certificate %s %u", rows->round_id, rows->golden_book),
        rows->version, in->reason);
}

METHOD(certificate__list, Pb__CertificateListRequest, Pb__CertificateListResponse, METHOD_READ,
       ANY_OFFICER, certificate_list)
METHOD(certificate__show, Pb__CertificateShowRequest, Pb__CertificateShowResponse, METHOD_READ,
       ANY_OFFICER, certificate_show)
METHOD(certificate__verify, Pb__CertificateVerifyRequest, Pb__CertificateVerifyResponse,
       METHOD_READ, ANY_OFFICER, certificate_verify)
METHOD(certificate__reissue, Pb__CertificateReissueRequest, Pb__CertificateReissueResponse,
       METHOD_WRITE, HOME_AFFAIRS, certificate_reissue)
SERVICE(certificate_service, PB__CERTIFICATE_SERVICE__INIT, certificate__)
