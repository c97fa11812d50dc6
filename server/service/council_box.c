/* Papers of secret ballots: sealed while the ballot runs, opened to be counted. The key is a file
 * outside the database (pki/ballot_box.h). */
#include "council_box.h"

#include "ballot_box.h"
#include "council.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

#define BOX_NAME_SIZE 24
#define PAPER_BYTES (1 + COUNCIL_CODE_BYTES) /* choice, code */
#define SEALED_BYTES (PAPER_BYTES + BALLOT_SEAL_BYTES)

struct box_name {
    char text[BOX_NAME_SIZE];
};

static struct box_name name_of(int64_t ballot_id)
{
    struct box_name name;
    snprintf(name.text, sizeof name.text, "%lld", (long long)ballot_id);
    return name;
}

/* What a paper is an answer to. NULL: arena used up. */
static const char *question_of(struct call *call, int64_t ballot_id, int64_t dossier_id,
                               uint32_t ordinal)
{
    return td_arena_printf(call->arena, "%lld %lld/%u", (long long)ballot_id, (long long)dossier_id,
                           ordinal);
}

static enum td_code box_lost(struct call *call, const struct council_case *ballot)
{
    return td_fail(call->err, TD_FAILED_PRECONDITION, "ballot_id", "", TD_KEY_COUNCIL_BOX_LOST,
                   "ballot", ballot->number, TD_END);
}

enum td_code council_box_make(struct call *call, int64_t ballot_id)
{
    return ballot_box_make(call->services->ballot_folder, name_of(ballot_id).text);
}

enum td_code council_box_check(struct call *call, const struct council_case *ballot)
{
    return ballot_box_exists(call->services->ballot_folder, name_of(ballot->ballot.id).text)
               ? TD_OK
               : box_lost(call, ballot);
}

enum td_code council_box_put(struct call *call, const struct council_case *ballot,
                             const struct council_paper_row *paper)
{
    uint8_t plain[PAPER_BYTES] = {(uint8_t)paper->choice}, sealed[SEALED_BYTES];
    const char *question = question_of(call, ballot->ballot.id, paper->dossier_id, paper->ordinal);
    memcpy(plain + 1, paper->code, sizeof paper->code);
    enum td_code code =
        question ? ballot_box_seal(call->services->ballot_folder, name_of(ballot->ballot.id).text,
                                   question, plain, sizeof plain, sealed)
                 : TD_RESOURCE_EXHAUSTED;
    explicit_bzero(plain, sizeof plain);
    if (code == TD_NOT_FOUND)
        return box_lost(call, ballot);
    const struct council_sealed_row row = {paper->dossier_id, paper->ordinal, sealed,
                                           sizeof sealed};
    return code == TD_OK ? council_sealed_add(call->db, ballot->ballot.id, &row) : code;
}

/* -- opening -- */

static int compare(const void *a, const void *b)
{
    const struct council_paper_row *one = a, *other = b;
    if (one->dossier_id != other->dossier_id)
        return one->dossier_id < other->dossier_id ? -1 : 1;
    if (one->ordinal != other->ordinal)
        return one->ordinal < other->ordinal ? -1 : 1;
    int order = memcmp(one->code, other->code, sizeof one->code);
    return order ? order : (int)one->choice - (int)other->choice;
}

static enum td_code paper_open(struct call *call, const struct council_case *ballot,
                               const struct council_sealed_row *sealed,
                               struct council_paper_row *ret)
{
    uint8_t plain[PAPER_BYTES];
    const char *question =
        question_of(call, ballot->ballot.id, sealed->dossier_id, sealed->ordinal);
    if (!question)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        sealed->len == SEALED_BYTES
            ? ballot_box_unseal(call->services->ballot_folder, name_of(ballot->ballot.id).text,
                                question, sealed->paper, plain, sizeof plain)
            : TD_DATA_LOSS;
    if (code == TD_NOT_FOUND)
        return box_lost(call, ballot);
    if (code == TD_DATA_LOSS)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "ballot_id", "",
                       TD_KEY_COUNCIL_PAPER_UNREADABLE, "ballot", ballot->number, TD_END);
    if (code != TD_OK)
        return code;
    *ret = (struct council_paper_row){.dossier_id = sealed->dossier_id,
                                      .ordinal = sealed->ordinal,
                                      .choice = (Pb__CouncilChoice)plain[0]};
    memcpy(ret->code, plain + 1, sizeof ret->code);
    return TD_OK;
}

enum td_code council_box_open(struct call *call, const struct council_case *ballot,
                              struct council_paper_row **ret, size_t *ret_n)
{
    struct council_sealed_row *sealed;
    size_t n;
    enum td_code code = council_sealed(call->db, ballot->ballot.id, call->arena, &sealed, &n);
    struct council_paper_row *papers = td_arena_zalloc(call->arena, (n + 1) * sizeof *papers);
    if (code == TD_OK && !papers)
        code = TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = paper_open(call, ballot, &sealed[i], &papers[i]);
    if (code != TD_OK)
        return code;
    qsort(papers, n, sizeof *papers, compare);
    *ret = papers;
    *ret_n = n;
    return TD_OK;
}

/* -- destroying keys -- */

/* What fails now is made good for when the daemon starts: council_boxes_sweep. */
static enum td_code box_burn(const struct services *services, int64_t ballot_id)
{
    return ballot_box_destroy(services->ballot_folder, name_of(ballot_id).text);
}

void council_box_burn(struct call *call, int64_t ballot_id)
{
    call->after = (struct after_commit){box_burn, ballot_id};
}

/* When the database cannot say, the key stays. */
static bool is_running(void *data, const char *box)
{
    struct db *db = data;
    struct council_ballot_row row;
    char *end;
    long long ballot_id = strtoll(box, &end, 10);
    if (*end)
        return false;
    struct td_arena *arena = td_arena_new(1 << 16);
    enum td_code code = arena ? council_ballots_find(db, ballot_id, COUNCIL_NOW, arena, &row)
                              : TD_RESOURCE_EXHAUSTED;
    td_arena_free(arena);
    return code != TD_NOT_FOUND &&
           (code != TD_OK || row.state == PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_VOTING);
}

enum td_code council_boxes_sweep(struct db *db, const char *folder, size_t *ret_n)
{
    return ballot_boxes_sweep(folder, is_running, db, ret_n);
}
