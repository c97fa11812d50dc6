/* What the files of CouncilService share: sessions and ballots with all that decides about them. */
#ifndef SERVER_SERVICE_COUNCIL_H
#define SERVER_SERVICE_COUNCIL_H

#include "as_of.h"
#include "call.h"
#include "council.pb-c.h"
#include "council_ballots.h"
#include "council_sessions.h"
#include "council_votes.h"
#include "dossier.h"
#include "plan.h"
#include "ranking.pb-c.h"
#include "ranking_terms.h"
#include "rounds.h"
#include "vote_tally.h"

#define COUNCIL_PREFIX "BCD"
#define COUNCIL_SECRETARIES \
    (ROLE_BIT(PB__ROLE__ROLE_COUNCIL_SECRETARY) | ROLE_BIT(PB__ROLE__ROLE_COUNCIL_CHAIR))
#define COUNCIL_VOTERS (ROLE_BIT(PB__ROLE__ROLE_COUNCIL_MEMBER) | COUNCIL_SECRETARIES)
#define COUNCIL_TEXT_MAX_CHARS 1000
#define COUNCIL_NOW INT64_MAX

/* The write's key for its rows. */
static inline struct council_event_key council_key(const struct call *call)
{
    return (struct council_event_key){call->log_seq, call->now_utc_ms, call->who.officer_id};
}

/* -- sessions: council_session.c -- */

/* With the plan and the round it belongs to. */
struct council_session {
    struct council_session_row row;
    const char *number; /* "BCD-2022-0001" */
    struct round_row round;
    const struct plan *plan;
    struct council_quorum quorum;
    char day[TD_DATE_SIZE]; /* of its beginning */
};

/* NOT_FOUND with COUNCIL_SESSION_UNKNOWN at `field`. */
enum td_code council_session_get(struct call *call, const char *field, const char *number,
                                 int64_t as_of_seq, struct council_session *ret);
enum td_code council_session_load(struct call *call, int64_t id, int64_t as_of_seq,
                                  struct council_session *ret);
/* May something still happen in it? FAILED_PRECONDITION with COUNCIL_SESSION_ENDED, or ROUND_STATE
 * once the round's list is on its way. */
enum td_code council_session_running(struct call *call, const struct council_session *session);
/* seats: with them, or without. */
enum td_code council_session_reply(struct call *call, const struct council_session *session,
                                   bool seats, int64_t as_of_seq, Pb__CouncilSession **ret);

/* -- ballots: council_case.c -- */

/* A ballot with all that decides who votes on what. */
struct council_case {
    struct council_ballot_row ballot;
    const char *number; /* "BCD-2022-0001/1" */
    struct council_session session;
    struct council_seat_row *seats;
    struct council_candidate_row *candidates;
    struct council_conflict_row *conflicts;
    struct council_voter_row *voters;
    size_t n_seats, n_candidates, n_conflicts, n_voters;
};

const char *council_ballot_number(struct call *call, int64_t ballot_id);
bool council_ballot_parse(const char *number, int64_t *ret_ballot_id);
const char *council_nominee_id(struct call *call, const struct council_candidate_row *candidate);

/* NOT_FOUND with COUNCIL_BALLOT_UNKNOWN at `field`. */
enum td_code council_case_get(struct call *call, const char *field, const char *number,
                              int64_t as_of_seq, struct council_case *ret);
/* Of a row that was read as of then. */
enum td_code council_case_load(struct call *call, const struct council_ballot_row *ballot,
                               int64_t as_of_seq, struct council_case *ret);
/* FAILED_PRECONDITION with COUNCIL_BALLOT_STATE; or as council_session_running. */
enum td_code council_case_voting(struct call *call, const struct council_case *ballot);

/* FAILED_PRECONDITION with COUNCIL_BALLOT_STATE at `field`. */
enum td_code council_state_refuse(struct call *call, const char *field,
                                  const struct council_case *ballot);

/* NULL: no member of that day. */
const struct council_seat_row *council_seat_of(const struct council_case *ballot,
                                               int64_t officer_id);
const struct council_seat_row *council_seat_find(const struct council_seat_row *seats, size_t n,
                                                 const char *login);
/* What keeps the member from voting on it now; NULL: nothing, or it is overridden. */
const struct council_conflict_row *council_hindrance(const struct council_case *ballot,
                                                     int64_t officer_id,
                                                     const struct council_candidate_row *on);
/* On one of them at least? */
bool council_may_vote(const struct council_case *ballot, int64_t officer_id);
const struct council_voter_row *council_voter_of(const struct council_case *ballot,
                                                 int64_t officer_id);
/* NULL: it is not on the ballot. */
const struct council_candidate_row *council_candidate_find(const struct council_case *ballot,
                                                           int64_t dossier_id, uint32_t ordinal);

/* Is it, in that version, one that the council decides on now? */
enum td_code council_candidate_stands(struct call *call,
                                      const struct council_candidate_row *candidate,
                                      bool *ret_stands);

/* lists: with candidates, voters and conflicts. */
enum td_code council_ballot_reply(struct call *call, const struct council_case *ballot, bool lists,
                                  Pb__CouncilBallot **ret);
/* One candidate; NULL: arena used up. */
Pb__CouncilCandidate *council_candidate_reply(struct call *call, const struct council_case *ballot,
                                              const struct council_candidate_row *candidate);

/* The end of a write: the ballot as it is now, and the note for the log. */
enum td_code council_ballot_write_end(struct call *call, const char *number, const char *detail,
                                      Pb__CouncilBallot **ret);

/* -- conflicts of interest: council_conflict.c -- */

struct council_conflicts {
    struct council_conflict_row *rows;
    size_t n;
};

/* Of everybody in the session with each of these. */
enum td_code council_conflicts_find(struct call *call, int64_t session_id,
                                    const struct council_candidate_row *candidates, size_t n,
                                    struct council_conflicts *ret);
/* Violations (COUNCIL_SECRET_FEW at "kind") where too few could vote for it to be secret. */
void council_secrecy_check(struct call *call, const struct council_conflicts *conflicts,
                           const struct council_candidate_row *candidates, size_t n,
                           uint32_t members);

/* -- counts: council_count.c -- */

/* What was cast, candidate by candidate (index as in ballot->candidates), and its digest. */
struct council_cast {
    struct council_paper_row *papers; /* of a secret ballot */
    struct council_vote_row *votes;   /* of an open one */
    size_t n_papers, n_votes;
    Pb__CouncilCount *counts;
    uint8_t sha256[COUNCIL_DIGEST_BYTES];
};

/* papers: NULL for those that are stored. */
enum td_code council_cast_read(struct call *call, const struct council_case *ballot,
                               const struct council_paper_row *papers, size_t n_papers,
                               struct council_cast *ret);

/* -- places: council_places.c -- */

struct council_places_of {
    struct council_candidate
        *candidates; /* as in the ballot's candidates; outcome, reserve_order */
    size_t n_undecided;
    uint32_t places_left;
};

/* The places after this ballot, whose counts are given: with those of the ballots that it follows,
 * by the rule council_places. */
enum td_code council_places_after(struct call *call, const struct council_case *ballot,
                                  const Pb__CouncilCount *counts, struct council_places_of *ret);

/* What the counted votes on a line come to under its terms and another threshold, beside what they
 * came to, without whom was found ineligible since. Nothing where the newest ballot that is not
 * annulled is not counted. */
enum td_code council_try(struct call *call, const char *round_id,
                         const struct ranking_line_terms *line, uint32_t threshold_percent,
                         int64_t as_of_seq, Pb__RankingVote ***ret, size_t *ret_n);

/* The votes of an open ballot stand in it by name; with_papers: the papers of a secret one, too. */
enum td_code council_tally_reply(struct call *call, const struct council_case *ballot,
                                 bool with_papers, Pb__CouncilTally **ret);

/* Handlers, by file: council.c (members), council_session.c, council_ballot.c, council_vote.c,
 * council_close.c, council_read.c. */
enum td_code council_appoint(struct call *call, const Pb__CouncilAppointRequest *in,
                             Pb__CouncilAppointResponse *out);
enum td_code council_release(struct call *call, const Pb__CouncilReleaseRequest *in,
                             Pb__CouncilReleaseResponse *out);
enum td_code council_import(struct call *call, const Pb__CouncilImportRequest *in,
                            Pb__CouncilImportResponse *out);
enum td_code council_members_of(struct call *call, const Pb__CouncilMembersRequest *in,
                                Pb__CouncilMembersResponse *out);
enum td_code council_convene(struct call *call, const Pb__CouncilConveneRequest *in,
                             Pb__CouncilConveneResponse *out);
enum td_code council_roll(struct call *call, const Pb__CouncilRollRequest *in,
                          Pb__CouncilRollResponse *out);
enum td_code council_end(struct call *call, const Pb__CouncilEndRequest *in,
                         Pb__CouncilEndResponse *out);
enum td_code council_open_ballot(struct call *call, const Pb__CouncilOpenBallotRequest *in,
                                 Pb__CouncilOpenBallotResponse *out);
enum td_code council_override(struct call *call, const Pb__CouncilOverrideRequest *in,
                              Pb__CouncilOverrideResponse *out);
enum td_code council_annul(struct call *call, const Pb__CouncilAnnulRequest *in,
                           Pb__CouncilAnnulResponse *out);
const Pb__CouncilVoteRequest *council_vote_public(const Pb__CouncilVoteRequest *in,
                                                  struct td_arena *arena);
enum td_code council_vote(struct call *call, const Pb__CouncilVoteRequest *in,
                          Pb__CouncilVoteResponse *out);
const Pb__CouncilOpinionRequest *council_opinion_public(const Pb__CouncilOpinionRequest *in,
                                                        struct td_arena *arena);
enum td_code council_opinion(struct call *call, const Pb__CouncilOpinionRequest *in,
                             Pb__CouncilOpinionResponse *out);
enum td_code council_close_ballot(struct call *call, const Pb__CouncilCloseBallotRequest *in,
                                  Pb__CouncilCloseBallotResponse *out);
enum td_code council_tally(struct call *call, const Pb__CouncilTallyRequest *in,
                           Pb__CouncilTallyResponse *out);
enum td_code council_show(struct call *call, const Pb__CouncilShowRequest *in,
                          Pb__CouncilShowResponse *out);
enum td_code council_list(struct call *call, const Pb__CouncilListRequest *in,
                          Pb__CouncilListResponse *out);
enum td_code council_minutes(struct call *call, const Pb__CouncilMinutesRequest *in,
                             Pb__CouncilMinutesResponse *out);

#endif
