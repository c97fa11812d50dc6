/* Shared by the dossier commands: loading, sentences, findings. */
#include "dossier_common.h"

#include "connection.h"
#include "i18n.h"
#include "message.h"
#include "table.h"
#include "timeline.h"
#include "wording.h"

static enum td_code unpack_content(struct cli *cli, const Pb__DossierShowResponse *shown,
                                   const Pb__DossierContent **ret)
{
    uint8_t digest[TD_SHA256_SIZE];
    td_sha256(shown->content.data, shown->content.len, digest);
    if (!shown->shown || shown->shown->content_sha256.len != TD_SHA256_SIZE ||
        memcmp(shown->shown->content_sha256.data, digest, TD_SHA256_SIZE) != 0)
        return td_fail(&cli->err, TD_DATA_LOSS, "content", "", TD_KEY_DIGEST_OTHER, TD_END);
    const ProtobufCMessage *content = td_message_unpack(
        &pb__dossier_content__descriptor, cli->arena, shown->content.data, shown->content.len);
    if (!content)
        return td_fail(&cli->err, TD_UNKNOWN, "content", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    *ret = (const Pb__DossierContent *)content;
    return TD_OK;
}

enum td_code dossier_load(struct cli *cli, const char *dossier_id, uint32_t version,
                          const Pb__DossierShowResponse **ret,
                          const Pb__DossierContent **ret_content)
{
    Pb__DossierShowRequest in = PB__DOSSIER_SHOW_REQUEST__INIT;
    in.dossier_id = (char *)dossier_id;
    in.version = version;
    const Pb__DossierShowResponse *out;
    enum td_code code = CALL(cli, dossier_service, show, &in, &out);
    if (code == TD_OK && !out->dossier)
        code = td_fail(&cli->err, TD_UNKNOWN, "dossier", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    if (code == TD_OK && ret_content)
        code = unpack_content(cli, out, ret_content);
    if (code == TD_OK)
        *ret = out;
    return code;
}

enum td_code dossier_status(struct cli *cli, const char *dossier_id, const Pb__DossierSummary **ret)
{
    Pb__StatusRequest in = PB__STATUS_REQUEST__INIT;
    in.dossier_id = (char *)dossier_id;
    const Pb__StatusResponse *out;
    enum td_code code = CALL(cli, dossier_service, status, &in, &out);
    if (code == TD_OK && !out->dossier)
        code = td_fail(&cli->err, TD_UNKNOWN, "dossier", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    if (code == TD_OK)
        *ret = out->dossier;
    return code;
}

/* {id}, {deadline}, {note} and {round} are replaced. */
static const struct {
    Pb__DossierState state;
    const char *words;
} next_steps[] = {
    {PB__DOSSIER_STATE__DOSSIER_SUBMITTED,
     N_("The head of the unit must confirm it before {deadline}: thidua dossier confirm {id}")},
    {PB__DOSSIER_STATE__DOSSIER_CONFIRMED,
     N_("Home Affairs receives it together with the original sets")},
    {PB__DOSSIER_STATE__DOSSIER_RECEIVED, N_("Home Affairs has it and will appraise it")},
    {PB__DOSSIER_STATE__DOSSIER_RETURNED,
     N_("Supply what is missing ({note}), then submit and confirm it before {deadline}")},
    {PB__DOSSIER_STATE__DOSSIER_IN_APPRAISAL, N_("Home Affairs is appraising it")},
    {PB__DOSSIER_STATE__DOSSIER_APPRAISED, N_("It goes to the council")},
    {PB__DOSSIER_STATE__DOSSIER_WITHDRAWN, N_("Nothing: it was withdrawn")},
};

/* Once Home Affairs has it, where the round is says more. NULL: nothing more. */
static const char *next_in_round(const Pb__DossierSummary *summary)
{
    if (summary->state != PB__DOSSIER_STATE__DOSSIER_RECEIVED &&
        summary->state != PB__DOSSIER_STATE__DOSSIER_IN_APPRAISAL &&
        summary->state != PB__DOSSIER_STATE__DOSSIER_APPRAISED)
        return NULL;
    switch (summary->round_state) {
    case PB__ROUND_STATE__ROUND_STATE_SUBMITTED:
        return N_("The list is with the Chairman of the People's Committee");
    case PB__ROUND_STATE__ROUND_STATE_DECIDED:
        return N_("The decision is signed and will be published");
    case PB__ROUND_STATE__ROUND_STATE_PUBLISHED:
    case PB__ROUND_STATE__ROUND_STATE_CLOSED:
        return N_("Read the results: thidua publication show {round}");
    default:
        return NULL;
    }
}

static const char *fill(struct td_arena *arena, const char *words, const char *const *pairs)
{
    for (; pairs[0] && words; pairs += 2) {
        const char *at = strstr(words, pairs[0]);
        if (at) /* each name stands at most twice; one pass for each */
            words = td_arena_printf(arena, "%.*s%s%s", (int)(at - words), words, pairs[1],
                                    at + strlen(pairs[0]));
    }
    return words ? words : "";
}

const char *dossier_next_step(struct td_arena *arena, const Pb__DossierSummary *summary)
{
    const char *deadline = wording_time(arena, summary->deadline_utc_ms);
    const char *const pairs[] = {"{deadline}", deadline,          "{id}",
                                 summary->id,  "{note}",          summary->return_note,
                                 "{round}",    summary->round_id, NULL};
    const char *later = next_in_round(summary);
    if (later)
        return fill(arena, _(later), pairs);
    for (size_t i = 0; i < sizeof next_steps / sizeof *next_steps; i++) {
        if (next_steps[i].state == summary->state)
            return fill(arena, _(next_steps[i].words), pairs);
    }
    return "";
}

static void add_paper(struct td_arena *arena, struct table *facts, const char *label,
                      const char *first, const char *date, const Pb__FileRef *file)
{
    facts_add(facts, label,
              td_arena_printf(arena, "%s%s%s%s%s", first, *first ? ", " : "",
                              wording_date(arena, date), *date ? ", " : "",
                              file ? file->name : _("no file")));
}

void dossier_print_content(FILE *out, struct td_arena *arena, const Pb__DossierContent *content)
{
    struct table *facts = facts_new();
    facts_add(facts, _("Round"), content->round_id);
    facts_add(facts, _("Unit"), content->unit_code);
    if (content->letter)
        add_paper(arena, facts, _("Request letter"), content->letter->number,
                  content->letter->dated_on, content->letter->file);
    if (content->minutes)
        add_paper(arena, facts, _("Minutes"), "", content->minutes->held_on,
                  content->minutes->file);
    for (size_t i = 0; i < content->n_attachments; i++)
        facts_add(facts, i == 0 ? _("Attachments") : "", content->attachments[i]->name);
    table_print(facts, out);
    table_free(facts);
    fputc('\n', out);
    nominees_print(out, arena, content);
}

/* Where the reply to an earlier confirmation was lost, the same command finds it done. The digest
 * of a version never changes. Anything else stays the refusal it was. */
static enum td_code confirmed_before(struct cli *cli, const char *dossier_id, uint32_t version,
                                     const Pb__ConfirmResponse **ret)
{
    const struct td_err refusal = cli->err;
    const Pb__DossierSummary *summary;
    td_err_init(&cli->err, cli->arena);
    enum td_code code = dossier_status(cli, dossier_id, &summary);
    Pb__ConfirmResponse *answer = td_arena_alloc(cli->arena, sizeof *answer);
    if (code != TD_OK || !answer || summary->version != version ||
        summary->state != PB__DOSSIER_STATE__DOSSIER_CONFIRMED) {
        cli->err = refusal;
        return refusal.code;
    }
    pb__confirm_response__init(answer);
    answer->dossier = (Pb__DossierSummary *)summary;
    *ret = answer;
    return TD_OK;
}

enum td_code dossier_confirm_version(struct cli *cli, const char *dossier_id, uint32_t version,
                                     const ProtobufCBinaryData *content_sha256,
                                     const Pb__ConfirmResponse **ret)
{
    Pb__ConfirmRequest in = PB__CONFIRM_REQUEST__INIT;
    in.dossier_id = (char *)dossier_id;
    in.version = version;
    in.content_sha256 = *content_sha256;
    enum td_code code = CALL(cli, dossier_service, confirm, &in, ret);
    return code == TD_FAILED_PRECONDITION ? confirmed_before(cli, dossier_id, version, ret) : code;
}

static int by_clause(const void *a, const void *b)
{
    const struct td_violation *const *left = a, *const *right = b;
    int order = strcmp((*left)->clause, (*right)->clause);
    if (order == 0) /* as found, within a clause: both point into one array */
        order = *left < *right ? -1 : *left > *right;
    return order;
}

void dossier_print_findings(FILE *out, struct td_arena *arena, const char *heading,
                            const struct draft *draft, const struct td_err *findings)
{
    static const struct table_column columns[] = {
        {N_("CLAUSE"), 0}, {N_("LINE"), TABLE_RIGHT}, {N_("WHERE"), 0}, {N_("WHAT"), TABLE_WRAP}};
    size_t n = findings->n_violations;
    const struct td_violation **sorted = td_arena_alloc(arena, (n + 1) * sizeof *sorted);
    if (n == 0 || !sorted)
        return;
    for (size_t i = 0; i < n; i++)
        sorted[i] = &findings->violations[i];
    qsort(sorted, n, sizeof *sorted, by_clause);
    struct table *table = table_new(columns, sizeof columns / sizeof *columns, true);
    for (size_t i = 0; i < n; i++) {
        unsigned line = draft->file ? dossierfile_line(draft->file, sorted[i]->field) : 0;
        TABLE_ROW(table, sorted[i]->clause, line ? td_dec(arena, line) : "", sorted[i]->field,
                  wording_sentence(arena, sorted[i]));
    }
    fprintf(out, "%s (%zu):\n", heading, n);
    table_print(table, out);
    table_free(table);
    fputc('\n', out);
}
