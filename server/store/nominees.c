/* The SQL of nominees of received dossiers. */
#include "nominees.h"

#include "db.h"
#include "take.h"

/* ?1: as of; ?2 to ?5: the dossier events after which its nominees stand in the round; ?6 to ?8:
 * the Chairman's events. */
#define NOMINEE_SELECT                                                                            \
    "SELECT n.dossier_id, n.ordinal + 1, n.version, d.round_id, d.unit_code, n.kind,"             \
    " n.award_line, n.name, n.name_folded, n.position, n.staff_code, n.citizen_id, n.gender,"     \
    " n.women_percent, n.initiative, s.state, s.reason, s.log_seq, s.at_utc_ms, s.officer_id,"    \
    " (SELECT b.state FROM nominee_event b WHERE b.dossier_id = n.dossier_id"                     \
    " AND b.ordinal = n.ordinal + 1 AND b.version = n.version AND b.log_seq <= ?1"                \
    " AND b.event NOT IN (?6, ?7, ?8) ORDER BY b.log_seq DESC LIMIT 1)"                           \
    " FROM dossier d JOIN dossier_event e ON e.dossier_id = d.id AND e.log_seq ="                 \
    " (SELECT MAX(l.log_seq) FROM dossier_event l WHERE l.dossier_id = d.id AND l.log_seq <= ?1)" \
    " AND e.event IN (?2, ?3, ?4, ?5)"                                                            \
    " JOIN nominee n ON n.dossier_id = d.id AND n.version = e.version"                            \
    " LEFT JOIN nominee_event s ON s.dossier_id = n.dossier_id AND s.ordinal = n.ordinal + 1"     \
    " AND s.log_seq = (SELECT MAX(l.log_seq) FROM nominee_event l"                                \
    " WHERE l.dossier_id = n.dossier_id AND l.ordinal = n.ordinal + 1 AND l.version = n.version"  \
    " AND l.log_seq <= ?1)"
#define NOMINEE_ORDER " ORDER BY n.dossier_id, n.ordinal"
#define NOMINEE_VALUES(as_of_seq)                                        \
    db_int(as_of_seq), db_int(PB__DOSSIER_EVENT__DOSSIER_EVENT_RECEIVE), \
        db_int(PB__DOSSIER_EVENT__DOSSIER_EVENT_APPRAISE),               \
        db_int(PB__DOSSIER_EVENT__DOSSIER_EVENT_APPRAISED),              \
        db_int(PB__DOSSIER_EVENT__DOSSIER_EVENT_REOPEN),                 \
        db_int(PB__NOMINEE_EVENT__NOMINEE_EVENT_AWARD),                  \
        db_int(PB__NOMINEE_EVENT__NOMINEE_EVENT_REFUSE),                 \
        db_int(PB__NOMINEE_EVENT__NOMINEE_EVENT_REVOKE)

static void nominee_read(struct take *take, void *ret_item)
{
    struct nominee_row *nominee = ret_item;
    nominee->dossier_id = take_int(take);
    nominee->ordinal = (uint32_t)take_int(take);
    nominee->version = (uint32_t)take_int(take);
    nominee->round_id = take_text(take);
    nominee->unit_code = take_text(take);
    nominee->kind = (Pb__NomineeKind)take_int(take);
    nominee->award_line = take_text(take);
    nominee->name = take_text(take);
    nominee->name_folded = take_text(take);
    nominee->position = take_text(take);
    nominee->staff_code = take_text(take);
    nominee->citizen_id = take_text(take);
    nominee->gender = (Pb__Gender)take_int(take);
    nominee->women_percent = (uint32_t)take_int(take);
    nominee->initiative = take_text(take);
    nominee->state = (Pb__NomineeState)take_int(take);
    if (nominee->state == PB__NOMINEE_STATE__NOMINEE_STATE_UNSPECIFIED)
        nominee->state = PB__NOMINEE_STATE__NOMINEE_STATE_PROPOSED;
    nominee->reason = take_text(take);
    nominee->state_log_seq = (uint64_t)take_int(take);
    nominee->state_at_utc_ms = take_int(take);
    nominee->state_officer_id = take_int(take);
    nominee->before_decision = (Pb__NomineeState)take_int(take);
    if (nominee->before_decision == PB__NOMINEE_STATE__NOMINEE_STATE_UNSPECIFIED)
        nominee->before_decision = PB__NOMINEE_STATE__NOMINEE_STATE_PROPOSED;
}

static enum td_code nominees_take(struct db *db, struct rows *rows, struct td_arena *arena,
                                  struct nominee_row **ret, size_t *ret_n)
{
    void *items = NULL;
    enum td_code code = take_all(db, rows, arena, nominee_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code nominees_of_round(struct db *db, const char *round_id, int64_t as_of_seq,
                               struct td_arena *arena, struct nominee_row **ret, size_t *ret_n)
{
    /* Two statements, so that the one for a round can use its index. */
    struct rows *rows = *round_id
                            ? db_query(db, NOMINEE_SELECT " WHERE d.round_id = ?9" NOMINEE_ORDER,
                                       NOMINEE_VALUES(as_of_seq), db_text(round_id))
                            : db_query(db, NOMINEE_SELECT NOMINEE_ORDER, NOMINEE_VALUES(as_of_seq));
    return nominees_take(db, rows, arena, ret, ret_n);
}

enum td_code nominees_of_dossier(struct db *db, int64_t dossier_id, int64_t as_of_seq,
                                 struct td_arena *arena, struct nominee_row **ret, size_t *ret_n)
{
    struct rows *rows = db_query(db, NOMINEE_SELECT " WHERE d.id = ?9" NOMINEE_ORDER,
                                 NOMINEE_VALUES(as_of_seq), db_int(dossier_id));
    return nominees_take(db, rows, arena, ret, ret_n);
}

enum td_code nominees_find(struct db *db, int64_t dossier_id, uint32_t ordinal, int64_t as_of_seq,
                           struct td_arena *arena, struct nominee_row *ret)
{
    struct rows *rows =
        db_query(db, NOMINEE_SELECT " WHERE d.id = ?9 AND n.ordinal = ?10",
                 NOMINEE_VALUES(as_of_seq), db_int(dossier_id), db_int((int64_t)ordinal - 1));
    return take_one(db, rows, arena, nominee_read, sizeof *ret, ret);
}

enum td_code nominees_event_add(struct db *db, int64_t dossier_id,
                                const struct nominee_event_row *event)
{
    return db_exec(db,
                   "INSERT INTO nominee_event (dossier_id, ordinal, log_seq, version, event, state,"
                   " reason, at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   db_int(dossier_id), db_int(event->ordinal), db_int((int64_t)event->log_seq),
                   db_int(event->version), db_int((int64_t)event->event),
                   db_int((int64_t)event->state), db_text(event->reason), db_int(event->at_utc_ms),
                   db_int(event->officer_id));
}

static void event_read(struct take *take, void *ret_item)
{
    struct nominee_event_row *event = ret_item;
    event->log_seq = (uint64_t)take_int(take);
    event->ordinal = (uint32_t)take_int(take);
    event->version = (uint32_t)take_int(take);
    event->event = (Pb__NomineeEvent)take_int(take);
    event->state = (Pb__NomineeState)take_int(take);
    event->reason = take_text(take);
    event->at_utc_ms = take_int(take);
    event->officer_id = take_int(take);
    event->login = take_text(take);
    event->full_name = take_text(take);
}

enum td_code nominees_events(struct db *db, int64_t dossier_id, uint32_t ordinal, int64_t as_of_seq,
                             struct td_arena *arena, struct nominee_event_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT e.log_seq, e.ordinal, e.version, e.event, e.state, e.reason, e.at_utc_ms,"
                 " o.id, o.login, o.full_name FROM nominee_event e JOIN officer o"
                 " ON o.id = e.officer_id WHERE e.dossier_id = ?1 AND e.ordinal = ?2"
                 " AND e.log_seq <= ?3 ORDER BY e.log_seq",
                 db_int(dossier_id), db_int(ordinal), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, event_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
