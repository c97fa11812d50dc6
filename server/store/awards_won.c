/* The SQL of yearly awards won. */
#include "awards_won.h"

#include "db.h"
#include "take.h"
#include "types.pb-c.h"

#include <stdbool.h>

static void award_read(struct take *take, void *ret_item)
{
    struct award_won *award = ret_item;
    award->year = (uint32_t)take_int(take);
    award->source = take_text(take);
    award->name = take_text(take);
}

enum td_code awards_won(struct db *db, const struct award_winner *winner, uint32_t year_from,
                        uint32_t year_to, int64_t as_of_seq, struct td_arena *arena,
                        struct award_won **ret, size_t *ret_n)
{
    void *items = NULL;
    bool person = !winner->unit_code;
    struct rows *rows = db_query(
        db,
        "SELECT r.year, r.id, n.name, d.id, n.ordinal FROM round r JOIN dossier d ON d.round_id = "
        "r.id"
        " JOIN nominee_event s ON s.dossier_id = d.id AND s.log_seq ="
        " (SELECT MAX(l.log_seq) FROM nominee_event l WHERE l.dossier_id = s.dossier_id"
        " AND l.ordinal = s.ordinal AND l.log_seq <= ?1) AND s.state = ?2"
        " JOIN nominee n ON n.dossier_id = d.id AND n.version = s.version"
        " AND n.ordinal + 1 = s.ordinal"
        " WHERE r.kind = ?3 AND r.year BETWEEN ?4 AND ?5 AND n.kind = ?6"
        " AND ((?7 <> '' AND d.unit_code = ?7) OR (?8 <> '' AND LOWER(n.staff_code) = LOWER(?8))"
        " OR (?9 <> '' AND n.citizen_id = ?9))"
        " UNION ALL SELECT p.year, p.year || '-annual', p.recipient, p.signed_year, p.ordinal"
        " FROM past_award p WHERE p.round_kind = ?3 AND p.year BETWEEN ?4 AND ?5 AND p.kind = ?6"
        " AND p.withdrawn = 0 AND p.revoked_by = '' AND p.version = (SELECT MAX(l.version)"
        " FROM past_award l WHERE l.signed_year = p.signed_year AND l.number_key = p.number_key"
        " AND l.ordinal = p.ordinal AND l.log_seq <= ?1)"
        " AND ((?7 <> '' AND p.unit_code = ?7)"
        " OR (?8 <> '' AND LOWER(p.staff_code) = LOWER(?8))"
        " OR (?9 <> '' AND p.citizen_id = ?9)) ORDER BY 1, 2, 4, 5",
        db_int(as_of_seq), db_int(PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED),
        db_int(PB__ROUND_KIND__ROUND_ANNUAL), db_int(year_from), db_int(year_to),
        db_int(person ? PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL
                      : PB__NOMINEE_KIND__NOMINEE_COLLECTIVE),
        db_text(person ? "" : winner->unit_code), db_text(person ? winner->staff_code : ""),
        db_text(person ? winner->citizen_id : ""));
    enum td_code code = take_all(db, rows, arena, award_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
