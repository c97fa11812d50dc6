/* Who may vote on what in the council, and whether a vote answers what was asked. Pure; any thread.
 * Source: the shared design's domain.md, rule 7. */
#ifndef TD_DOMAIN_COUNCIL_RULES_H
#define TD_DOMAIN_COUNCIL_RULES_H

#include "workflow.h"

/* A secret ballot that fewer could have voted in tells who voted how. */
#define COUNCIL_SECRET_MIN_VOTERS 3

/* A ballot's table of transitions. Where an event leads from a state (UNSPECIFIED: there is none
 * yet), for somebody with these roles. Returns OK and *ret_to; FAILED_PRECONDITION
 * (COUNCIL_BALLOT_STATE) when nobody may; PERMISSION_DENIED (ROLE, with the roles that may) when
 * others may. */
enum td_code council_ballot_next(Pb__CouncilBallotState from, Pb__CouncilBallotEvent event,
                                 role_set roles, Pb__CouncilBallotState *ret_to,
                                 struct td_err *err);

/* Does this member vote this way, by the roll? From their device: present; by a written opinion:
 * not present. FAILED_PRECONDITION with COUNCIL_ABSENT or COUNCIL_PRESENT at `field`. */
enum td_code council_way_check(Pb__CouncilVoteWay way, Pb__CouncilAttendance attendance,
                               const char *login, const char *field, struct td_err *err);

struct council_question {
    const char *nominee_id;
    Pb__CouncilConflict conflict; /* UNSPECIFIED: none, or it is overridden */
};

struct council_answer {
    const char *nominee_id;
    int choice;      /* as it came */
    size_t code_len; /* as it came */
};

struct council_vote_form {
    const char *ballot, *login;
    const struct council_question *questions;
    size_t n_questions;
    size_t code_len; /* of each answer: 0 in an open ballot */
};

/* Exactly one answer to every question without a conflict, in any order. Everything that is wrong
 * is told at once, at papers[i] or "papers": COUNCIL_CANDIDATE, COUNCIL_CONFLICT,
 * COUNCIL_PAPER_TWICE, COUNCIL_PAPER_MISSING, COUNCIL_NO_VOTE, CHOICE, BYTES_LENGTH. Never what was
 * answered. Returns OK or the first one's code. */
enum td_code council_vote_check(const struct council_vote_form *form,
                                const struct council_answer *answers, size_t n, struct td_err *err);

#endif
