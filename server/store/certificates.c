/* The SQL of the register of certificates. */
#include "certificates.h"

#include "db.h"
#include "like.h"
#include "take.h"
#include "types.pb-c.h"

enum td_code award_certificates_add(struct db *db, const struct certificate_row *row)
{
    return db_exec(
        db,
        "INSERT INTO award_certificate (round_id, golden_book, version, log_seq, dossier_id,"
        " ordinal, nominee_version, name, position, unit_name, achievement, name_folded,"
        " code, cause, reason, at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
        " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        db_text(row->round_id), db_int(row->golden_book), db_int(row->version),
        db_int((int64_t)row->log_seq), db_int(row->dossier_id), db_int(row->ordinal),
        db_int(row->nominee_version), db_text(row->name), db_text(row->position),
        db_text(row->unit_name), db_text(row->achievement), db_text(row->name_folded),
        db_text(row->code), db_int((int64_t)row->cause), db_text(row->reason),
        db_int(row->at_utc_ms), db_int(row->officer_id));
}

/* ?1: as of. x: the paper that came next. */
#define CERTIFICATE_SELECT                                                                        \
    "SELECT c.round_id, c.golden_book, c.version, c.log_seq, c.dossier_id, c.ordinal,"            \
    " c.nominee_version, c.name, c.position, c.unit_name, c.achievement, c.name_folded, c.code,"  \
    " c.cause, c.reason, c.at_utc_ms, o.id, o.login, o.full_name, s.unit_code, n.award_line,"     \
    " n.kind, d.number, d.signed_on, d.issuer, (SELECT MAX(l.version) FROM award_certificate l"   \
    " WHERE l.round_id = c.round_id AND l.golden_book = c.golden_book AND l.log_seq <= ?1),"      \
    " x.at_utc_ms, x.code, r.log_seq, r.reason, r.document, r.dated_on"                           \
    " FROM award_certificate c JOIN decision d ON d.round_id = c.round_id"                        \
    " JOIN officer o ON o.id = c.officer_id JOIN dossier s ON s.id = c.dossier_id"                \
    " JOIN nominee n ON n.dossier_id = c.dossier_id AND n.version = c.nominee_version"            \
    " AND n.ordinal + 1 = c.ordinal"                                                              \
    " LEFT JOIN award_certificate x ON x.round_id = c.round_id AND x.golden_book = c.golden_book" \
    " AND x.version = c.version + 1 AND x.log_seq <= ?1"                                          \
    " LEFT JOIN award_revocation r ON r.round_id = c.round_id AND r.dossier_id = c.dossier_id"    \
    " AND r.ordinal = c.ordinal AND r.log_seq <= ?1 WHERE c.log_seq <= ?1"

static void certificate_read(struct take *take, void *ret_item)
{
    struct certificate_row *row = ret_item;
    row->round_id = take_text(take);
    row->golden_book = (uint32_t)take_int(take);
    row->version = (uint32_t)take_int(take);
    row->log_seq = (uint64_t)take_int(take);
    row->dossier_id = take_int(take);
    row->ordinal = (uint32_t)take_int(take);
    row->nominee_version = (uint32_t)take_int(take);
    row->name = take_text(take);
    row->position = take_text(take);
    row->unit_name = take_text(take);
    row->achievement = take_text(take);
    row->name_folded = take_text(take);
    row->code = take_text(take);
    row->cause = (Pb__ReissueCause)take_int(take);
    row->reason = take_text(take);
    row->at_utc_ms = take_int(take);
    row->officer_id = take_int(take);
    row->login = take_text(take);
    row->full_name = take_text(take);
    row->unit_code = take_text(take);
    row->award_line = take_text(take);
    row->kind = (Pb__NomineeKind)take_int(take);
    row->number = take_text(take);
    row->signed_on = take_text(take);
    row->issuer = take_text(take);
    row->newest_version = (uint32_t)take_int(take);
    row->replaced_utc_ms = take_int(take);
    row->replaced_by = take_text(take);
    row->revoked = take_int(take) != 0;
    row->revoked_reason = take_text(take);
    row->revoked_document = take_text(take);
    row->revoked_on = take_text(take);
}

static enum td_code award_certificates_take(struct db *db, struct rows *rows,
                                            struct td_arena *arena, struct certificate_row **ret,
                                            size_t *ret_n)
{
    void *items = NULL;
    enum td_code code = take_all(db, rows, arena, certificate_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code award_certificates_versions(struct db *db, const char *round_id, uint32_t golden_book,
                                         int64_t as_of_seq, struct td_arena *arena,
                                         struct certificate_row **ret, size_t *ret_n)
{
    struct rows *rows = db_query(db,
                                 CERTIFICATE_SELECT " AND c.round_id = ?2 AND c.golden_book = ?3"
                                                    " ORDER BY c.version DESC",
                                 db_int(as_of_seq), db_text(round_id), db_int(golden_book));
    return award_certificates_take(db, rows, arena, ret, ret_n);
}

enum td_code award_certificates_by_code(struct db *db, const char *code, struct td_arena *arena,
                                        struct certificate_row *ret)
{
    struct rows *rows =
        db_query(db, CERTIFICATE_SELECT " AND c.code = ?2", db_int(INT64_MAX), db_text(code));
    return take_one(db, rows, arena, certificate_read, sizeof *ret, ret);
}

enum td_code award_certificates_list(struct db *db, const struct certificate_filter *filter,
                                     struct td_arena *arena, struct certificate_row **ret,
                                     size_t *ret_n)
{
    const char *pattern = like_part(arena, filter->name);
    if (!pattern)
        return TD_RESOURCE_EXHAUSTED;
    struct rows *rows = db_query(
        db,
        CERTIFICATE_SELECT " AND x.version IS NULL AND (?2 = '' OR c.round_id = ?2)"
                           " AND (?3 = '' OR s.unit_code = ?3)"
                           " AND (?4 = '' OR c.name_folded LIKE ?4 ESCAPE '\\')"
                           " AND (?5 = 0 OR r.log_seq IS NOT NULL)"
                           " AND (?6 = 0 OR EXISTS (SELECT 1 FROM round_event p"
                           " WHERE p.round_id = c.round_id AND p.event = ?7 AND p.log_seq <= ?1))"
                           " AND (?8 = 0 OR (c.round_id, c.golden_book) > (?9, ?10))"
                           " ORDER BY c.round_id, c.golden_book LIMIT ?11",
        db_int(filter->as_of_seq), db_text(filter->round_id), db_text(filter->unit_code),
        db_text(pattern), db_int(filter->revoked_only), db_int(filter->published_only),
        db_int(PB__ROUND_EVENT__ROUND_EVENT_PUBLISH), db_int(filter->follows),
        db_text(filter->after_round_id), db_int(filter->after_golden_book), db_int(filter->limit));
    return award_certificates_take(db, rows, arena, ret, ret_n);
}
