/* The SQL of decisions. */
#include "decisions.h"

#include "db.h"
#include "domain/document_number.h"
#include "take.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* -- versions -- */

enum td_code decisions_version_add(struct db *db, const struct decision_version_row *row)
{
    return db_exec(db,
                   "INSERT INTO decision_version (round_id, version, log_seq, achievement, note,"
                   " at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   db_text(row->round_id), db_int(row->version), db_int((int64_t)row->log_seq),
                   db_text(row->achievement), db_text(row->note), db_int(row->at_utc_ms),
                   db_int(row->officer_id));
}

static void version_read(struct take *take, void *ret_item)
{
    struct decision_version_row *row = ret_item;
    row->round_id = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->log_seq = (uint64_t)take_int(take);
    row->achievement = take_text(take);
    row->note = take_text(take);
    row->at_utc_ms = take_int(take);
    row->officer_id = take_int(take);
    row->login = take_text(take);
    row->full_name = take_text(take);
}

enum td_code decisions_version(struct db *db, const char *round_id, uint32_t version,
                               int64_t as_of_seq, struct td_arena *arena,
                               struct decision_version_row *ret)
{
    struct rows *rows = db_query(
        db,
        "SELECT v.round_id, v.version, v.log_seq, v.achievement, v.note, v.at_utc_ms, o.id,"
        " o.login, o.full_name FROM decision_version v JOIN officer o"
        " ON o.id = v.officer_id WHERE v.round_id = ?1 AND (?2 = 0 OR v.version = ?2)"
        " AND v.log_seq <= ?3 ORDER BY v.version DESC LIMIT 1",
        db_text(round_id), db_int(version), db_int(as_of_seq));
    return take_one(db, rows, arena, version_read, sizeof *ret, ret);
}

/* -- entries -- */

enum td_code decisions_entry_add(struct db *db, uint32_t version,
                                 const struct decision_entry_row *row)
{
    return db_exec(db,
                   "INSERT INTO decision_entry (round_id, version, dossier_id, ordinal,"
                   " nominee_version, council, council_reason, state_log_seq, awarded, reason)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                   db_text(row->round_id), db_int(version), db_int(row->dossier_id),
                   db_int(row->ordinal), db_int(row->nominee_version),
                   db_int((int64_t)row->council), db_text(row->council_reason),
                   db_int((int64_t)row->state_log_seq), db_int(row->awarded), db_text(row->reason));
}

/* ?1: as of. d: the signed decision, when that version is its. */
#define ENTRY_SELECT                                                                              \
    "SELECT e.round_id, e.dossier_id, e.ordinal, e.nominee_version, e.council, e.council_reason," \
    " e.state_log_seq, e.awarded, e.reason, s.unit_code, n.award_line,"                           \
    " COALESCE(c.name, n.name), n.name_folded, c.name_folded, n.position, n.staff_code,"          \
    " n.citizen_id, n.kind, d.number, d.signed_on, c.golden_book, c.achievement, c.code, "        \
    "r.log_seq, r.reason, "                                                                       \
    "r.document, r.dated_on, r.at_utc_ms, o.login, o.full_name"                                   \
    " FROM decision_entry e JOIN dossier s ON s.id = e.dossier_id"                                \
    " JOIN nominee n ON n.dossier_id = e.dossier_id AND n.version = e.nominee_version"            \
    " AND n.ordinal + 1 = e.ordinal"                                                              \
    " LEFT JOIN decision d ON d.round_id = e.round_id AND d.version = e.version"                  \
    " AND d.log_seq <= ?1"                                                                        \
    " LEFT JOIN award_certificate c ON c.round_id = d.round_id AND c.dossier_id = e.dossier_id"   \
    " AND c.ordinal = e.ordinal AND c.version = (SELECT MAX(l.version) FROM award_certificate l"  \
    " WHERE l.round_id = c.round_id AND l.dossier_id = c.dossier_id AND l.ordinal = c.ordinal"    \
    " AND l.log_seq <= ?1)"                                                                       \
    " LEFT JOIN award_revocation r ON r.round_id = d.round_id AND r.dossier_id = e.dossier_id"    \
    " AND r.ordinal = e.ordinal AND r.log_seq <= ?1"                                              \
    " LEFT JOIN officer o ON o.id = r.officer_id"

static void entry_read(struct take *take, void *ret_item)
{
    struct decision_entry_row *row = ret_item;
    row->round_id = take_text(take);
    row->dossier_id = take_int(take);
    row->ordinal = (uint32_t)take_int(take);
    row->nominee_version = (uint32_t)take_int(take);
    row->council = (Pb__NomineeState)take_int(take);
    row->council_reason = take_text(take);
    row->state_log_seq = (uint64_t)take_int(take);
    row->awarded = take_int(take) != 0;
    row->reason = take_text(take);
    row->unit_code = take_text(take);
    row->award_line = take_text(take);
    row->name = take_text(take);
    row->name_folded = take_text(take);
    row->printed_folded = take_text(take);
    row->position = take_text(take);
    row->staff_code = take_text(take);
    row->citizen_id = take_text(take);
    row->kind = (Pb__NomineeKind)take_int(take);
    row->number = take_text(take);
    row->signed_on = take_text(take);
    row->golden_book = (uint32_t)take_int(take);
    row->achievement = take_text(take);
    row->code = take_text(take);
    row->revoked_log_seq = (uint64_t)take_int(take);
    row->revoked_reason = take_text(take);
    row->revoked_document = take_text(take);
    row->revoked_on = take_text(take);
    row->revoked_at_utc_ms = take_int(take);
    row->revoked_by = take_text(take);
    row->revoked_by_name = take_text(take);
}

static enum td_code entries_take(struct db *db, struct rows *rows, struct td_arena *arena,
                                 struct decision_entry_row **ret, size_t *ret_n)
{
    void *items = NULL;
    enum td_code code = take_all(db, rows, arena, entry_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code decisions_entries(struct db *db, const char *round_id, uint32_t version,
                               int64_t as_of_seq, struct td_arena *arena,
                               struct decision_entry_row **ret, size_t *ret_n)
{
    struct rows *rows = db_query(db,
                                 ENTRY_SELECT " WHERE e.round_id = ?2 AND e.version = ?3"
                                              " ORDER BY e.dossier_id, e.ordinal",
                                 db_int(as_of_seq), db_text(round_id), db_int(version));
    return entries_take(db, rows, arena, ret, ret_n);
}

enum td_code decisions_outcomes(struct db *db, const char *round_id, int64_t as_of_seq,
                                struct td_arena *arena, struct decision_entry_row **ret,
                                size_t *ret_n)
{
    struct rows *rows =
        db_query(db,
                 ENTRY_SELECT " WHERE d.round_id IS NOT NULL AND (?2 = '' OR e.round_id = ?2)"
                              " ORDER BY e.round_id, e.dossier_id, e.ordinal",
                 db_int(as_of_seq), db_text(round_id));
    return entries_take(db, rows, arena, ret, ret_n);
}

/* -- events -- */

enum td_code decisions_event_add(struct db *db, const char *round_id,
                                 const struct decision_event_row *row)
{
    return db_exec(db,
                   "INSERT INTO decision_event (round_id, log_seq, version, event, state, note,"
                   " number, dated_on, at_utc_ms, officer_id)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                   db_text(round_id), db_int((int64_t)row->log_seq), db_int(row->version),
                   db_int((int64_t)row->event), db_int((int64_t)row->state), db_text(row->note),
                   db_text(row->number), db_text(row->dated_on), db_int(row->at_utc_ms),
                   db_int(row->officer_id));
}

#define EVENT_SELECT                                                                \
    "SELECT e.log_seq, e.version, e.event, e.state, e.note, e.number, e.dated_on,"  \
    " e.at_utc_ms, o.id, o.login, o.full_name FROM decision_event e JOIN officer o" \
    " ON o.id = e.officer_id WHERE e.round_id = ?1 AND e.log_seq <= ?2 ORDER BY e.log_seq"

static void event_read(struct take *take, void *ret_item)
{
    struct decision_event_row *row = ret_item;
    row->log_seq = (uint64_t)take_int(take);
    row->version = (uint32_t)take_int(take);
    row->event = (Pb__DecisionEvent)take_int(take);
    row->state = (Pb__DecisionState)take_int(take);
    row->note = take_text(take);
    row->number = take_text(take);
    row->dated_on = take_text(take);
    row->at_utc_ms = take_int(take);
    row->officer_id = take_int(take);
    row->login = take_text(take);
    row->full_name = take_text(take);
}

enum td_code decisions_events(struct db *db, const char *round_id, int64_t as_of_seq,
                              struct td_arena *arena, struct decision_event_row **ret,
                              size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db, EVENT_SELECT, db_text(round_id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, event_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code decisions_state(struct db *db, const char *round_id, int64_t as_of_seq,
                             struct td_arena *arena, struct decision_event_row *ret)
{
    struct rows *rows =
        db_query(db, EVENT_SELECT " DESC LIMIT 1", db_text(round_id), db_int(as_of_seq));
    enum td_code code = take_one(db, rows, arena, event_read, sizeof *ret, ret);
    if (code != TD_NOT_FOUND)
        return code;
    *ret = (struct decision_event_row){.state = PB__DECISION_STATE__DECISION_STATE_NONE,
                                       .note = "",
                                       .number = "",
                                       .dated_on = "",
                                       .login = "",
                                       .full_name = ""};
    return TD_OK;
}

/* -- signed -- */

enum td_code decisions_sign(struct db *db, const struct decision_row *row, struct td_arena *arena,
                            const char *const *bases, size_t n_bases)
{
    const char *key = document_number_key(arena, row->number);
    if (!key)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        db_exec(db,
                "INSERT INTO decision (round_id, version, log_seq, issuer, year, number,"
                " number_key, signed_on, superior, signer_title, signer_name)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                db_text(row->round_id), db_int(row->version), db_int((int64_t)row->log_seq),
                db_text(row->issuer), db_int(row->year), db_text(row->number), db_text(key),
                db_text(row->signed_on), db_text(row->superior), db_text(row->signer_title),
                db_text(row->signer_name));
    for (size_t i = 0; code == TD_OK && i < n_bases; i++)
        code = db_exec(db,
                       "INSERT INTO decision_basis (round_id, position, text)"
                       " VALUES (?1, ?2, ?3)",
                       db_text(row->round_id), db_int((int64_t)i + 1), db_text(bases[i]));
    return code;
}

static void signed_read(struct take *take, void *ret_item)
{
    struct decision_row *row = ret_item;
    row->round_id = take_text(take);
    row->version = (uint32_t)take_int(take);
    row->log_seq = (uint64_t)take_int(take);
    row->issuer = take_text(take);
    row->year = (uint32_t)take_int(take);
    row->number = take_text(take);
    row->signed_on = take_text(take);
    row->superior = take_text(take);
    row->signer_title = take_text(take);
    row->signer_name = take_text(take);
}

enum td_code decisions_signed(struct db *db, const char *round_id, int64_t as_of_seq,
                              struct td_arena *arena, struct decision_row *ret)
{
    struct rows *rows =
        db_query(db,
                 "SELECT round_id, version, log_seq, issuer, year, number, signed_on,"
                 " superior, signer_title, signer_name FROM decision"
                 " WHERE round_id = ?1 AND log_seq <= ?2",
                 db_text(round_id), db_int(as_of_seq));
    return take_one(db, rows, arena, signed_read, sizeof *ret, ret);
}

static void text_read(struct take *take, void *ret_item)
{
    *(const char **)ret_item = take_text(take);
}

enum td_code decisions_bases(struct db *db, const char *round_id, struct td_arena *arena,
                             const char ***ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db, "SELECT text FROM decision_basis WHERE round_id = ?1 ORDER BY position",
                 db_text(round_id));
    enum td_code code = take_all(db, rows, arena, text_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

struct numbered {
    const char *number, *on;
};

static void numbered_read(struct take *take, void *ret_item)
{
    struct numbered *document = ret_item;
    document->number = take_text(take);
    document->on = take_text(take);
}

enum td_code decisions_number_taken(struct db *db, const char *issuer, const char *day,
                                    const char *number, enum decision_number_use use,
                                    struct td_arena *arena, const char **ret_on)
{
    const char *key = document_number_key(arena, number);
    void *items = NULL;
    size_t n = 0;
    *ret_on = "";
    if (!key)
        return TD_RESOURCE_EXHAUSTED;
    struct rows *rows = db_query(
        db,
        "SELECT number, signed_on FROM decision WHERE issuer = ?1 AND year = ?2"
        " UNION ALL SELECT number, decided_on FROM initiative_decision"
        " WHERE issuer = ?1 AND year = ?2 AND decided_on <> ?3"
        " UNION ALL SELECT number, granted_on FROM past_award p WHERE issuer = ?1"
        " AND signed_year = ?2 AND ?5 = 1 AND withdrawn = 0 AND NOT EXISTS (SELECT 1"
        " FROM past_award l WHERE l.signed_year = p.signed_year AND l.number_key = p.number_key"
        " AND l.ordinal = p.ordinal AND l.version > p.version)"
        " UNION ALL SELECT r.document, r.dated_on FROM award_revocation r"
        " JOIN decision d ON d.round_id = r.round_id WHERE d.issuer = ?1"
        " AND SUBSTR(r.dated_on, 1, 4) = SUBSTR(?6, 1, 4) AND r.dated_on <> ?4",
        db_text(issuer), db_int(strtol(day, NULL, 10)),
        db_text(use == DECISION_NUMBER_INITIATIVE ? day : ""),
        db_text(use == DECISION_NUMBER_REVOCATION ? day : ""),
        db_int(use != DECISION_NUMBER_PAST_AWARD), db_text(day));
    enum td_code code =
        take_all(db, rows, arena, numbered_read, sizeof(struct numbered), &items, &n);
    const struct numbered *documents = items;
    for (size_t i = 0; code == TD_OK && i < n && !**ret_on; i++) {
        const char *other = document_number_key(arena, documents[i].number);
        if (!other)
            code = TD_RESOURCE_EXHAUSTED;
        else if (strcmp(other, key) == 0)
            *ret_on = documents[i].on;
    }
    return code;
}

enum td_code decisions_revoke(struct db *db, const struct award_revocation_row *row)
{
    return db_exec(db,
                   "INSERT INTO award_revocation (round_id, dossier_id, ordinal, log_seq, reason,"
                   " document, dated_on, at_utc_ms, officer_id)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   db_text(row->round_id), db_int(row->dossier_id), db_int(row->ordinal),
                   db_int((int64_t)row->log_seq), db_text(row->reason), db_text(row->document),
                   db_text(row->dated_on), db_int(row->at_utc_ms), db_int(row->officer_id));
}
