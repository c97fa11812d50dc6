/* What was cast in a ballot: counted, and counted again. */
#include "council.h"
#include "digest.h"
#include "message.h"
#include "reply.h"

/* -- counting -- */

static void count_add(Pb__CouncilCount *count, Pb__CouncilChoice choice)
{
    count->yes += choice == PB__COUNCIL_CHOICE__COUNCIL_CHOICE_YES;
    count->no += choice == PB__COUNCIL_CHOICE__COUNCIL_CHOICE_NO;
    count->blank += choice == PB__COUNCIL_CHOICE__COUNCIL_CHOICE_BLANK;
}

static enum td_code count_of(const struct council_case *ballot, int64_t dossier_id,
                             uint32_t ordinal, Pb__CouncilChoice choice, struct council_cast *cast)
{
    const struct council_candidate_row *candidate =
        council_candidate_find(ballot, dossier_id, ordinal);
    if (!candidate)
        return TD_DATA_LOSS;
    count_add(&cast->counts[candidate - ballot->candidates], choice);
    return TD_OK;
}

/* One line a paper or vote: "HS-2022-0001/1 <code in hex, or login> yes\n". */
static bool line_hash(struct call *call, struct td_sha256 *hash, const struct council_case *ballot,
                      int64_t dossier_id, uint32_t ordinal, const char *whose,
                      Pb__CouncilChoice choice)
{
    char word[TD_ENUM_NAME_SIZE] = "";
    const struct council_candidate_row *candidate =
        council_candidate_find(ballot, dossier_id, ordinal);
    const char *id = candidate ? council_nominee_id(call, candidate) : NULL;
    td_enum_name(&pb__council_choice__descriptor, (int)choice, word);
    const char *line = id ? td_arena_printf(call->arena, "%s %s %s\n", id, whose, word) : NULL;
    if (line)
        td_sha256_update(hash, line, strlen(line));
    return line != NULL;
}

static bool votes_hash(struct call *call, struct td_sha256 *hash, const struct council_case *ballot,
                       const struct council_cast *cast)
{
    bool hashed = true;
    for (size_t i = 0; hashed && i < cast->n_papers; i++) {
        const struct council_paper_row *paper = &cast->papers[i];
        char code[2 * COUNCIL_CODE_BYTES + 1];
        td_hex(paper->code, sizeof paper->code, code);
        hashed =
            line_hash(call, hash, ballot, paper->dossier_id, paper->ordinal, code, paper->choice);
    }
    for (size_t i = 0; hashed && i < cast->n_votes; i++) {
        const struct council_vote_row *vote = &cast->votes[i];
        const struct council_seat_row *seat = council_seat_of(ballot, vote->officer_id);
        hashed = line_hash(call, hash, ballot, vote->dossier_id, vote->ordinal,
                           seat ? seat->login : "", vote->choice);
    }
    return hashed;
}

/* protocol.md, "Secret ballots", says the same. */
static enum td_code cast_hash(struct call *call, const struct council_case *ballot,
                              struct council_cast *cast)
{
    const char *head = td_arena_printf(call->arena, "thidua ballot 1\n%s\n", ballot->number);
    struct td_sha256 *hash = td_sha256_new();
    bool hashed = head && hash;
    if (hashed)
        td_sha256_update(hash, head, strlen(head));
    hashed = hashed && votes_hash(call, hash, ballot, cast);
    if (hashed)
        td_sha256_peek(hash, cast->sha256);
    td_sha256_free(hash);
    return hashed ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code cast_count(const struct council_case *ballot, struct council_cast *cast)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; i < ballot->n_candidates; i++)
        pb__council_count__init(&cast->counts[i]);
    for (size_t i = 0; code == TD_OK && i < cast->n_papers; i++)
        code = count_of(ballot, cast->papers[i].dossier_id, cast->papers[i].ordinal,
                        cast->papers[i].choice, cast);
    for (size_t i = 0; code == TD_OK && i < cast->n_votes; i++)
        code = count_of(ballot, cast->votes[i].dossier_id, cast->votes[i].ordinal,
                        cast->votes[i].choice, cast);
    return code;
}

enum td_code council_cast_read(struct call *call, const struct council_case *ballot,
                               const struct council_paper_row *papers, size_t n_papers,
                               struct council_cast *ret)
{
    bool open = ballot->ballot.kind == PB__COUNCIL_BALLOT_KIND__COUNCIL_BALLOT_KIND_OPEN;
    int64_t id = ballot->ballot.id;
    enum td_code code = TD_OK;
    *ret =
        (struct council_cast){.papers = (struct council_paper_row *)papers, .n_papers = n_papers};
    if (open)
        code = council_votes(call->db, id, call->arena, &ret->votes, &ret->n_votes);
    else if (!papers)
        code = council_papers(call->db, id, call->arena, &ret->papers, &ret->n_papers);
    ret->counts = td_arena_zalloc(call->arena, (ballot->n_candidates + 1) * sizeof *ret->counts);
    if (code == TD_OK && !ret->counts)
        code = TD_RESOURCE_EXHAUSTED;
    if (code == TD_OK)
        code = cast_count(ballot, ret);
    return code == TD_OK ? cast_hash(call, ballot, ret) : code;
}

/* -- telling -- */

/* What a recount found, candidate by candidate. */
struct recount {
    struct council_cast cast;
    struct council_places_of places;
};

static Pb__CouncilCount *count_reply(struct call *call, uint32_t yes, uint32_t no, uint32_t blank)
{
    Pb__CouncilCount *out = reply_message(call, &pb__council_count__descriptor);
    if (!out)
        return NULL;
    out->yes = yes;
    out->no = no;
    out->blank = blank;
    return out;
}

static enum td_code papers_fill(struct call *call, const struct council_candidate_row *candidate,
                                const struct council_cast *cast, Pb__CouncilTallyEntry *out)
{
    out->papers = reply_list(call, &pb__council_cast_paper__descriptor, cast->n_papers);
    if (!out->papers)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < cast->n_papers; i++) {
        const struct council_paper_row *paper = &cast->papers[i];
        if (paper->dossier_id != candidate->dossier_id || paper->ordinal != candidate->ordinal)
            continue;
        Pb__CouncilCastPaper *to = out->papers[out->n_papers++];
        to->choice = paper->choice;
        to->code = reply_bytes(call, paper->code, sizeof paper->code);
        if (!to->code.data)
            return TD_RESOURCE_EXHAUSTED;
    }
    return TD_OK;
}

static enum td_code votes_fill(struct call *call, const struct council_case *ballot,
                               const struct council_candidate_row *candidate,
                               const struct council_cast *cast, Pb__CouncilTallyEntry *out)
{
    out->votes = reply_list(call, &pb__council_open_vote__descriptor, cast->n_votes);
    if (!out->votes)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < cast->n_votes; i++) {
        const struct council_vote_row *vote = &cast->votes[i];
        const struct council_seat_row *seat = council_seat_of(ballot, vote->officer_id);
        const struct council_voter_row *voter = council_voter_of(ballot, vote->officer_id);
        if (vote->dossier_id != candidate->dossier_id || vote->ordinal != candidate->ordinal)
            continue;
        if (!seat || !voter)
            return TD_DATA_LOSS;
        Pb__CouncilOpenVote *to = out->votes[out->n_votes++];
        to->login = (char *)seat->login;
        to->full_name = (char *)seat->full_name;
        to->choice = vote->choice;
        to->way = voter->way;
    }
    return TD_OK;
}

/* Members that may vote on it, and those of them who did. */
static void entry_count_voters(const struct council_case *ballot,
                               const struct council_candidate_row *candidate,
                               Pb__CouncilTallyEntry *out)
{
    for (size_t i = 0; i < ballot->n_seats; i++) {
        int64_t officer_id = ballot->seats[i].officer_id;
        if (council_hindrance(ballot, officer_id, candidate))
            continue;
        out->may_vote++;
        out->voters += council_voter_of(ballot, officer_id) != NULL;
    }
}

static enum td_code entry_fill(struct call *call, const struct council_case *ballot, size_t i,
                               const struct recount *recount, Pb__CouncilTallyEntry *out)
{
    const struct council_candidate_row *row = &ballot->candidates[i];
    const Pb__CouncilCount *again = &recount->cast.counts[i];
    out->candidate = council_candidate_reply(call, ballot, row);
    out->count = count_reply(call, row->yes, row->no, row->blank);
    out->recount = count_reply(call, again->yes, again->no, again->blank);
    if (!out->candidate || !out->count || !out->recount)
        return TD_RESOURCE_EXHAUSTED;
    out->percent_centi = ballot->ballot.members ? row->yes * 10000 / ballot->ballot.members : 0;
    out->reached = recount->places.candidates[i].reached;
    out->outcome = row->outcome;
    out->reserve_order = row->reserve_order;
    entry_count_voters(ballot, row, out);
    return TD_OK;
}

static bool entry_agrees(const Pb__CouncilTallyEntry *entry, const struct council_candidate *again)
{
    const Pb__CouncilCount *one = entry->count, *two = entry->recount;
    return one->yes == two->yes && one->no == two->no && one->blank == two->blank &&
           two->yes + two->no + two->blank == entry->voters && entry->outcome == again->outcome &&
           entry->reserve_order == again->reserve_order;
}

static enum td_code undecided_fill(struct call *call, const struct council_case *ballot,
                                   const struct recount *recount, Pb__CouncilTally *out)
{
    out->undecided = td_arena_alloc(call->arena, (ballot->n_candidates + 1) * sizeof(char *));
    if (!out->undecided)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < ballot->n_candidates; i++)
        if (ballot->candidates[i].outcome == PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_UNDECIDED)
            out->undecided[out->n_undecided++] = out->entries[i]->candidate->nominee_id;
    out->places_left = recount->places.places_left;
    return TD_OK;
}

static enum td_code recount_run(struct call *call, const struct council_case *ballot,
                                struct recount *ret)
{
    enum td_code code = council_cast_read(call, ballot, NULL, 0, &ret->cast);
    return code == TD_OK ? council_places_after(call, ballot, ret->cast.counts, &ret->places)
                         : code;
}

static enum td_code entries_fill(struct call *call, const struct council_case *ballot,
                                 const struct recount *recount, bool with_papers,
                                 Pb__CouncilTally *out)
{
    enum td_code code = TD_OK;
    out->entries = reply_list(call, &pb__council_tally_entry__descriptor, ballot->n_candidates);
    if (!out->entries)
        return TD_RESOURCE_EXHAUSTED;
    out->n_entries = ballot->n_candidates;
    out->agrees = memcmp(recount->cast.sha256, ballot->ballot.papers_sha256,
                         sizeof recount->cast.sha256) == 0;
    for (size_t i = 0; code == TD_OK && i < ballot->n_candidates; i++) {
        const struct council_candidate_row *row = &ballot->candidates[i];
        code = entry_fill(call, ballot, i, recount, out->entries[i]);
        if (code == TD_OK && with_papers)
            code = papers_fill(call, row, &recount->cast, out->entries[i]);
        if (code == TD_OK)
            code = votes_fill(call, ballot, row, &recount->cast, out->entries[i]);
        if (code == TD_OK)
            out->agrees =
                out->agrees && entry_agrees(out->entries[i], &recount->places.candidates[i]);
    }
    return code;
}

enum td_code council_tally_reply(struct call *call, const struct council_case *ballot,
                                 bool with_papers, Pb__CouncilTally **ret)
{
    Pb__CouncilTally *out = reply_message(call, &pb__council_tally__descriptor);
    struct recount recount = {0};
    if (!out)
        return TD_RESOURCE_EXHAUSTED;
    *ret = out;
    enum td_code code = council_ballot_reply(call, ballot, true, &out->ballot);
    if (code != TD_OK ||
        ballot->ballot.state != PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_CLOSED)
        return code;
    code = recount_run(call, ballot, &recount);
    if (code == TD_OK)
        code = entries_fill(call, ballot, &recount, with_papers, out);
    if (code == TD_OK)
        code = undecided_fill(call, ballot, &recount, out);
    out->papers_sha256 =
        reply_bytes(call, ballot->ballot.papers_sha256, sizeof ballot->ballot.papers_sha256);
    return code == TD_OK && !out->papers_sha256.data ? TD_RESOURCE_EXHAUSTED : code;
}
