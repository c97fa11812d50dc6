/* Is a dossier well-formed, and is it complete (III.5, III.4, II.2)? The same functions run in
 * `thidua dossier check`, at submission and at reception. Pure; any thread. */
#ifndef TD_DOMAIN_COMPLETENESS_H
#define TD_DOMAIN_COMPLETENESS_H

#include "err.h"
#include "plan.h"

#include <stdbool.h>

/* Limits of one dossier; texts in code points. */
#define DOSSIER_MAX_NOMINEES 200
#define DOSSIER_MAX_ATTACHMENTS 50
#define DOSSIER_MAX_LETTER_NUMBER 50
#define DOSSIER_MAX_NAME 200
#define DOSSIER_MAX_POSITION 200
#define DOSSIER_MAX_STATEMENT 2000
#define DOSSIER_MAX_SUMMARY 4000

/* A file as the rules see it; name "" or NULL: there is none. */
struct dossier_file {
    const char *name;
    uint64_t size_bytes;
};

struct dossier_claim {
    const char *criterion, *statement;
};

struct dossier_nominee {
    Pb__NomineeKind kind;
    const char *award_line, *name, *position, *staff_code, *citizen_id, *summary, *initiative;
    Pb__Gender gender;
    uint32_t women_percent;
    const char *const *contents;
    size_t n_contents;
    const struct dossier_claim *claims;
    size_t n_claims;
    struct dossier_file report;
};

/* What the unit put together. Strings are never NULL ("" where empty) and are checked text. */
struct dossier {
    const char *round_id, *unit_code;
    Pb__RoundKind round_kind;
    Pb__UnitKind unit_kind;
    const char *letter_number, *letter_dated_on;
    struct dossier_file letter;
    const char *minutes_held_on;
    struct dossier_file minutes;
    const struct dossier_nominee *nominees;
    size_t n_nominees;
    const struct dossier_file *attachments;
    size_t n_attachments;
};

/* Wrong whatever the stage: bad dates, unknown lines, criteria or contents, a line that is not
 * for this kind of nominee or unit, a nominee twice, ranges, text lengths, file names and sizes.
 * A nominee stands twice by the same staff code, the same citizen number, or the same name of the
 * same kind when folded; two namesakes with different staff codes (or citizen numbers) are two.
 *
 * round_kind, unit_kind UNSPECIFIED: not known here, what depends on them is not judged.
 * err: not NULL; gets every violation, field paths relative to DossierContent.
 * max_file_bytes: the server's cap. Returns OK or INVALID_ARGUMENT. Source: II.1, II.2, III.1–5. */
enum td_code dossier_check_form(const struct plan *plan, const struct dossier *dossier,
                                uint64_t max_file_bytes, struct td_err *err);

/* What III.5.a, III.4 and II.2 ask for and the dossier lacks; all at once, by clause. A part that
 * the plan does not list is not asked for. Returns OK: nothing is missing, or
 * FAILED_PRECONDITION. */
enum td_code dossier_check_parts(const struct plan *plan, const struct dossier *dossier,
                                 struct td_err *err);

/* What reception needs beyond the parts: the head's confirmation and the original sets
 * (III.5.a, III.5.b). Returns OK or FAILED_PRECONDITION. */
enum td_code dossier_check_reception(const struct plan *plan, bool confirmed, uint32_t originals,
                                     struct td_err *err);

#endif
