/* The SQL of initiatives as of a number of the log. */
#include "initiative_standings.h"

#include "db.h"
#include "human_id.h"
#include "take.h"

/* ?1: as of; ?2: the event ASSESS. */
#define STANDING_SELECT                                                                       \
    "SELECT i.id, i.unit_code, v.title, e.state, e.version,"                                  \
    " (SELECT a.effect FROM initiative_event a WHERE a.initiative_id = i.id AND a.event = ?2" \
    " AND a.version = e.version AND a.log_seq <= ?1 ORDER BY a.log_seq DESC LIMIT 1),"        \
    " (SELECT COUNT(*) FROM adoption d WHERE d.initiative_id = i.id AND d.log_seq <= ?1"      \
    " AND NOT EXISTS (SELECT 1 FROM adoption_end x WHERE x.initiative_id = i.id"              \
    " AND x.unit_code = d.unit_code AND x.log_seq <= ?1)), v.content"                         \
    " FROM initiative i JOIN initiative_event e ON e.initiative_id = i.id AND e.log_seq ="    \
    " (SELECT MAX(l.log_seq) FROM initiative_event l WHERE l.initiative_id = i.id"            \
    " AND l.log_seq <= ?1)"                                                                   \
    " JOIN initiative_version v ON v.initiative_id = i.id AND v.version = e.version"
#define STANDING_VALUES(as_of_seq) \
    db_int(as_of_seq), db_int(PB__INITIATIVE_EVENT__INITIATIVE_EVENT_ASSESS)

static void standing_read(struct take *take, void *ret_item)
{
    struct initiative_standing *standing = ret_item;
    standing->id = take_int(take);
    standing->unit_code = take_text(take);
    standing->title = take_text(take);
    standing->state = (Pb__InitiativeState)take_int(take);
    standing->version = (uint32_t)take_int(take);
    standing->effect = (Pb__InitiativeEffect)take_int(take);
    standing->adoptions = (uint32_t)take_int(take);
    standing->content = take_blob(take, &standing->content_len);
}

enum td_code initiative_standing_find(struct db *db, int64_t id, int64_t as_of_seq,
                                      struct td_arena *arena, struct initiative_standing *ret)
{
    struct rows *rows =
        db_query(db, STANDING_SELECT " WHERE i.id = ?3", STANDING_VALUES(as_of_seq), db_int(id));
    return take_one(db, rows, arena, standing_read, sizeof *ret, ret);
}

enum td_code initiative_standings_recognised(struct db *db, uint32_t year_from, uint32_t year_to,
                                             int64_t as_of_seq, struct td_arena *arena,
                                             struct initiative_standing **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 STANDING_SELECT " WHERE i.id BETWEEN ?3 AND ?4 AND e.state IN (?5, ?6)"
                                 " ORDER BY i.id",
                 STANDING_VALUES(as_of_seq), db_int(human_id(year_from, 0)),
                 db_int(human_id(year_to, HUMAN_ID_MAX_ORDINAL)),
                 db_int(PB__INITIATIVE_STATE__INITIATIVE_STATE_RECOGNISED),
                 db_int(PB__INITIATIVE_STATE__INITIATIVE_STATE_PUBLISHED));
    enum td_code code = take_all(db, rows, arena, standing_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
