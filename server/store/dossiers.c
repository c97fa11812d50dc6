/* The SQL of dossiers, their versions and events. Ids are those of human_id.h. */
#include "dossiers.h"

#include "counter.h"
#include "db.h"
#include "human_id.h"
#include "take.h"
#include "text.h"

/* As of ?1. A round without an event yet is open. */
_Static_assert(PB__ROUND_STATE__ROUND_STATE_OPEN == 2, "as written in DOSSIER_SELECT");
_Static_assert(PB__DOSSIER_EVENT__DOSSIER_EVENT_RETURN == 4, "as written in DOSSIER_SELECT");
#define DOSSIER_SELECT                                                                            \
    "SELECT d.id, d.round_id, d.unit_code, d.draft_id, e.version, e.state, (SELECT COUNT(*)"      \
    " FROM nominee n WHERE n.dossier_id = d.id AND n.version = e.version), e.at_utc_ms,"          \
    " COALESCE((SELECT t.return_due_utc_ms FROM dossier_event t WHERE t.dossier_id = d.id"        \
    " AND t.event = 4 AND t.log_seq <= ?1 ORDER BY t.log_seq DESC LIMIT 1), 0),"                  \
    " CASE WHEN e.event = 4 THEN e.note ELSE '' END, COALESCE((SELECT v.state FROM round_event v" \
    " WHERE v.round_id = d.round_id AND v.log_seq <= ?1 ORDER BY v.log_seq DESC LIMIT 1), 2),"    \
    " r.opens_utc_ms, r.closes_utc_ms, (SELECT x.until_utc_ms FROM round_extension x"             \
    " WHERE x.round_id = d.round_id AND x.unit_code = d.unit_code AND x.log_seq <= ?1"            \
    " ORDER BY x.log_seq DESC LIMIT 1) FROM dossier d JOIN round r ON r.id = d.round_id"          \
    " JOIN dossier_event e ON e.dossier_id = d.id AND e.log_seq = (SELECT MAX(l.log_seq)"         \
    " FROM dossier_event l WHERE l.dossier_id = d.id AND l.log_seq <= ?1)"

const char *dossier_number(struct td_arena *arena, int64_t id)
{
    return human_id_text(arena, "HS", id);
}

bool dossier_number_parse(const char *number, int64_t *ret_id)
{
    return human_id_parse("HS", number, ret_id);
}

static void dossier_read(struct take *take, void *ret_item)
{
    struct dossier_row *dossier = ret_item;
    dossier->id = take_int(take);
    dossier->round_id = take_text(take);
    dossier->unit_code = take_text(take);
    take_bytes(take, dossier->draft_id, sizeof dossier->draft_id);
    dossier->version = (uint32_t)take_int(take);
    dossier->state = (Pb__DossierState)take_int(take);
    dossier->nominees = (uint32_t)take_int(take);
    dossier->changed_utc_ms = take_int(take);
    dossier->return_due_utc_ms = take_int(take);
    dossier->return_note = take_text(take);
    dossier->round.stored = (Pb__RoundState)take_int(take);
    dossier->round.opens_utc_ms = take_int(take);
    dossier->round.closes_utc_ms = take_int(take);
    dossier->extended_utc_ms = take_int(take);
}

enum td_code dossiers_find(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                           struct dossier_row *ret)
{
    struct rows *rows =
        db_query(db, DOSSIER_SELECT " WHERE d.id = ?2", db_int(as_of_seq), db_int(id));
    return take_one(db, rows, arena, dossier_read, sizeof *ret, ret);
}

enum td_code dossiers_find_draft(struct db *db, const uint8_t draft_id[DRAFT_ID_SIZE],
                                 struct td_arena *arena, struct dossier_row *ret)
{
    struct rows *rows = db_query(db, DOSSIER_SELECT " WHERE d.draft_id = ?2", db_int(INT64_MAX),
                                 db_blob(draft_id, DRAFT_ID_SIZE));
    return take_one(db, rows, arena, dossier_read, sizeof *ret, ret);
}

#define LIST_FILTER " d.id > ?2 AND (?3 = '' OR d.round_id = ?3) AND (?4 = 0 OR e.state = ?4)"
#define LIST_ORDER " ORDER BY d.id LIMIT ?5"

enum td_code dossiers_list(struct db *db, const struct dossier_filter *filter,
                           struct td_arena *arena, struct dossier_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows;
    /* Two statements, so that the one for a unit can use the index on units. */
    if (*filter->unit_code)
        rows = db_query(db, DOSSIER_SELECT " WHERE d.unit_code = ?6 AND" LIST_FILTER LIST_ORDER,
                        db_int(filter->as_of_seq), db_int(filter->after_id),
                        db_text(filter->round_id), db_int((int64_t)filter->state),
                        db_int(filter->limit), db_text(filter->unit_code));
    else
        rows =
            db_query(db, DOSSIER_SELECT " WHERE" LIST_FILTER LIST_ORDER, db_int(filter->as_of_seq),
                     db_int(filter->after_id), db_text(filter->round_id),
                     db_int((int64_t)filter->state), db_int(filter->limit));
    enum td_code code = take_all(db, rows, arena, dossier_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

static void version_read(struct take *take, void *ret_item)
{
    struct dossier_version_row *version = ret_item;
    version->version = (uint32_t)take_int(take);
    take_bytes(take, version->content_sha256, sizeof version->content_sha256);
    version->submitted_utc_ms = take_int(take);
    version->submitted_by = take_text(take);
    version->log_seq = (uint64_t)take_int(take);
    version->confirmed_utc_ms = take_int(take);
    version->confirmed_by = take_text(take);
}

enum td_code dossiers_versions(struct db *db, int64_t id, uint32_t version, int64_t as_of_seq,
                               struct td_arena *arena, struct dossier_version_row **ret,
                               size_t *ret_n)
{
    void *items = NULL;
    /* The workflow lets a version be submitted once and confirmed at most once. */
    struct rows *rows =
        db_query(db,
                 "SELECT v.version, v.content_sha256, s.at_utc_ms, so.login, s.log_seq,"
                 " c.at_utc_ms, co.login FROM dossier_version v"
                 " JOIN dossier_event s ON s.dossier_id = v.dossier_id AND s.version = v.version"
                 " AND s.event = ?3 AND s.log_seq <= ?5 JOIN officer so ON so.id = s.officer_id"
                 " LEFT JOIN dossier_event c ON c.dossier_id = v.dossier_id"
                 " AND c.version = v.version AND c.event = ?4 AND c.log_seq <= ?5"
                 " LEFT JOIN officer co ON co.id = c.officer_id"
                 " WHERE v.dossier_id = ?1 AND (?2 = 0 OR v.version = ?2) ORDER BY v.version",
                 db_int(id), db_int(version), db_int(PB__DOSSIER_EVENT__DOSSIER_EVENT_SUBMIT),
                 db_int(PB__DOSSIER_EVENT__DOSSIER_EVENT_CONFIRM), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, version_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

struct content {
    const uint8_t *bytes;
    size_t len;
};

static void content_read(struct take *take, void *ret_item)
{
    struct content *content = ret_item;
    content->bytes = take_blob(take, &content->len);
}

enum td_code dossiers_content(struct db *db, int64_t id, uint32_t version, struct td_arena *arena,
                              const uint8_t **ret, size_t *ret_len)
{
    struct content content;
    struct rows *rows =
        db_query(db, "SELECT content FROM dossier_version WHERE dossier_id = ?1 AND version = ?2",
                 db_int(id), db_int(version));
    enum td_code code = take_one(db, rows, arena, content_read, sizeof content, &content);
    if (code == TD_OK) {
        *ret = content.bytes;
        *ret_len = content.len;
    }
    return code;
}

static void event_read(struct take *take, void *ret_item)
{
    struct dossier_event_row *event = ret_item;
    event->log_seq = (uint64_t)take_int(take);
    event->version = (uint32_t)take_int(take);
    event->event = (Pb__DossierEvent)take_int(take);
    event->at_utc_ms = take_int(take);
    event->originals = (uint32_t)take_int(take);
    event->note = take_text(take);
    event->officer_id = take_int(take);
    event->login = take_text(take);
    event->full_name = take_text(take);
}

enum td_code dossiers_events(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                             struct dossier_event_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT e.log_seq, e.version, e.event, e.at_utc_ms, e.originals, e.note, o.id,"
                 " o.login, o.full_name FROM dossier_event e JOIN officer o ON o.id = e.officer_id"
                 " WHERE e.dossier_id = ?1 AND e.log_seq <= ?2 ORDER BY e.log_seq",
                 db_int(id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, event_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code dossiers_add(struct db *db, uint32_t year, struct dossier_row *dossier)
{
    enum td_code code = counter_next_id_after(
        db, "SELECT MAX(id) FROM dossier WHERE id BETWEEN ?1 AND ?2", year, &dossier->id);
    if (code != TD_OK)
        return code;
    return db_exec(
        db, "INSERT INTO dossier (id, round_id, unit_code, draft_id) VALUES (?1, ?2, ?3, ?4)",
        db_int(dossier->id), db_text(dossier->round_id), db_text(dossier->unit_code),
        db_blob(dossier->draft_id, DRAFT_ID_SIZE));
}

enum td_code dossiers_event_add(struct db *db, int64_t id, const struct dossier_event_row *event)
{
    return db_exec(db,
                   "INSERT INTO dossier_event (dossier_id, log_seq, version, event, state,"
                   " at_utc_ms, officer_id, originals, return_due_utc_ms, note)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                   db_int(id), db_int((int64_t)event->log_seq), db_int(event->version),
                   db_int((int64_t)event->event), db_int((int64_t)event->state),
                   db_int(event->at_utc_ms), db_int(event->officer_id), db_int(event->originals),
                   db_int(event->return_due_utc_ms), db_text(event->note));
}

enum td_code dossiers_version_add(struct db *db, int64_t id, uint32_t version, const void *content,
                                  size_t len, const uint8_t sha256[32])
{
    return db_exec(db,
                   "INSERT INTO dossier_version (dossier_id, version, content, content_sha256)"
                   " VALUES (?1, ?2, ?3, ?4)",
                   db_int(id), db_int(version), db_blob(content, len), db_blob(sha256, 32));
}

enum td_code dossiers_nominees_add(struct db *db, int64_t id, uint32_t version,
                                   const struct dossier_nominee *nominees, size_t n,
                                   struct td_arena *arena)
{
    for (size_t i = 0; i < n; i++) {
        const struct dossier_nominee *nominee = &nominees[i];
        const char *folded = td_text_fold(arena, nominee->name);
        if (!folded)
            return TD_RESOURCE_EXHAUSTED;
        enum td_code code =
            db_exec(db,
                    "INSERT INTO nominee (dossier_id, version, ordinal, kind, award_line, name,"
                    " name_folded, staff_code, citizen_id, position, gender, women_percent,"
                    " initiative)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                    db_int(id), db_int(version), db_int((int64_t)i), db_int((int64_t)nominee->kind),
                    db_text(nominee->award_line), db_text(nominee->name), db_text(folded),
                    db_text(nominee->staff_code), db_text(nominee->citizen_id),
                    db_text(nominee->position), db_int((int64_t)nominee->gender),
                    db_int(nominee->women_percent), db_text(nominee->initiative));
        if (code != TD_OK)
            return code;
    }
    return TD_OK;
}

enum td_code dossiers_files_add(struct db *db, int64_t id, uint32_t version,
                                const struct dossier_file_row *files, size_t n)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = db_exec(db,
                       "INSERT INTO dossier_file (dossier_id, version, sha256, name, size_bytes)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)",
                       db_int(id), db_int(version), db_blob(files[i].sha256, 32),
                       db_text(files[i].name), db_int((int64_t)files[i].size_bytes));
    return code;
}

struct file_use {
    const char *unit_code;
    bool refers;
};

static void file_use_read(struct take *take, void *ret_item)
{
    struct file_use *use = ret_item;
    use->unit_code = take_text(take);
    use->refers = take_int(take) != 0;
}

enum td_code dossiers_file_find(struct db *db, int64_t id, uint32_t version,
                                const uint8_t sha256[32], struct td_arena *arena,
                                const char **ret_unit_code, bool *ret_refers)
{
    struct file_use use;
    struct rows *rows = db_query(db,
                                 "SELECT d.unit_code, (SELECT COUNT(*) FROM dossier_file f"
                                 " WHERE f.dossier_id = d.id AND f.sha256 = ?3"
                                 " AND f.version = CASE WHEN ?2 = 0 THEN (SELECT"
                                 " MAX(v.version) FROM dossier_version v"
                                 " WHERE v.dossier_id = d.id) ELSE ?2 END)"
                                 " FROM dossier d WHERE d.id = ?1",
                                 db_int(id), db_int(version), db_blob(sha256, 32));
    enum td_code code = take_one(db, rows, arena, file_use_read, sizeof use, &use);
    if (code == TD_OK) {
        *ret_unit_code = use.unit_code;
        *ret_refers = use.refers;
    }
    return code;
}
