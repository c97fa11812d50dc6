/* The SQL of initiatives. */
#include "initiatives.h"

#include "counter.h"
#include "db.h"
#include "human_id.h"
#include "take.h"

/* The two counts stand first in the list of columns: the order of the most adopted needs them. */
#define INITIATIVE_SELECT                                                                     \
    "SELECT * FROM (SELECT (SELECT COUNT(*) FROM adoption a WHERE a.initiative_id = i.id)"    \
    " AS adoptions, (SELECT COUNT(*) FROM adoption_end e WHERE e.initiative_id = i.id)"       \
    " AS ends, i.id AS id, i.unit_code AS unit_code, i.state AS state, i.version AS version," \
    " i.kind AS kind, i.title AS title, i.field AS field, i.effect AS effect,"                \
    " i.decision_issuer AS issuer, i.decision_number AS number, i.decided_on AS decided_on,"  \
    " i.registered_utc_ms AS registered, i.changed_utc_ms AS changed FROM initiative i) AS j"

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
    row->registered_utc_ms = take_int(take);
    row->changed_utc_ms = take_int(take);
}

enum td_code initiatives_find(struct db *db, int64_t id, struct td_arena *arena,
                              struct initiative_row *ret)
{
    struct rows *rows = db_query(db, INITIATIVE_SELECT " WHERE j.id = ?1", db_int(id));
    return take_one(db, rows, arena, initiative_read, sizeof *ret, ret);
}

/* ?9 NULL: no limit to what is seen. */
#define LIST_FILTER                                                   \
    " WHERE j.id BETWEEN ?1 AND ?2 AND (?3 = '' OR j.unit_code = ?3)" \
    " AND (?4 = '' OR j.field = ?4) AND (?5 = 0 OR j.kind = ?5)"      \
    " AND (?6 = 0 OR j.state = ?6) AND (?9 IS NULL OR j.state = ?10 OR j.unit_code = ?9)"

enum td_code initiatives_list(struct db *db, const struct initiative_filter *filter,
                              struct td_arena *arena, struct initiative_row **ret, size_t *ret_n)
{
    void *items = NULL;
    int64_t first = filter->year ? human_id(filter->year, 1) : 0;
    int64_t last = filter->year ? human_id(filter->year, HUMAN_ID_MAX_ORDINAL) : INT64_MAX;
    const struct db_value values[] = {
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
                               " AND (?7 = 0 OR j.adoptions < ?11"
                               " OR (j.adoptions = ?11 AND j.id > ?7))"
                               " ORDER BY j.adoptions DESC, j.id LIMIT ?8",
                               values, n_values);
    else
        rows = db_query_values(
            db, INITIATIVE_SELECT LIST_FILTER " AND j.id > ?7 ORDER BY j.id LIMIT ?8", values,
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
                 " ON v.initiative_id = i.id AND v.version = i.version WHERE i.id = ?1",
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

enum td_code initiatives_events(struct db *db, int64_t id, struct td_arena *arena,
                                struct initiative_event_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT e.log_seq, e.event, e.version, e.effect, e.note, e.at_utc_ms, o.id,"
                 " o.login, o.full_name FROM initiative_event e"
                 " JOIN officer o ON o.id = e.officer_id"
                 " WHERE e.initiative_id = ?1 ORDER BY e.log_seq",
                 db_int(id));
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
                   "INSERT INTO initiative (id, unit_code, state, version, kind, title, field,"
                   " registered_utc_ms, changed_utc_ms)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   db_int(initiative->id), db_text(initiative->unit_code),
                   db_int((int64_t)initiative->state), db_int(initiative->version),
                   db_int((int64_t)initiative->kind), db_text(initiative->title),
                   db_text(initiative->field), db_int(initiative->registered_utc_ms),
                   db_int(initiative->changed_utc_ms));
}

enum td_code initiatives_update(struct db *db, const struct initiative_row *initiative)
{
    return db_exec(db,
                   "UPDATE initiative SET state = ?2, version = ?3, kind = ?4, title = ?5,"
                   " field = ?6, effect = ?7, decision_issuer = ?8, decision_number = ?9,"
                   " decided_on = ?10, changed_utc_ms = ?11 WHERE id = ?1",
                   db_int(initiative->id), db_int((int64_t)initiative->state),
                   db_int(initiative->version), db_int((int64_t)initiative->kind),
                   db_text(initiative->title), db_text(initiative->field),
                   db_int((int64_t)initiative->effect), db_text(initiative->decision_issuer),
                   db_text(initiative->decision_number), db_text(initiative->decided_on),
                   db_int(initiative->changed_utc_ms));
}

enum td_code initiatives_event_add(struct db *db, int64_t id,
                                   const struct initiative_event_row *event)
{
    return db_exec(db,
                   "INSERT INTO initiative_event (initiative_id, log_seq, event, version, effect,"
                   " note, at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                   db_int(id), db_int((int64_t)event->log_seq), db_int((int64_t)event->event),
                   db_int(event->version), db_int((int64_t)event->effect), db_text(event->note),
                   db_int(event->at_utc_ms), db_int(event->officer_id));
}

enum td_code initiatives_version_add(struct db *db, int64_t id, uint32_t version,
                                     const void *content, size_t len)
{
    return db_exec(
        db, "INSERT INTO initiative_version (initiative_id, version, content) VALUES (?1, ?2, ?3)",
        db_int(id), db_int(version), db_blob(content, len));
}

static void text_read(struct take *take, void *ret_item)
{
    *(const char **)ret_item = take_text(take);
}

enum td_code initiatives_decision(struct db *db, const char *issuer, uint32_t year,
                                  const char *number, const char *decided_on, uint64_t log_seq,
                                  struct td_arena *arena, const char **ret_decided_on)
{
    enum td_code code =
        db_exec(db,
                "INSERT INTO initiative_decision (issuer, year, number, decided_on, log_seq)"
                " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (issuer, year, number) DO NOTHING",
                db_text(issuer), db_int(year), db_text(number), db_text(decided_on),
                db_int((int64_t)log_seq));
    if (code != TD_OK)
        return code;
    struct rows *rows = db_query(db,
                                 "SELECT decided_on FROM initiative_decision"
                                 " WHERE issuer = ?1 AND year = ?2 AND number = ?3",
                                 db_text(issuer), db_int(year), db_text(number));
    return take_one(db, rows, arena, text_read, sizeof *ret_decided_on, (void *)ret_decided_on);
}
