/* The SQL of council ballots. */
#include "council_ballots.h"

#include "db.h"
#include "take.h"

/* ?1: as of; ?2: OPEN. The newest event is the state. */
#define BALLOT_SELECT                                                                              \
    "SELECT b.id, b.session_id, b.line, b.kind, COALESCE(b.follows_id, 0), b.places, b.members,"   \
    " b.threshold_percent, b.ranking_log_seq, s.round_id, e.state, f.at_utc_ms, fo.login,"         \
    " CASE WHEN e.event = ?2 THEN 0 ELSE e.at_utc_ms END, CASE WHEN e.event = ?2 THEN ''"          \
    " ELSE eo.login END, e.reason, (SELECT c.papers_sha256 FROM council_ballot_event c"            \
    " WHERE c.ballot_id = b.id AND c.log_seq <= ?1 ORDER BY LENGTH(c.papers_sha256) DESC LIMIT 1)" \
    " FROM council_ballot b JOIN council_session s ON s.id = b.session_id"                         \
    " JOIN council_ballot_event f ON f.ballot_id = b.id AND f.event = ?2 AND f.log_seq <= ?1"      \
    " JOIN officer fo ON fo.id = f.officer_id"                                                     \
    " JOIN council_ballot_event e ON e.ballot_id = b.id AND e.log_seq ="                           \
    " (SELECT MAX(l.log_seq) FROM council_ballot_event l WHERE l.ballot_id = b.id"                 \
    " AND l.log_seq <= ?1) JOIN officer eo ON eo.id = e.officer_id"
#define BALLOT_VALUES(as_of_seq) \
    db_int(as_of_seq), db_int(PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_OPEN)
#define ANNULLED db_int(PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_ANNULLED)

static void ballot_read(struct take *take, void *ret_item)
{
    struct council_ballot_row *ballot = ret_item;
    ballot->id = take_int(take);
    ballot->session_id = take_int(take);
    ballot->line = take_text(take);
    ballot->kind = (Pb__CouncilBallotKind)take_int(take);
    ballot->follows_id = take_int(take);
    ballot->places = (uint32_t)take_int(take);
    ballot->members = (uint32_t)take_int(take);
    ballot->threshold_percent = (uint32_t)take_int(take);
    ballot->ranking_log_seq = (uint64_t)take_int(take);
    ballot->round_id = take_text(take);
    ballot->state = (Pb__CouncilBallotState)take_int(take);
    ballot->opened_utc_ms = take_int(take);
    ballot->opened_by = take_text(take);
    ballot->closed_utc_ms = take_int(take);
    ballot->closed_by = take_text(take);
    ballot->reason = take_text(take);
    take_bytes(take, ballot->papers_sha256, sizeof ballot->papers_sha256);
}

static enum td_code number_next(struct db *db, int64_t session_id, int64_t *ret_id)
{
    int64_t newest;
    struct rows *rows = db_query(db, "SELECT MAX(id) FROM council_ballot WHERE session_id = ?1",
                                 db_int(session_id));
    enum td_code code = take_number(db, rows, 0, &newest);
    if (code != TD_OK)
        return code;
    *ret_id = newest ? newest + 1 : council_ballot_id(session_id, 1);
    return *ret_id > council_ballot_id(session_id, COUNCIL_BALLOTS_MAX) ? TD_RESOURCE_EXHAUSTED
                                                                        : TD_OK;
}

static enum td_code candidate_add(struct db *db, int64_t id,
                                  const struct council_candidate_row *candidate)
{
    return db_exec(db,
                   "INSERT INTO council_candidate (ballot_id, dossier_id, ordinal, version, rank)"
                   " VALUES (?1, ?2, ?3, ?4, ?5)",
                   db_int(id), db_int(candidate->dossier_id), db_int(candidate->ordinal),
                   db_int(candidate->version), db_int(candidate->rank));
}

enum td_code council_ballots_add(struct db *db, struct council_ballot_row *ballot,
                                 const struct council_candidate_row *candidates, size_t n,
                                 const struct council_event_key *key)
{
    enum td_code code = number_next(db, ballot->session_id, &ballot->id);
    if (code == TD_OK)
        code = db_exec(db,
                       "INSERT INTO council_ballot (id, session_id, line, kind, follows_id, places,"
                       " members, threshold_percent, ranking_log_seq)"
                       " VALUES (?1, ?2, ?3, ?4, NULLIF(?5, 0), ?6, ?7, ?8, ?9)",
                       db_int(ballot->id), db_int(ballot->session_id), db_text(ballot->line),
                       db_int((int64_t)ballot->kind), db_int(ballot->follows_id),
                       db_int(ballot->places), db_int(ballot->members),
                       db_int(ballot->threshold_percent), db_int((int64_t)ballot->ranking_log_seq));
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = candidate_add(db, ballot->id, &candidates[i]);
    if (code != TD_OK)
        return code;
    return council_ballots_event_add(
        db, ballot->id, PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_OPEN,
        PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_VOTING, "", NULL, key);
}

enum td_code council_ballots_find(struct db *db, int64_t id, int64_t as_of_seq,
                                  struct td_arena *arena, struct council_ballot_row *ret)
{
    struct rows *rows =
        db_query(db, BALLOT_SELECT " WHERE b.id = ?3", BALLOT_VALUES(as_of_seq), db_int(id));
    return take_one(db, rows, arena, ballot_read, sizeof *ret, ret);
}

enum td_code council_ballots_of_session(struct db *db, int64_t session_id, int64_t as_of_seq,
                                        struct td_arena *arena, struct council_ballot_row **ret,
                                        size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db, BALLOT_SELECT " WHERE b.session_id = ?3 ORDER BY b.id",
                                 BALLOT_VALUES(as_of_seq), db_int(session_id));
    enum td_code code = take_all(db, rows, arena, ballot_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code council_ballots_of_line(struct db *db, const char *round_id, const char *line,
                                     int64_t as_of_seq, struct td_arena *arena,
                                     struct council_ballot_row *ret)
{
    struct rows *rows =
        db_query(db,
                 BALLOT_SELECT " WHERE s.round_id = ?3 AND b.line = ?4 AND e.state <> ?5"
                               " ORDER BY f.log_seq DESC LIMIT 1",
                 BALLOT_VALUES(as_of_seq), db_text(round_id), db_text(line), ANNULLED);
    return take_one(db, rows, arena, ballot_read, sizeof *ret, ret);
}

enum td_code council_ballots_following(struct db *db, int64_t id, struct td_arena *arena,
                                       struct council_ballot_row *ret)
{
    struct rows *rows = db_query(db, BALLOT_SELECT " WHERE b.follows_id = ?3 AND e.state <> ?4",
                                 BALLOT_VALUES(INT64_MAX), db_int(id), ANNULLED);
    return take_one(db, rows, arena, ballot_read, sizeof *ret, ret);
}

enum td_code council_ballots_event_add(struct db *db, int64_t id, Pb__CouncilBallotEvent event,
                                       Pb__CouncilBallotState state, const char *reason,
                                       const uint8_t *papers_sha256,
                                       const struct council_event_key *key)
{
    return db_exec(db,
                   "INSERT INTO council_ballot_event (ballot_id, log_seq, event, state, reason,"
                   " papers_sha256, at_utc_ms, officer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                   db_int(id), db_int((int64_t)key->log_seq), db_int((int64_t)event),
                   db_int((int64_t)state), db_text(reason),
                   db_blob(papers_sha256 ? (const void *)papers_sha256 : "",
                           papers_sha256 ? COUNCIL_DIGEST_BYTES : 0),
                   db_int(key->at_utc_ms), db_int(key->officer_id));
}

static void candidate_read(struct take *take, void *ret_item)
{
    struct council_candidate_row *candidate = ret_item;
    candidate->dossier_id = take_int(take);
    candidate->ordinal = (uint32_t)take_int(take);
    candidate->version = (uint32_t)take_int(take);
    candidate->rank = (uint32_t)take_int(take);
    candidate->name = take_text(take);
    candidate->unit_code = take_text(take);
    candidate->staff_code = take_text(take);
    candidate->kind = (Pb__NomineeKind)take_int(take);
    candidate->yes = (uint32_t)take_int(take);
    candidate->no = (uint32_t)take_int(take);
    candidate->blank = (uint32_t)take_int(take);
    candidate->outcome = (Pb__CouncilOutcome)take_int(take);
    candidate->reserve_order = (uint32_t)take_int(take);
}

/* A count is there with the event that closed the ballot. */
enum td_code council_candidates(struct db *db, int64_t id, int64_t as_of_seq,
                                struct td_arena *arena, struct council_candidate_row **ret,
                                size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(
        db,
        "SELECT c.dossier_id, c.ordinal, c.version, c.rank, n.name, d.unit_code, n.staff_code,"
        " n.kind, COALESCE(r.yes, 0), COALESCE(r.no, 0), COALESCE(r.blank, 0),"
        " COALESCE(r.outcome, 0), COALESCE(r.reserve_order, 0) FROM council_candidate c"
        " JOIN dossier d ON d.id = c.dossier_id JOIN nominee n ON n.dossier_id = c.dossier_id"
        " AND n.version = c.version AND n.ordinal = c.ordinal - 1"
        " LEFT JOIN council_result r ON r.ballot_id = c.ballot_id"
        " AND r.dossier_id = c.dossier_id AND r.ordinal = c.ordinal AND EXISTS"
        " (SELECT 1 FROM council_ballot_event e WHERE e.ballot_id = c.ballot_id AND e.event = ?3"
        " AND e.log_seq <= ?2) WHERE c.ballot_id = ?1"
        " ORDER BY c.rank = 0, c.rank, c.dossier_id, c.ordinal",
        db_int(id), db_int(as_of_seq),
        db_int(PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_CLOSE));
    enum td_code code = take_all(db, rows, arena, candidate_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code council_results_add(struct db *db, int64_t id,
                                 const struct council_candidate_row *candidate)
{
    return db_exec(db,
                   "INSERT INTO council_result (ballot_id, dossier_id, ordinal, yes, no, blank,"
                   " outcome, reserve_order) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                   db_int(id), db_int(candidate->dossier_id), db_int(candidate->ordinal),
                   db_int(candidate->yes), db_int(candidate->no), db_int(candidate->blank),
                   db_int((int64_t)candidate->outcome), db_int(candidate->reserve_order));
}

static void conflict_read(struct take *take, void *ret_item)
{
    struct council_conflict_row *conflict = ret_item;
    conflict->officer_id = take_int(take);
    conflict->dossier_id = take_int(take);
    conflict->ordinal = (uint32_t)take_int(take);
    conflict->conflict = (Pb__CouncilConflict)take_int(take);
    conflict->overridden = take_int(take) != 0;
    conflict->override_reason = take_text(take);
    conflict->override_by = take_text(take);
}

enum td_code council_conflicts(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                               struct council_conflict_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(
        db,
        "SELECT c.officer_id, c.dossier_id, c.ordinal, c.conflict,"
        " c.override_log_seq BETWEEN 1 AND ?2,"
        " CASE WHEN c.override_log_seq BETWEEN 1 AND ?2 THEN c.override_reason ELSE '' END,"
        " CASE WHEN c.override_log_seq BETWEEN 1 AND ?2 THEN o.login ELSE '' END"
        " FROM council_conflict c LEFT JOIN officer o ON o.id = c.override_by"
        " WHERE c.ballot_id = ?1 ORDER BY c.dossier_id, c.ordinal, c.officer_id",
        db_int(id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, conflict_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code council_conflicts_add(struct db *db, int64_t id,
                                   const struct council_conflict_row *conflict)
{
    return db_exec(db,
                   "INSERT INTO council_conflict (ballot_id, officer_id, dossier_id, ordinal,"
                   " conflict) VALUES (?1, ?2, ?3, ?4, ?5)",
                   db_int(id), db_int(conflict->officer_id), db_int(conflict->dossier_id),
                   db_int(conflict->ordinal), db_int((int64_t)conflict->conflict));
}

enum td_code council_conflicts_override(struct db *db, int64_t id,
                                        const struct council_conflict_row *conflict,
                                        const struct council_event_key *key)
{
    enum td_code code =
        db_exec(db,
                "UPDATE council_conflict SET override_log_seq = ?5, override_reason = ?6,"
                " override_by = ?7 WHERE ballot_id = ?1 AND officer_id = ?2 AND dossier_id = ?3"
                " AND ordinal = ?4 AND override_log_seq = 0",
                db_int(id), db_int(conflict->officer_id), db_int(conflict->dossier_id),
                db_int(conflict->ordinal), db_int((int64_t)key->log_seq),
                db_text(conflict->override_reason), db_int(key->officer_id));
    return code == TD_OK && db_changes(db) == 0 ? TD_NOT_FOUND : code;
}
