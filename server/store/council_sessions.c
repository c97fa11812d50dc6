/* The SQL of council sessions. */
#include "council_sessions.h"

#include "counter.h"
#include "db.h"
#include "take.h"

/* ?1: as of. */
#define ATTENDANCE_IS                                               \
    " a.log_seq = (SELECT MAX(l.log_seq) FROM council_attendance l" \
    " WHERE l.session_id = t.session_id AND l.officer_id = t.officer_id AND l.log_seq <= ?1)"
#define SESSION_SELECT                                                                          \
    "SELECT s.id, s.round_id, s.starts_utc_ms, s.place, s.chair_id, s.secretary_id, c.login,"   \
    " c.full_name, w.login, w.full_name,"                                                       \
    " CASE WHEN s.ended_log_seq BETWEEN 1 AND ?1 THEN s.ended_utc_ms ELSE 0 END,"               \
    " CASE WHEN s.ended_log_seq BETWEEN 1 AND ?1 THEN s.conclusion ELSE '' END,"                \
    " (SELECT COUNT(*) FROM council_seat t WHERE t.session_id = s.id),"                         \
    " (SELECT COUNT(*) FROM council_seat t JOIN council_attendance a"                           \
    " ON a.session_id = t.session_id AND a.officer_id = t.officer_id AND" ATTENDANCE_IS         \
    " WHERE t.session_id = s.id AND a.attendance = ?2),"                                        \
    " (SELECT COUNT(*) FROM council_ballot b JOIN council_ballot_event e ON e.ballot_id = b.id" \
    " AND e.event = ?3 AND e.log_seq <= ?1 WHERE b.session_id = s.id)"                          \
    " FROM council_session s JOIN officer c ON c.id = s.chair_id"                               \
    " JOIN officer w ON w.id = s.secretary_id"
#define SESSION_VALUES(as_of_seq)                                                  \
    db_int(as_of_seq), db_int(PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_PRESENT), \
        db_int(PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_OPEN)

static void session_read(struct take *take, void *ret_item)
{
    struct council_session_row *session = ret_item;
    session->id = take_int(take);
    session->round_id = take_text(take);
    session->starts_utc_ms = take_int(take);
    session->place = take_text(take);
    session->chair_id = take_int(take);
    session->secretary_id = take_int(take);
    session->chair = take_text(take);
    session->chair_name = take_text(take);
    session->secretary = take_text(take);
    session->secretary_name = take_text(take);
    session->ended_utc_ms = take_int(take);
    session->conclusion = take_text(take);
    session->members = (uint32_t)take_int(take);
    session->present = (uint32_t)take_int(take);
    session->ballots = (uint32_t)take_int(take);
}

enum td_code council_sessions_add(struct db *db, uint32_t year, const char *day,
                                  const struct council_session_row *session,
                                  const struct council_event_key *key, int64_t *ret_id)
{
    enum td_code code = counter_next_id(db, "council_session", year, ret_id);
    if (code == TD_OK)
        code = db_exec(db,
                       "INSERT INTO council_session (id, round_id, starts_utc_ms, place, chair_id,"
                       " secretary_id, log_seq, at_utc_ms, officer_id)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                       db_int(*ret_id), db_text(session->round_id), db_int(session->starts_utc_ms),
                       db_text(session->place), db_int(session->chair_id),
                       db_int(session->secretary_id), db_int((int64_t)key->log_seq),
                       db_int(key->at_utc_ms), db_int(key->officer_id));
    if (code == TD_OK)
        code = db_exec(db,
                       "INSERT INTO council_seat (session_id, officer_id, position)"
                       " SELECT ?1, officer_id, position FROM council_member WHERE from_on <= ?2"
                       " AND (to_on = '' OR to_on >= ?2)",
                       db_int(*ret_id), db_text(day));
    return code;
}

enum td_code council_sessions_find(struct db *db, int64_t id, int64_t as_of_seq,
                                   struct td_arena *arena, struct council_session_row *ret)
{
    struct rows *rows = db_query(db, SESSION_SELECT " WHERE s.id = ?4 AND s.log_seq <= ?1",
                                 SESSION_VALUES(as_of_seq), db_int(id));
    return take_one(db, rows, arena, session_read, sizeof *ret, ret);
}

enum td_code council_sessions_list(struct db *db, const char *round_id, int64_t as_of_seq,
                                   int64_t after_id, uint32_t limit, struct td_arena *arena,
                                   struct council_session_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 SESSION_SELECT " WHERE (?4 = '' OR s.round_id = ?4) AND s.log_seq <= ?1"
                                " AND s.id > ?5 ORDER BY s.id LIMIT ?6",
                 SESSION_VALUES(as_of_seq), db_text(round_id), db_int(after_id), db_int(limit));
    enum td_code code = take_all(db, rows, arena, session_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code council_sessions_end(struct db *db, int64_t id, const char *conclusion,
                                  const struct council_event_key *key)
{
    enum td_code code = db_exec(db,
                                "UPDATE council_session SET ended_log_seq = ?2, ended_utc_ms = ?3,"
                                " conclusion = ?4 WHERE id = ?1 AND ended_log_seq = 0",
                                db_int(id), db_int((int64_t)key->log_seq), db_int(key->at_utc_ms),
                                db_text(conclusion));
    return code == TD_OK && db_changes(db) == 0 ? TD_NOT_FOUND : code;
}

static void seat_read(struct take *take, void *ret_item)
{
    struct council_seat_row *seat = ret_item;
    seat->officer_id = take_int(take);
    seat->position = (Pb__CouncilPosition)take_int(take);
    seat->login = take_text(take);
    seat->full_name = take_text(take);
    seat->unit_code = take_text(take);
    seat->attendance = (Pb__CouncilAttendance)take_int(take);
    seat->reason = take_text(take);
}

enum td_code council_seats(struct db *db, int64_t session_id, int64_t as_of_seq,
                           struct td_arena *arena, struct council_seat_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows =
        db_query(db,
                 "SELECT t.officer_id, t.position, o.login, o.full_name, o.unit_code,"
                 " COALESCE(a.attendance, 0), COALESCE(a.reason, '') FROM council_seat t"
                 " JOIN officer o ON o.id = t.officer_id LEFT JOIN council_attendance a"
                 " ON a.session_id = t.session_id AND a.officer_id = t.officer_id"
                 " AND" ATTENDANCE_IS " WHERE t.session_id = ?2 ORDER BY t.position, o.login",
                 db_int(as_of_seq), db_int(session_id));
    enum td_code code = take_all(db, rows, arena, seat_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code council_attendance_add(struct db *db, int64_t session_id,
                                    const struct council_seat_row *seat, uint64_t log_seq)
{
    return db_exec(db,
                   "INSERT INTO council_attendance (session_id, officer_id, log_seq, attendance,"
                   " reason) VALUES (?1, ?2, ?3, ?4, ?5)",
                   db_int(session_id), db_int(seat->officer_id), db_int((int64_t)log_seq),
                   db_int((int64_t)seat->attendance), db_text(seat->reason));
}
