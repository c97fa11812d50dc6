/* The SQL of initiatives. */
#include "initiatives.h"

#include "counter.h"
#include "db.h"
#include "human_id.h"
#include "take.h"

/* As of ?1; ?2: the event ASSESS. What was assessed of an earlier version does not count for this
 * one. The two counts stand first: the order of the most adopted needs them. */
#define INITIATIVE_SELECT                                                                          \
    "SELECT * FROM (SELECT (SELECT COUNT(*) FROM adoption a WHERE a.initiative_id = i.id"          \
    " AND a.log_seq <= ?1) AS adoptions, (SELECT COUNT(*) FROM adoption_end x"                     \
    " WHERE x.initiative_id = i.id AND x.log_seq <= ?1) AS ends, i.id AS id,"                      \
    " i.unit_code AS unit_code, e.state AS state, e.version AS version, v.kind AS kind,"           \
    " v.title AS title, v.field AS field, COALESCE((SELECT a.effect FROM initiative_event a"       \
    " WHERE a.initiative_id = i.id AND a.event = ?2 AND a.version = e.version AND a.log_seq <= ?1" \
    " ORDER BY a.log_seq DESC LIMIT 1), 0) AS effect, i.decision_issuer AS issuer,"                \
    " i.decision_number AS number, i.decided_on AS decided_on, i.registered_utc_ms AS registered," \
    " e.at_utc_ms AS changed FROM initiative i JOIN initiative_event e"                            \
    " ON e.initiative_id = i.id AND e.log_seq = (SELECT MAX(l.log_seq) FROM initiative_event l"    \
    " WHERE l.initiative_id = i.id AND l.log_seq <= ?1) JOIN initiative_version v"                 \
    " ON v.initiative_id = i.id AND v.version = e.version) AS j"
#define INITIATIVE_VALUES(as_of_seq) \
    db_int(as_of_seq), db_int(PB__INITIATIVE_EVENT__INITIATIVE_EVENT_ASSESS)

static bool was_recognised(Pb__InitiativeState state)
{
    return state == PB__INITIATIVE_STATE__INITIATIVE_STATE_RECOGNISED ||
           state == PB__INITIATIVE_STATE__INITIATIVE_STATE_PUBLISHED;
}

static void initiative_read(struct take *take, void *ret_item)
{
    struct initiative_row *row = ret_item;
    row->adoptions = (uint32_t)take_int(take);
    row->adoptions_in_force = row->adoptions - (uint32_t)take_int(take);
    row->id = take_int(take);
    row->unit_code = take_text(take);
    row->state = (Pb__InitiativeState)take_int(take);
    row->version = (uint32_t)take_int(take);
    row->kind = (Pb__InitiativeKind)take_int(take);
    row->title = take_text(take);
    row->field = take_text(take);
    row->effect = (Pb__InitiativeEffect)take_int(take);
    row->decision_issuer = take_text(take);
    row->decision_number = take_text(take);
    row->decided_on = take_text(take);
    if (!was_recognised(row->state)) /* the decision came later */
        row->decision_issuer = row->decision_number = row->decided_on = "";
    row->registered_utc_ms = take_int(take);
    row->changed_utc_ms = take_int(take);
}

enum td_code initiatives_find(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                              struct initiative_row *ret)
{
    struct rows *rows = db_query(db, INITIATIVE_SELECT " WHERE j.id = ?3",
                                 INITIATIVE_VALUES(as_of_seq), db_int(id));
    return take_one(db, rows, arena, initiative_read, sizeof *ret, ret);
}

/* ?11 NULL: no limit to what is seen. */
#define LIST_FILTER                                                   \
    " WHERE j.id BETWEEN ?3 AND ?4 AND (?5 = '' OR j.unit_code = ?5)" \
    " AND (?6 = '' OR j.field = ?6) AND (?7 = 0 OR j.kind = ?7)"      \
    " AND (?8 = 0 OR j.state = ?8) AND (?11 IS NULL OR j.state = ?12 OR j.unit_code = ?11)"

enum td_code initiatives_list(struct db *db, const struct initiative_filter *filter,
                              struct td_arena *arena, struct initiative_row **ret, size_t *ret_n)
{
    void *items = NULL;
    int64_t first = filter->year ? human_id(filter->year, 1) : 0;
    int64_t last = filter->year ? human_id(filter->year, HUMAN_ID_MAX_ORDINAL) : INT64_MAX;
    const struct db_value values[] = {
        INITIATIVE_VALUES(filter->as_of_seq),
        db_int(first),
        db_int(last),
        db_text(filter->unit_code),
        db_text(filter->field),
        db_int((int64_t)filter->kind),
        db_int((int64_t)filter->state),
        db_int(filter->after_id),
        db_int(filter->limit),
        db_text(filter->seen_by_unit),
        db_int(PB__INITIATIVE_STATE__INITIATIVE_STATE_PUBLISHED),
        db_int(filter->after_adoptions),
    };
    const size_t n_values = sizeof values / sizeof *values;
    struct rows *rows;
    if (filter->most_adopted_first)
        rows = db_query_values(db,
                               INITIATIVE_SELECT LIST_FILTER
                               " AND (?9 = 0 OR j.adoptions < ?13"
                               " OR (j.adoptions = ?13 AND j.id > ?9))"
                               " ORDER BY j.adoptions DESC, j.id LIMIT ?10",
                               values, n_values);
    else
        rows = db_query_values(
            db, INITIATIVE_SELECT LIST_FILTER " AND j.id > ?9 ORDER BY j.id LIMIT ?10", values,
            n_values - 1);
    enum td_code code = take_all(db, rows, arena, initiative_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

struct newest {
    const char *unit_code;
    const uint8_t *bytes;
    size_t len;
};

static void newest_read(struct take *take, void *ret_item)
{
    struct newest *newest = ret_item;
    newest->unit_code = take_text(take);
    newest->bytes = take_blob(take, &newest->len);
}

enum td_code initiatives_content(struct db *db, int64_t id, uint32_t version,
                                 struct td_arena *arena, const uint8_t **ret, size_t *ret_len)
{
    struct newest found;
    struct rows *rows =
        db_query(db,
                 "SELECT i.unit_code, v.content FROM initiative_version v"
                 " JOIN initiative i ON i.id = v.initiative_id WHERE i.id = ?1 AND v.version = ?2",
                 db_int(id), db_int(version));
    enum td_code code = take_one(db, rows, arena, newest_read, sizeof found, &found);
    if (code == TD_OK) {
        *ret = found.bytes;
        *ret_len = found.len;
    }
    return code;
}

enum td_code initiatives_newest(struct db *db, int64_t id, struct td_arena *arena,
                                const char **ret_unit_code, const uint8_t **ret, size_t *ret_len)
{
    struct newest found;
    struct rows *rows =
        db_query(db,
                 "SELECT i.unit_code, v.content FROM initiative i JOIN initiative_version v"
                 " ON v.initiative_id = i.id WHERE i.id = ?1 ORDER BY v.version DESC LIMIT 1",
                 db_int(id));
    enum td_code code = take_one(db, rows, arena, newest_read, sizeof found, &found);
    if (code == TD_OK) {
        *ret_unit_code = found.unit_code;
        *ret = found.bytes;
        *ret_len = found.len;
    }
    return code;
}

static void event_read(struct take *take, void *ret_item)
{
    struct initiative_event_row *event = ret_item;
    event->log_seq = (uint64_t)take_int(take);
    event->event = (Pb__InitiativeEvent)take_int(take);
    event->version = (uint32_t)take_int(take);
    event->effect = (Pb__InitiativeEffect)take_int(take);
    event->note = take_text(take);
    event->at_utc_ms = take_int(take);
    event->officer_id = take_int(take);
    event->login = take_text(take);
    event->full_name = take_text(take);
}

enum td_code initiatives_events(struct db *db, int64_t id, int64_t as_of_seq,
                                struct td_arena *arena, struct initiative_event_row **ret,
                                size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT e.log_seq, e.event, e.version, e.effect, e.note, e.at_utc_ms, o.id,"
                 " o.login, o.full_name FROM initiative_event e"
                 " JOIN officer o ON o.id = e.officer_id"
                 " WHERE e.initiative_id = ?1 AND e.log_seq <= ?2 ORDER BY e.log_seq",
                 db_int(id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, event_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code initiatives_add(struct db *db, uint32_t year, struct initiative_row *initiative)
{
    enum td_code code = counter_next_id(db, "initiative", year, &initiative->id);
    if (code != TD_OK)
        return code;
    return db_exec(db,
                   "INSERT INTO initiative (id, unit_code, registered_utc_ms) VALUES (?1, ?2, ?3)",
                   db_int(initiative->id), db_text(initiative->unit_code),
                   db_int(initiative->registered_utc_ms));
}

enum td_code initiatives_recognise(struct db *db, const struct initiative_row *initiative)
{
    return db_exec(db,
                   "UPDATE initiative SET decision_issuer = ?2, decision_number = ?3,"
                   " decided_on = ?4 WHERE id = ?1",
                   db_int(initiative->id), db_text(initiative->decision_issuer),
                   db_text(initiative->decision_number), db_text(initiative->decided_on));
}

enum td_code initiatives_event_add(struct db *db, int64_t id,
                                   const struct initiative_event_row *event)
{
    return db_exec(db,
                   "INSERT INTO initiative_event (initiative_id, log_seq, event, state, version,"
                   " effect, note, at_utc_ms, officer_id)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   db_int(id), db_int((int64_t)event->log_seq), db_int((int64_t)event->event),
                   db_int((int64_t)event->state), db_int(event->version),
                   db_int((int64_t)event->effect), db_text(event->note), db_int(event->at_utc_ms),
                   db_int(event->officer_id));
}

enum td_code initiatives_version_add(struct db *db, const struct initiative_row *initiative,
                                     const void *content, size_t len)
{
    return db_exec(db,
                   "INSERT INTO initiative_version (initiative_id, version, content, kind, title,"
                   " field) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                   db_int(initiative->id), db_int(initiative->version), db_blob(content, len),
                   db_int((int64_t)initiative->kind), db_text(initiative->title),
                   db_text(initiative->field));
}

enum td_code initiatives_decision(struct db *db, const char *issuer, uint32_t year,
                                  const char *number, const char *decided_on, uint64_t log_seq)
{
    return db_exec(db,
                   "INSERT INTO initiative_decision (issuer, year, number, decided_on, log_seq)"
                   " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (issuer, year, number) DO NOTHING",
                   db_text(issuer), db_int(year), db_text(number), db_text(decided_on),
                   db_int((int64_t)log_seq));
}
