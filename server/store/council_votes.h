/* Who voted, and what was voted: two things that for a secret ballot nothing ties to each other. */
#ifndef SERVER_STORE_COUNCIL_VOTES_H
#define SERVER_STORE_COUNCIL_VOTES_H

#include "arena.h"
#include "err.h"
#include "types.pb-c.h"

struct db;

#define COUNCIL_CODE_BYTES 16

struct council_voter_row {
    int64_t officer_id;
    uint64_t log_seq;
    Pb__CouncilVoteWay way;
    const char *document, *dated_on; /* of a written opinion; "" */
};

struct council_vote_row { /* of an open ballot */
    int64_t officer_id, dossier_id;
    uint32_t ordinal;
    Pb__CouncilChoice choice;
};

struct council_paper_row { /* counted, of a secret ballot */
    int64_t dossier_id;
    uint32_t ordinal;
    uint8_t code[COUNCIL_CODE_BYTES];
    Pb__CouncilChoice choice;
};

struct council_sealed_row {
    int64_t dossier_id;
    uint32_t ordinal;
    const uint8_t *paper;
    size_t len;
};

/* ALREADY_EXISTS: this member has voted. */
enum td_code council_voters_add(struct db *db, int64_t ballot_id,
                                const struct council_voter_row *voter);
/* As of a number of the log; by officer. */
enum td_code council_voters(struct db *db, int64_t ballot_id, int64_t as_of_seq,
                            struct td_arena *arena, struct council_voter_row **ret, size_t *ret_n);

enum td_code council_votes_add(struct db *db, int64_t ballot_id,
                               const struct council_vote_row *vote);
/* By nominee and officer. */
enum td_code council_votes(struct db *db, int64_t ballot_id, struct td_arena *arena,
                           struct council_vote_row **ret, size_t *ret_n);

enum td_code council_sealed_add(struct db *db, int64_t ballot_id,
                                const struct council_sealed_row *paper);
/* By nominee, then in the order of their bytes, which are random. */
enum td_code council_sealed(struct db *db, int64_t ballot_id, struct td_arena *arena,
                            struct council_sealed_row **ret, size_t *ret_n);
enum td_code council_sealed_forget(struct db *db, int64_t ballot_id);

/* serial: from 1, by code. */
enum td_code council_papers_add(struct db *db, int64_t ballot_id, uint32_t serial,
                                const struct council_paper_row *paper);
/* By nominee and serial. */
enum td_code council_papers(struct db *db, int64_t ballot_id, struct td_arena *arena,
                            struct council_paper_row **ret, size_t *ret_n);

#endif
