/* The SQL of rounds and extensions. */
#include "rounds.h"

#include "db.h"
#include "take.h"

/* ?1 is the unit whose extension counts, ?2 the number of the log up to which events are seen. A
 * round without an event yet is open. */
_Static_assert(PB__ROUND_STATE__ROUND_STATE_OPEN == 2, "as written in ROUND_SELECT");
#define ROUND_SELECT                                                                              \
    "SELECT r.id, r.year, r.kind, COALESCE((SELECT v.state FROM round_event v"                    \
    " WHERE v.round_id = r.id AND v.log_seq <= ?2 ORDER BY v.log_seq DESC LIMIT 1), 2),"          \
    " r.opens_utc_ms, r.closes_utc_ms, r.plan_id,"                                                \
    " r.plan_version, p.sha256, r.opened_utc_ms, r.opened_by, r.log_seq, o.login,"                \
    " (SELECT e.until_utc_ms FROM round_extension e WHERE e.round_id = r.id AND e.unit_code = ?1" \
    " AND e.log_seq <= ?2 ORDER BY e.log_seq DESC LIMIT 1) FROM round r"                          \
    " JOIN plan_version p ON p.plan_id = r.plan_id AND p.version = r.plan_version"                \
    " JOIN officer o ON o.id = r.opened_by"

static void round_read(struct take *take, void *ret_item)
{
    struct round_row *round = ret_item;
    round->id = take_text(take);
    round->year = (uint32_t)take_int(take);
    round->kind = (Pb__RoundKind)take_int(take);
    round->times.stored = (Pb__RoundState)take_int(take);
    round->times.opens_utc_ms = take_int(take);
    round->times.closes_utc_ms = take_int(take);
    round->plan_id = take_text(take);
    round->plan_version = (uint32_t)take_int(take);
    take_bytes(take, round->plan_sha256, sizeof round->plan_sha256);
    round->opened_utc_ms = take_int(take);
    round->opened_by = take_int(take);
    round->log_seq = (uint64_t)take_int(take);
    round->opened_by_login = take_text(take);
    round->extended_utc_ms = take_int(take);
}

enum td_code rounds_add(struct db *db, const struct round_row *round)
{
    return db_exec(db,
                   "INSERT INTO round (id, year, kind, state, opens_utc_ms, closes_utc_ms, plan_id,"
                   " plan_version, opened_utc_ms, opened_by, log_seq)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                   db_text(round->id), db_int(round->year), db_int((int64_t)round->kind),
                   db_int((int64_t)round->times.stored), db_int(round->times.opens_utc_ms),
                   db_int(round->times.closes_utc_ms), db_text(round->plan_id),
                   db_int(round->plan_version), db_int(round->opened_utc_ms),
                   db_int(round->opened_by), db_int((int64_t)round->log_seq));
}

enum td_code rounds_find(struct db *db, const char *id, const char *unit_code, int64_t as_of_seq,
                         struct td_arena *arena, struct round_row *ret)
{
    struct rows *rows = db_query(db, ROUND_SELECT " WHERE r.id = ?3 AND r.log_seq <= ?2",
                                 db_text(unit_code), db_int(as_of_seq), db_text(id));
    return take_one(db, rows, arena, round_read, sizeof *ret, ret);
}

enum td_code rounds_list(struct db *db, const char *unit_code, int64_t as_of_seq,
                         struct td_arena *arena, struct round_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db, ROUND_SELECT " WHERE r.log_seq <= ?2 ORDER BY r.year DESC, r.kind",
                 db_text(unit_code), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, round_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static enum td_code event_add(struct db *db, const char *id, const struct round_event_row *event)
{
    return db_exec(db,
                   "INSERT INTO round_event (round_id, log_seq, event, state, note, at_utc_ms,"
                   " officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   db_text(id), db_int((int64_t)event->log_seq), db_int((int64_t)event->event),
                   db_int((int64_t)event->state), db_text(event->note), db_int(event->at_utc_ms),
                   db_int(event->officer_id));
}

enum td_code rounds_advance(struct db *db, const char *id, Pb__RoundState from,
                            const struct round_event_row *event)
{
    enum td_code code = db_exec(db, "UPDATE round SET state = ?3 WHERE id = ?1 AND state = ?2",
                                db_text(id), db_int((int64_t)from), db_int((int64_t)event->state));
    if (code == TD_OK && db_changes(db) == 0)
        return TD_NOT_FOUND;
    return code == TD_OK ? event_add(db, id, event) : code;
}

static void event_read(struct take *take, void *ret_item)
{
    struct round_event_row *event = ret_item;
    event->log_seq = (uint64_t)take_int(take);
    event->event = (Pb__RoundEvent)take_int(take);
    event->state = (Pb__RoundState)take_int(take);
    event->note = take_text(take);
    event->at_utc_ms = take_int(take);
    event->officer_id = take_int(take);
    event->login = take_text(take);
    event->full_name = take_text(take);
}

enum td_code rounds_events(struct db *db, const char *id, int64_t as_of_seq, struct td_arena *arena,
                           struct round_event_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT e.log_seq, e.event, e.state, e.note, e.at_utc_ms, o.id, o.login,"
                 " o.full_name FROM round_event e JOIN officer o ON o.id = e.officer_id"
                 " WHERE e.round_id = ?1 AND e.log_seq <= ?2 ORDER BY e.log_seq",
                 db_text(id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, event_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code rounds_state(struct db *db, const char *id, int64_t as_of_seq, Pb__RoundState *ret)
{
    int64_t state;
    struct rows *rows = db_query(db,
                                 "SELECT state FROM round_event WHERE round_id = ?1"
                                 " AND log_seq <= ?2 ORDER BY log_seq DESC LIMIT 1",
                                 db_text(id), db_int(as_of_seq));
    enum td_code code = take_number(db, rows, PB__ROUND_STATE__ROUND_STATE_OPEN, &state);
    if (code == TD_OK)
        *ret = (Pb__RoundState)state;
    return code;
}

enum td_code rounds_extend(struct db *db, const char *id, const struct extension_row *extension,
                           uint64_t log_seq)
{
    return db_exec(db,
                   "INSERT INTO round_extension (round_id, unit_code, log_seq, until_utc_ms,"
                   " reason, granted_utc_ms, granted_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   db_text(id), db_text(extension->unit_code), db_int((int64_t)log_seq),
                   db_int(extension->until_utc_ms), db_text(extension->reason),
                   db_int(extension->granted_utc_ms), db_int(extension->granted_by));
}

static void extension_read(struct take *take, void *ret_item)
{
    struct extension_row *extension = ret_item;
    extension->unit_code = take_text(take);
    extension->until_utc_ms = take_int(take);
    extension->reason = take_text(take);
    extension->granted_utc_ms = take_int(take);
    extension->granted_by = take_int(take);
    extension->granted_by_login = take_text(take);
}

enum td_code rounds_extensions(struct db *db, const char *id, int64_t as_of_seq,
                               struct td_arena *arena, struct extension_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT e.unit_code, e.until_utc_ms, e.reason, e.granted_utc_ms, e.granted_by,"
                 " o.login FROM round_extension e JOIN officer o ON o.id = e.granted_by"
                 " WHERE e.round_id = ?1 AND e.log_seq <= ?2 ORDER BY e.log_seq",
                 db_text(id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, extension_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
