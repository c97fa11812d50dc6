/* A town whose council meets: five members, a session with everybody present, communes and wards
 * ranked by their published index, and calls for all that a council does. */
#ifndef TD_TESTS_COUNCIL_FIXTURE_H
#define TD_TESTS_COUNCIL_FIXTURE_H

#include "ranking_fixture.h"

#include "ballot_box.h"
#include "council.pb-c.h"
#include "council_votes.h"
#include "nominees.h"

#define SESSION "BCD-2022-0001"
#define BALLOT SESSION "/1"
#define SECOND SESSION "/2"
#define THIRD SESSION "/3"
#define SECRET PB__COUNCIL_BALLOT_KIND__COUNCIL_BALLOT_KIND_SECRET
#define OPEN PB__COUNCIL_BALLOT_KIND__COUNCIL_BALLOT_KIND_OPEN
#define YES PB__COUNCIL_CHOICE__COUNCIL_CHOICE_YES
#define NO PB__COUNCIL_CHOICE__COUNCIL_CHOICE_NO
#define BLANK PB__COUNCIL_CHOICE__COUNCIL_CHOICE_BLANK
#define PRESENT PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_PRESENT
#define EXCUSED PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_EXCUSED
#define RECOMMENDED PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_RECOMMENDED
#define IN_RESERVE PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_RESERVE
#define NOT_RECOMMENDED PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_NOT_RECOMMENDED
#define UNDECIDED PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_UNDECIDED
#define NOMINEE(name) PB__NOMINEE_STATE__NOMINEE_STATE_##name
#define LINE "commune_ward"
#define MAX_PAPERS 8

static const enum officer members[] = {CHAIR, SECRETARY, MEMBER_P1, MEMBER_PNV, MEMBER_TTR};
#define N_MEMBERS (sizeof members / sizeof *members)

/* -- calls -- */

#define COUNCIL_CALL(town, who, name, in, out) \
    town_call((town), (who), &council_service, (name), (in), (out))

static inline enum td_code appoint(struct town *town, enum officer who, const char *from_on)
{
    Pb__CouncilAppointRequest in = PB__COUNCIL_APPOINT_REQUEST__INIT;
    Pb__CouncilAppointment appointment = PB__COUNCIL_APPOINTMENT__INIT;
    Pb__CouncilAppointResponse out;
    appointment.login = (char *)officers[who].login;
    appointment.position = who == CHAIR ? PB__COUNCIL_POSITION__COUNCIL_POSITION_CHAIR
                                        : PB__COUNCIL_POSITION__COUNCIL_POSITION_MEMBER;
    appointment.from_on = (char *)from_on;
    in.appointment = &appointment;
    return COUNCIL_CALL(town, SECRETARY, "Appoint", &in, &out);
}

static inline enum td_code convene(struct town *town, enum officer chair, enum officer secretary)
{
    Pb__CouncilConveneRequest in = PB__COUNCIL_CONVENE_REQUEST__INIT;
    Pb__CouncilConveneResponse out;
    in.round_id = RANKED_ROUND;
    in.starts_utc_ms = town->now_utc_ms;
    in.place = "Phòng họp số 1";
    in.chair = (char *)officers[chair].login;
    in.secretary = (char *)officers[secretary].login;
    return COUNCIL_CALL(town, SECRETARY, "Convene", &in, &out);
}

static inline enum td_code roll(struct town *town, enum officer who, Pb__CouncilAttendance is)
{
    Pb__CouncilRollRequest in = PB__COUNCIL_ROLL_REQUEST__INIT;
    Pb__CouncilRollEntry entry = PB__COUNCIL_ROLL_ENTRY__INIT, *entries[] = {&entry};
    Pb__CouncilRollResponse out;
    in.session_id = SESSION;
    in.entries = entries;
    in.n_entries = 1;
    entry.login = (char *)officers[who].login;
    entry.attendance = is;
    entry.reason = is == EXCUSED ? "Đi công tác" : "";
    return COUNCIL_CALL(town, SECRETARY, "Roll", &in, &out);
}

/* line NULL: one that follows `follows`. ret may be NULL. */
static inline enum td_code ballot_open(struct town *town, const char *line, const char *follows,
                                       Pb__CouncilBallotKind kind, Pb__CouncilBallot **ret)
{
    Pb__CouncilOpenBallotRequest in = PB__COUNCIL_OPEN_BALLOT_REQUEST__INIT;
    Pb__CouncilOpenBallotResponse out;
    in.session_id = SESSION;
    in.line = (char *)(line ? line : "");
    in.follows = (char *)(follows ? follows : "");
    in.kind = kind;
    enum td_code code = COUNCIL_CALL(town, SECRETARY, "OpenBallot", &in, &out);
    if (code == TD_OK && ret)
        *ret = out.ballot;
    return code;
}

struct answer {
    const char *nominee_id;
    Pb__CouncilChoice choice;
};

/* Papers with random codes (secret) or none, in the test's arena. */
static inline Pb__CouncilPaper **papers_make(struct town *town, Pb__CouncilBallotKind kind,
                                             const struct answer *answers, size_t n)
{
    Pb__CouncilPaper **papers = td_arena_alloc(town->arena, (n + 1) * sizeof *papers);
    for (size_t i = 0; i < n; i++) {
        papers[i] = td_arena_alloc(town->arena, sizeof **papers);
        pb__council_paper__init(papers[i]);
        papers[i]->nominee_id = (char *)answers[i].nominee_id;
        papers[i]->choice = answers[i].choice;
        if (kind == OPEN)
            continue;
        papers[i]->code.len = COUNCIL_CODE_BYTES;
        papers[i]->code.data = td_arena_alloc(town->arena, COUNCIL_CODE_BYTES);
        td_random(papers[i]->code.data, COUNCIL_CODE_BYTES);
    }
    return papers;
}

static inline enum td_code vote_papers(struct town *town, enum officer who, const char *ballot,
                                       Pb__CouncilPaper **papers, size_t n)
{
    Pb__CouncilVoteRequest in = PB__COUNCIL_VOTE_REQUEST__INIT;
    Pb__CouncilVoteResponse out;
    in.ballot_id = (char *)ballot;
    in.papers = papers;
    in.n_papers = n;
    return COUNCIL_CALL(town, who, "Vote", &in, &out);
}

static inline enum td_code vote(struct town *town, enum officer who, const char *ballot,
                                Pb__CouncilBallotKind kind, const struct answer *answers, size_t n)
{
    return vote_papers(town, who, ballot, papers_make(town, kind, answers, n), n);
}

static inline enum td_code opinion(struct town *town, enum officer of, const char *ballot,
                                   Pb__CouncilBallotKind kind, const struct answer *answers,
                                   size_t n)
{
    Pb__CouncilOpinionRequest in = PB__COUNCIL_OPINION_REQUEST__INIT;
    Pb__CouncilOpinionResponse out;
    in.ballot_id = (char *)ballot;
    in.login = (char *)officers[of].login;
    in.document = "01/YK";
    in.dated_on = "2022-11-01";
    in.papers = papers_make(town, kind, answers, n);
    in.n_papers = n;
    return COUNCIL_CALL(town, SECRETARY, "Opinion", &in, &out);
}

static inline enum td_code ballot_close(struct town *town, const char *ballot, const char *reason,
                                        Pb__CouncilTally **ret)
{
    Pb__CouncilCloseBallotRequest in = PB__COUNCIL_CLOSE_BALLOT_REQUEST__INIT;
    Pb__CouncilCloseBallotResponse out;
    in.ballot_id = (char *)ballot;
    in.reason = (char *)reason;
    enum td_code code = COUNCIL_CALL(town, SECRETARY, "CloseBallot", &in, &out);
    if (code == TD_OK && ret)
        *ret = out.tally;
    return code;
}

static inline enum td_code tally(struct town *town, const char *ballot, uint64_t as_of_seq,
                                 Pb__CouncilTally **ret)
{
    Pb__CouncilTallyRequest in = PB__COUNCIL_TALLY_REQUEST__INIT;
    Pb__AsOf as_of = PB__AS_OF__INIT;
    Pb__CouncilTallyResponse out;
    in.ballot_id = (char *)ballot;
    as_of.log_seq = as_of_seq;
    in.as_of = as_of_seq ? &as_of : NULL;
    enum td_code code = COUNCIL_CALL(town, AUDITOR, "Tally", &in, &out);
    if (code == TD_OK)
        *ret = out.tally;
    return code;
}

static inline enum td_code annul(struct town *town, const char *ballot)
{
    Pb__CouncilAnnulRequest in = PB__COUNCIL_ANNUL_REQUEST__INIT;
    Pb__CouncilAnnulResponse out;
    in.ballot_id = (char *)ballot;
    in.reason = "Nhầm chỉ tiêu";
    return COUNCIL_CALL(town, SECRETARY, "Annul", &in, &out);
}

static inline enum td_code override(struct town *town, enum officer by, enum officer who,
                                    const char *nominee_id)
{
    Pb__CouncilOverrideRequest in = PB__COUNCIL_OVERRIDE_REQUEST__INIT;
    Pb__CouncilOverrideResponse out;
    in.ballot_id = BALLOT;
    in.login = (char *)officers[who].login;
    in.nominee_id = (char *)nominee_id;
    in.reason = "Đã chuyển công tác từ năm 2021";
    return COUNCIL_CALL(town, by, "Override", &in, &out);
}

/* -- a council in session -- */

struct council {
    struct town *town;
    const char *ids[4]; /* P1 and XMQ are level, P2 follows; XLB has no index */
};

static inline void council_people(struct town *town)
{
    for (int i = SECRETARY; i <= MEMBER_PNV; i++)
        for (int role = 1; role <= PB__ROLE__ROLE_ADMINISTRATOR; role++)
            if (officers[i].roles & ROLE_BIT(role))
                row_add(town, "INSERT INTO officer_role (officer_id, role) VALUES (?1, ?2)",
                        db_int(i + 1), db_int(role));
    for (size_t i = 0; i < N_MEMBERS; i++)
        assert_done(town, appoint(town, members[i], "2022-01-01"));
}

static inline void council_nominees(struct town *town, const char *ids[4])
{
    static const struct index_of INDEX[] = {{"P1", 9024}, {"XMQ", 9024}, {"P2", 8800}};
    static const char *const UNITS[] = {"P1", "XMQ", "P2", "XLB"};
    town_add_unit(town, "XMQ", "UBND xã Mỹ Quới", PB__UNIT_KIND__UNIT_COMMUNE);
    town_add_unit(town, "XLB", "UBND xã Long Bình", PB__UNIT_KIND__UNIT_COMMUNE);
    for (size_t i = 0; i < 4; i++)
        ids[i] = eligible_add(town, (int64_t)i + 1,
                              (struct nominee_of){.unit = UNITS[i], .line = "commune_ward"});
    index_add(town, 2022, 1, INDEX, 3);
}

static inline void round_close(struct town *town)
{
    Pb__RoundCloseRequest in = PB__ROUND_CLOSE_REQUEST__INIT;
    Pb__RoundCloseResponse out;
    in.round_id = RANKED_ROUND;
    in.reason = "Hết hạn nhận hồ sơ";
    assert_done(town, town_call(town, SPECIALIST, &round_service, "Close", &in, &out));
}

static inline int council_setup(void **state)
{
    struct council *council = calloc(1, sizeof *council);
    int failed = council ? town_setup((void **)&council->town) : -1;
    if (failed)
        return failed;
    struct town *town = council->town;
    town_open_round(town);
    council_nominees(town, council->ids);
    round_close(town);
    council_people(town);
    assert_done(town, convene(town, CHAIR, SECRETARY));
    for (size_t i = 0; i < N_MEMBERS; i++)
        assert_done(town, roll(town, members[i], PRESENT));
    *state = council;
    return 0;
}

static inline int council_teardown(void **state)
{
    struct council *council = *state;
    int failed = town_teardown((void **)&council->town);
    free(council);
    return failed;
}

/* -- looking -- */

static inline const Pb__CouncilTallyEntry *tally_of(const Pb__CouncilTally *tally,
                                                    const char *nominee_id)
{
    for (size_t i = 0; i < tally->n_entries; i++)
        if (strcmp(tally->entries[i]->candidate->nominee_id, nominee_id) == 0)
            return tally->entries[i];
    fail_msg("%s is not in the tally", nominee_id);
    return NULL;
}

static inline Pb__NomineeState nominee_state(struct town *town, const char *nominee_id)
{
    struct nominee_row row;
    int64_t id;
    uint32_t ordinal;
    assert_true(nominee_id_parse(nominee_id, &id, &ordinal));
    assert_int_equal(nominees_find(town->db, id, ordinal, NOMINEES_NOW, town->arena, &row), TD_OK);
    return row.state;
}

/* Everybody votes the same way on every nominee, but for those that they may not vote on: P1's
 * member on P1. yes[i]: on the i-th nominee, of those who may vote. */
static inline void all_vote(struct council *council, const char *ballot, Pb__CouncilBallotKind kind,
                            size_t n, const unsigned yes[])
{
    for (size_t m = 0; m < N_MEMBERS; m++) {
        struct answer answers[4];
        size_t n_answers = 0;
        for (size_t i = 0; i < n; i++) {
            bool conflict = i == 0 && members[m] == MEMBER_P1;
            /* Of P1 member number 2 does not count. */
            size_t place = i == 0 && m > 2 ? m - 1 : m;
            if (!conflict)
                answers[n_answers++] = (struct answer){council->ids[i], place < yes[i] ? YES : NO};
        }
        assert_done(council->town,
                    vote(council->town, members[m], ballot, kind, answers, n_answers));
    }
}

#endif
