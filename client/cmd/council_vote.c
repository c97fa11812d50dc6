/* thidua council vote, opinion: papers made on this device. The codes of a secret ballot are made
 * here, shown once, and kept nowhere. */
#include "commands.h"
#include "connection.h"
#include "council_view.h"
#include "digest.h"
#include "i18n.h"
#include "json.h"
#include "profile.h"
#include "table.h"
#include "wording.h"

#include <unistd.h>

#define CODE_BYTES 16
#define ANSWER_SIZE 16

/* Papers being filled. */
struct papers {
    const Pb__CouncilBallot *ballot;
    Pb__CouncilPaper **list;
    size_t n;
};

static enum td_code ballot_fetch(struct cli *cli, const Pb__CouncilBallot **ret)
{
    Pb__CouncilShowRequest in = PB__COUNCIL_SHOW_REQUEST__INIT;
    const Pb__CouncilShowResponse *out;
    in.id = (char *)cli->args[0];
    if (!strchr(in.id, '/'))
        return td_fail(&cli->err, TD_NOT_FOUND, "ballot_id", "", TD_KEY_COUNCIL_BALLOT_UNKNOWN,
                       "ballot", in.id, TD_END);
    enum td_code code = CALL(cli, council_service, show, &in, &out);
    if (code != TD_OK)
        return code;
    if (out->n_ballots != 1)
        return TD_UNKNOWN;
    *ret = out->ballots[0];
    return TD_OK;
}

static bool paper_add(struct cli *cli, struct papers *papers, const char *nominee_id,
                      Pb__CouncilChoice choice)
{
    Pb__CouncilPaper paper = PB__COUNCIL_PAPER__INIT;
    paper.nominee_id = (char *)nominee_id;
    paper.choice = choice;
    if (papers->ballot->kind == PB__COUNCIL_BALLOT_KIND__COUNCIL_BALLOT_KIND_SECRET) {
        paper.code.len = CODE_BYTES;
        paper.code.data = td_arena_alloc(cli->arena, CODE_BYTES);
        if (!paper.code.data)
            return false;
        td_random(paper.code.data, CODE_BYTES);
    }
    papers->list[papers->n] = td_arena_copy(cli->arena, &paper, sizeof paper);
    return papers->list[papers->n++] != NULL;
}

/* -- from options -- */

static const struct {
    const char *option;
    Pb__CouncilChoice choice;
} CHOICES[] = {
    {"for", PB__COUNCIL_CHOICE__COUNCIL_CHOICE_YES},
    {"against", PB__COUNCIL_CHOICE__COUNCIL_CHOICE_NO},
    {"blank", PB__COUNCIL_CHOICE__COUNCIL_CHOICE_BLANK},
};
#define N_CHOICES (sizeof CHOICES / sizeof *CHOICES)

static size_t count_options(struct cli *cli)
{
    size_t all = 0, n;
    for (size_t i = 0; i < N_CHOICES; i++) {
        cli_texts(cli, CHOICES[i].option, &n);
        all += n;
    }
    return all;
}

static bool papers_from_options(struct cli *cli, struct papers *papers)
{
    bool fine = true;
    for (size_t i = 0; i < N_CHOICES; i++) {
        size_t n;
        const char *const *ids = cli_texts(cli, CHOICES[i].option, &n);
        for (size_t k = 0; fine && k < n; k++)
            fine = paper_add(cli, papers, ids[k], CHOICES[i].choice);
    }
    return fine;
}

/* -- by asking -- */

static bool does_vote_on(const Pb__CouncilBallot *ballot, const char *login, const char *nominee_id)
{
    for (size_t i = 0; i < ballot->n_conflicts; i++)
        if (!ballot->conflicts[i]->overridden && strcmp(ballot->conflicts[i]->login, login) == 0 &&
            strcmp(ballot->conflicts[i]->nominee_id, nominee_id) == 0)
            return false;
    return true;
}

/* UNSPECIFIED: the person gave up. */
static Pb__CouncilChoice ask(struct cli *cli, const Pb__CouncilCandidate *candidate)
{
    static const struct {
        const char *answer;
        Pb__CouncilChoice choice;
    } ANSWERS[] = {
        {"1", PB__COUNCIL_CHOICE__COUNCIL_CHOICE_YES},
        {"2", PB__COUNCIL_CHOICE__COUNCIL_CHOICE_NO},
        {"3", PB__COUNCIL_CHOICE__COUNCIL_CHOICE_BLANK},
    };
    char answer[ANSWER_SIZE];
    for (;;) {
        fprintf(stderr, "%s  %s\n  %s ", candidate->nominee_id, council_name(cli, candidate),
                _("[1] in favour  [2] not in favour  [3] blank:"));
        fflush(stderr);
        if (!fgets(answer, sizeof answer, stdin))
            return PB__COUNCIL_CHOICE__COUNCIL_CHOICE_UNSPECIFIED;
        answer[strcspn(answer, "\n")] = '\0';
        for (size_t i = 0; i < sizeof ANSWERS / sizeof *ANSWERS; i++)
            if (strcmp(answer, ANSWERS[i].answer) == 0)
                return ANSWERS[i].choice;
    }
}

static enum td_code papers_by_asking(struct cli *cli, const char *login, struct papers *papers)
{
    const Pb__CouncilBallot *ballot = papers->ballot;
    for (size_t i = 0; i < ballot->n_candidates; i++) {
        const Pb__CouncilCandidate *candidate = ballot->candidates[i];
        if (!does_vote_on(ballot, login, candidate->nominee_id))
            continue;
        Pb__CouncilChoice choice = ask(cli, candidate);
        if (choice == PB__COUNCIL_CHOICE__COUNCIL_CHOICE_UNSPECIFIED)
            return td_fail(&cli->err, TD_CANCELLED, "", "", TD_KEY_DECLINED, TD_END);
        if (!paper_add(cli, papers, candidate->nominee_id, choice))
            return TD_RESOURCE_EXHAUSTED;
    }
    return TD_OK;
}

/* login: who votes. */
static enum td_code papers_take(struct cli *cli, const char *login, struct papers *ret)
{
    size_t given = count_options(cli);
    enum td_code code = ballot_fetch(cli, &ret->ballot);
    if (code != TD_OK)
        return code;
    ret->list =
        td_arena_alloc(cli->arena, (given + ret->ballot->n_candidates + 1) * sizeof *ret->list);
    if (!ret->list)
        return TD_RESOURCE_EXHAUSTED;
    if (given == 0 && isatty(STDIN_FILENO))
        return papers_by_asking(cli, login, ret);
    return papers_from_options(cli, ret) ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

/* -- what remains with the voter -- */

static void print_papers(struct cli *cli, const struct papers *papers)
{
    static const struct table_column COLUMNS[] = {
        {N_("NOMINEE"), 0}, {N_("ANSWER"), 0}, {N_("CODE"), 0}};
    struct table *table = table_new(COLUMNS, 3, true);
    for (size_t i = 0; i < papers->n; i++)
        TABLE_ROW(
            table, papers->list[i]->nominee_id,
            wording_enum(cli->arena, &pb__council_choice__descriptor, (int)papers->list[i]->choice),
            council_code(cli, &papers->list[i]->code));
    table_print(table, stdout);
    table_free(table);
}

/* absent: the member whose written opinion it was; NULL: the caller's own vote. */
static enum td_code voted(struct cli *cli, const ProtobufCMessage *request,
                          const struct papers *papers, const char *absent)
{
    bool secret = papers->ballot->kind == PB__COUNCIL_BALLOT_KIND__COUNCIL_BALLOT_KIND_SECRET;
    if (cli->json)
        return json_print_message(stdout, request);
    printf(_("The vote in %s is cast.\n"), papers->ballot->id);
    print_papers(cli, papers);
    if (secret && absent)
        printf(_("Nobody can tell from what is stored that these papers are those of %s. Whoever "
                 "knows a code can: hand the codes to nobody else.\n"),
               absent);
    else if (secret)
        printf(_("Nobody can tell from what is stored that these papers are yours. Whoever knows a "
                 "code can: keep them to yourself, and find them after the count with: thidua "
                 "council tally %s --papers\n"),
               papers->ballot->id);
    return TD_OK;
}

/* Nobody typed "papers[0]": the sentence names the nominee. */
static enum td_code refused(struct cli *cli, enum td_code code)
{
    for (size_t i = 0; !cli->json && i < cli->err.n_violations; i++)
        if (strncmp(cli->err.violations[i].field, "papers[", 7) == 0)
            cli->err.violations[i].field = "";
    return code;
}

static enum td_code vote(struct cli *cli)
{
    Pb__CouncilVoteRequest in = PB__COUNCIL_VOTE_REQUEST__INIT;
    const Pb__CouncilVoteResponse *out;
    struct papers papers = {0};
    enum td_code code = papers_take(cli, cli->profile->officer, &papers);
    if (code != TD_OK)
        return code;
    if (!cli_confirm(cli, _("A vote cannot be changed. Cast it?")))
        return cli->err.code;
    in.ballot_id = (char *)cli->args[0];
    in.papers = papers.list;
    in.n_papers = papers.n;
    code = CALL(cli, council_service, vote, &in, &out);
    return code == TD_OK ? voted(cli, &in.base, &papers, NULL) : refused(cli, code);
}

static enum td_code opinion(struct cli *cli)
{
    Pb__CouncilOpinionRequest in = PB__COUNCIL_OPINION_REQUEST__INIT;
    const Pb__CouncilOpinionResponse *out;
    struct papers papers = {0};
    enum td_code code = papers_take(cli, cli->args[1], &papers);
    if (code != TD_OK)
        return code;
    in.ballot_id = (char *)cli->args[0];
    in.login = (char *)cli->args[1];
    in.document = cli_field(cli, "document");
    in.dated_on = cli_field(cli, "dated");
    in.papers = papers.list;
    in.n_papers = papers.n;
    code = CALL(cli, council_service, opinion, &in, &out);
    return code == TD_OK ? voted(cli, &in.base, &papers, in.login) : refused(cli, code);
}

#define OPTION_CHOICES                                                     \
    {.name = "for",                                                        \
     .kind = OPTION_TEXT,                                                  \
     .value_name = N_("NOMINEE"),                                          \
     .help = N_("in favour of these"),                                     \
     .repeats = true},                                                     \
        {.name = "against",                                                \
         .kind = OPTION_TEXT,                                              \
         .value_name = N_("NOMINEE"),                                      \
         .help = N_("not in favour of these"),                             \
         .repeats = true},                                                 \
    {                                                                      \
        .name = "blank", .kind = OPTION_TEXT, .value_name = N_("NOMINEE"), \
        .help = N_("a blank paper on these"), .repeats = true              \
    }

static const struct command_option VOTE_OPTIONS[] = {OPTION_CHOICES, {0}};

static const struct command_option OPINION_OPTIONS[] = {
    {.name = "document",
     .kind = OPTION_TEXT,
     .value_name = N_("NUMBER"),
     .help = N_("number of the paper with the opinion"),
     .required = true},
    {.name = "dated",
     .kind = OPTION_DATE,
     .value_name = N_("DATE"),
     .help = N_("date of the paper"),
     .required = true},
    OPTION_CHOICES,
    {0},
};

const struct command council_vote_commands[] = {
    {.group = "council",
     .name = "vote",
     .arguments = "BALLOT",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Vote, as a member, from your own device"),
     .details = N_("Without options it asks about each nominee; options also stay in the history "
                   "of the command line. Of a secret ballot the server keeps that you voted, and "
                   "the papers, and nothing that ties them to you."),
     .example = "thidua council vote BCD-2022-0001/1 --for HS-2022-0001/1,HS-2022-0002/1 --against "
                "HS-2022-0003/1",
     .failure = N_("No vote was cast"),
     .options = VOTE_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = vote},
    {.group = "council",
     .name = "opinion",
     .arguments = "BALLOT LOGIN",
     .min_args = 2,
     .max_args = 2,
     .summary = N_("Enter the written opinion of an absent member, as secretary"),
     .details = N_("Whoever enters it knows it; in a secret ballot it is kept like the others, "
                   "apart from the name. The paper itself belongs into its envelope."),
     .example = "thidua council opinion BCD-2022-0001/1 p1.chutich --document 01/YK --dated "
                "2022-12-19 --for HS-2022-0002/1",
     .failure = N_("The opinion was not entered"),
     .options = OPINION_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = opinion},
    {0},
};
