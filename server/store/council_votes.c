/* The SQL of votes. Nothing here may keep a paper of a secret ballot together with who cast it. */
#include "council_votes.h"

#include "db.h"
#include "take.h"

static void voter_read(struct take *take, void *ret_item)
{
    struct council_voter_row *voter = ret_item;
    voter->officer_id = take_int(take);
    voter->log_seq = (uint64_t)take_int(take);
    voter->way = (Pb__CouncilVoteWay)take_int(take);
    voter->document = take_text(take);
    voter->dated_on = take_text(take);
}

enum td_code council_voters_add(struct db *db, int64_t ballot_id,
                                const struct council_voter_row *voter)
{
    return db_exec(db,
                   "INSERT INTO council_voter (ballot_id, officer_id, log_seq, way, document,"
                   " dated_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                   db_int(ballot_id), db_int(voter->officer_id), db_int((int64_t)voter->log_seq),
                   db_int((int64_t)voter->way), db_text(voter->document), db_text(voter->dated_on));
}

enum td_code council_voters(struct db *db, int64_t ballot_id, int64_t as_of_seq,
                            struct td_arena *arena, struct council_voter_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db,
                                 "SELECT officer_id, log_seq, way, document, dated_on"
                                 " FROM council_voter WHERE ballot_id = ?1 AND log_seq <= ?2"
                                 " ORDER BY officer_id",
                                 db_int(ballot_id), db_int(as_of_seq));
    enum td_code code = take_all(db, rows, arena, voter_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code council_votes_add(struct db *db, int64_t ballot_id,
                               const struct council_vote_row *vote)
{
    return db_exec(db,
                   "INSERT INTO council_vote (ballot_id, officer_id, dossier_id, ordinal, choice)"
                   " VALUES (?1, ?2, ?3, ?4, ?5)",
                   db_int(ballot_id), db_int(vote->officer_id), db_int(vote->dossier_id),
                   db_int(vote->ordinal), db_int((int64_t)vote->choice));
}

static void vote_read(struct take *take, void *ret_item)
{
    struct council_vote_row *vote = ret_item;
    vote->officer_id = take_int(take);
    vote->dossier_id = take_int(take);
    vote->ordinal = (uint32_t)take_int(take);
    vote->choice = (Pb__CouncilChoice)take_int(take);
}

enum td_code council_votes(struct db *db, int64_t ballot_id, struct td_arena *arena,
                           struct council_vote_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db,
                                 "SELECT officer_id, dossier_id, ordinal, choice FROM council_vote"
                                 " WHERE ballot_id = ?1 ORDER BY dossier_id, ordinal, officer_id",
                                 db_int(ballot_id));
    enum td_code code = take_all(db, rows, arena, vote_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code council_sealed_add(struct db *db, int64_t ballot_id,
                                const struct council_sealed_row *paper)
{
    return db_exec(db,
                   "INSERT INTO council_sealed_paper (ballot_id, dossier_id, ordinal, paper)"
                   " VALUES (?1, ?2, ?3, ?4)",
                   db_int(ballot_id), db_int(paper->dossier_id), db_int(paper->ordinal),
                   db_blob(paper->paper, paper->len));
}

static void sealed_read(struct take *take, void *ret_item)
{
    struct council_sealed_row *paper = ret_item;
    paper->dossier_id = take_int(take);
    paper->ordinal = (uint32_t)take_int(take);
    paper->paper = take_blob(take, &paper->len);
}

enum td_code council_sealed(struct db *db, int64_t ballot_id, struct td_arena *arena,
                            struct council_sealed_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db,
                                 "SELECT dossier_id, ordinal, paper FROM council_sealed_paper"
                                 " WHERE ballot_id = ?1 ORDER BY dossier_id, ordinal, paper",
                                 db_int(ballot_id));
    enum td_code code = take_all(db, rows, arena, sealed_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}

enum td_code council_sealed_forget(struct db *db, int64_t ballot_id)
{
    return db_exec(db, "DELETE FROM council_sealed_paper WHERE ballot_id = ?1", db_int(ballot_id));
}

enum td_code council_papers_add(struct db *db, int64_t ballot_id, uint32_t serial,
                                const struct council_paper_row *paper)
{
    return db_exec(
        db,
        "INSERT INTO council_paper (ballot_id, dossier_id, ordinal, serial, code, choice)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        db_int(ballot_id), db_int(paper->dossier_id), db_int(paper->ordinal), db_int(serial),
        db_blob(paper->code, sizeof paper->code), db_int((int64_t)paper->choice));
}

static void paper_read(struct take *take, void *ret_item)
{
    struct council_paper_row *paper = ret_item;
    paper->dossier_id = take_int(take);
    paper->ordinal = (uint32_t)take_int(take);
    take_bytes(take, paper->code, sizeof paper->code);
    paper->choice = (Pb__CouncilChoice)take_int(take);
}

enum td_code council_papers(struct db *db, int64_t ballot_id, struct td_arena *arena,
                            struct council_paper_row **ret, size_t *ret_n)
{
    void *items = NULL;
    struct rows *rows = db_query(db,
                                 "SELECT dossier_id, ordinal, code, choice FROM council_paper"
                                 " WHERE ballot_id = ?1 ORDER BY dossier_id, ordinal, serial",
                                 db_int(ballot_id));
    enum td_code code = take_all(db, rows, arena, paper_read, sizeof **ret, &items, ret_n);
    if (code == TD_OK)
        *ret = items;
    return code;
}
