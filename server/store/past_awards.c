/* The SQL of awards from before the software. */
#include "past_awards.h"

#include "db.h"
#include "domain/document_number.h"
#include "like.h"
#include "take.h"
#include "text.h"

enum td_code past_awards_add(struct db *db, const struct past_award_row *row,
                             struct td_arena *arena)
{
    const struct past_award *past = &row->award;
    const struct local_award *award = &past->award;
    const char *folded = td_text_fold(arena, award->recipient);
    const char *key = document_number_key(arena, award->number);
    if (!folded || !key)
        return TD_RESOURCE_EXHAUSTED;
    return db_exec(
        db,
        "INSERT INTO past_award (signed_year, number_key, ordinal, version, number, round_kind,"
        " year, granted_on, unit_code, kind, recipient, recipient_folded, staff_code, citizen_id,"
        " achievement, revoked_by, revoked_on, withdrawn, reason, recorded_utc_ms, recorded_by,"
        " log_seq, issuer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
        " ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)",
        db_int(local_award_year(award->granted_on)), db_text(key), db_int(award->ordinal),
        db_int(row->version), db_text(award->number), db_int((int64_t)past->round),
        db_int(past->year), db_text(award->granted_on), db_text(award->unit_code),
        db_int((int64_t)award->kind), db_text(award->recipient), db_text(folded),
        db_text(award->staff_code), db_text(past->citizen_id), db_text(award->achievement),
        db_text(past->revoked_by), db_text(past->revoked_on), db_int(row->withdrawn),
        db_text(row->reason), db_int(row->recorded_utc_ms), db_int(row->recorded_by),
        db_int((int64_t)row->log_seq), db_text(row->issuer));
}

static void past_award_read(struct take *take, void *ret_item)
{
    struct past_award_row *row = ret_item;
    struct local_award *award = &row->award.award;
    award->number = take_text(take);
    award->ordinal = (uint32_t)take_int(take);
    row->award.round = (Pb__RoundKind)take_int(take);
    row->award.year = (uint32_t)take_int(take);
    award->granted_on = take_text(take);
    award->unit_code = take_text(take);
    award->kind = (Pb__NomineeKind)take_int(take);
    award->recipient = take_text(take);
    row->recipient_folded = take_text(take);
    award->staff_code = take_text(take);
    row->award.citizen_id = take_text(take);
    award->achievement = take_text(take);
    row->award.revoked_by = take_text(take);
    row->award.revoked_on = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->withdrawn = take_int(take) != 0;
    row->reason = take_text(take);
    row->recorded_utc_ms = take_int(take);
    row->login = take_text(take);
    row->log_seq = (uint64_t)take_int(take);
    row->issuer = take_text(take);
    row->revoked_reason = take_text(take);
}

#define SAME_AWARD(a)                                                           \
    a ".signed_year = p.signed_year AND " a ".number_key = p.number_key AND " a \
      ".ordinal = p.ordinal"
/* The reason of a revocation is that of the version that brought it; later ones correct what is
 * written of it. */
#define PAST_SELECT                                                                                \
    "SELECT p.number, p.ordinal, p.round_kind, p.year, p.granted_on, p.unit_code, p.kind,"         \
    " p.recipient, p.recipient_folded, p.staff_code, p.citizen_id, p.achievement,"                 \
    " p.revoked_by, p.revoked_on, p.version, p.withdrawn, p.reason, p.recorded_utc_ms,"            \
    " o.login, p.log_seq, p.issuer, (SELECT f.reason FROM past_award f WHERE " SAME_AWARD(         \
        "f") " AND f.version = 1 + COALESCE((SELECT MAX(g.version) FROM past_award g "             \
             "WHERE " SAME_AWARD("g") " AND g.version < p.version AND g.revoked_by = ''), 0))"     \
                                      " FROM past_award p JOIN officer o ON o.id = p.recorded_by " \
                                      "WHERE"
/* The newest version as of a number of the log. */
#define PAST_NEWEST(as_of)                                                 \
    " p.version = (SELECT MAX(l.version) FROM past_award l"                \
    " WHERE l.signed_year = p.signed_year AND l.number_key = p.number_key" \
    " AND l.ordinal = p.ordinal AND l.log_seq <= " as_of ")"

enum td_code past_awards_versions(struct db *db, uint32_t signed_year, const char *number,
                                  uint32_t ordinal, int64_t as_of_seq, struct td_arena *arena,
                                  struct past_award_row **ret, size_t *ret_n)
{
    void *items = NULL;
    const char *key = document_number_key(arena, number);
    if (!key)
        return TD_RESOURCE_EXHAUSTED;
    struct rows *rows =
        db_query(db,
                 PAST_SELECT " p.signed_year = ?1 AND p.number_key = ?2 AND p.ordinal = ?3"
                             " AND p.log_seq <= ?4 ORDER BY p.version DESC",
                 db_int(signed_year), db_text(key), db_int(ordinal), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, past_award_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

#define IN_ORDER "iif(?12, p.unit_code, ''), p.year, p.granted_on, p.number, p.ordinal"
#define AFTER_IN_ORDER "iif(?12, ?13, ''), ?7, ?8, ?9, ?10"

enum td_code past_awards_list(struct db *db, const struct past_award_filter *filter,
                              struct td_arena *arena, struct past_award_row **ret, size_t *ret_n)
{
    void *items = NULL;
    const struct past_award *after = &filter->after;
    const char *pattern = like_part(arena, filter->recipient);
    if (!pattern)
        return TD_RESOURCE_EXHAUSTED;
    struct rows *rows = db_query(
        db,
        PAST_SELECT PAST_NEWEST("?1") " AND (?2 = '' OR p.unit_code = ?2)"
                                      " AND (?3 = 0 OR p.year = ?3)"
                                      " AND (?4 = '' OR p.recipient_folded LIKE ?4 ESCAPE '\\')"
                                      " AND (?5 = 1 OR p.withdrawn = 0)"
                                      " AND (?6 = 0 OR (" IN_ORDER ") > (" AFTER_IN_ORDER "))"
                                      " ORDER BY " IN_ORDER " LIMIT ?11",
        db_int(filter->as_of_seq), db_text(filter->unit_code), db_int(filter->year),
        db_text(pattern), db_int(filter->include_withdrawn), db_int(filter->follows),
        db_int(after->year), db_text(after->award.granted_on), db_text(after->award.number),
        db_int(after->award.ordinal), db_int(filter->limit), db_int(filter->by_unit),
        db_text(after->award.unit_code));
    enum td_code code = take_all(db, rows, arena, past_award_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code past_awards_all(struct db *db, int64_t as_of_seq, struct td_arena *arena,
                             struct past_award_row **ret, size_t *ret_n)
{
    const struct past_award_filter all = {
        .unit_code = "",
        .recipient = "",
        .after = {.award = {.unit_code = "", .granted_on = "", .number = ""}},
        .limit = UINT32_MAX,
        .as_of_seq = as_of_seq,
    };
    return past_awards_list(db, &all, arena, ret, ret_n);
}

enum td_code past_awards_beside(struct db *db, const struct past_award *award,
                                struct td_arena *arena, struct past_award_row **ret, size_t *ret_n)
{
    void *items = NULL;
    const char *key = document_number_key(arena, award->award.number);
    if (!key)
        return TD_RESOURCE_EXHAUSTED;
    struct rows *rows =
        db_query(db,
                 PAST_SELECT PAST_NEWEST("?4") " AND p.signed_year = ?1 AND p.number_key = ?2"
                                               " AND p.ordinal <> ?3 AND p.withdrawn = 0"
                                               " ORDER BY p.ordinal",
                 db_int(local_award_year(award->award.granted_on)), db_text(key),
                 db_int(award->award.ordinal), db_int(INT64_MAX));
    enum td_code code = take_all(db, rows, arena, past_award_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code past_awards_of_round(struct db *db, Pb__RoundKind kind, uint32_t year, uint32_t *ret_n)
{
    int64_t n = 0;
    struct rows *rows =
        db_query(db,
                 "SELECT COUNT(*) FROM past_award p WHERE p.year = ?1 AND p.round_kind = ?2"
                 " AND p.withdrawn = 0 AND" PAST_NEWEST("?3"),
                 db_int(year), db_int((int64_t)kind), db_int(INT64_MAX));
    enum td_code code = take_number(db, rows, 0, &n);
    if (code == TD_OK)
        *ret_n = (uint32_t)n;
    return code;
}
