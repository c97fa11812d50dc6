/* thidua evidence: files kept as evidence of a task or another thing than a dossier. */
#include "evidence.pb-c.h"

#include "commands.h"
#include "connection.h"
#include "download.h"
#include "i18n.h"
#include "json.h"
#include "table.h"
#include "text.h"
#include "wording.h"

static enum td_code load(struct cli *cli, const char **ret_subject,
                         const Pb__AttachmentListResponse **ret)
{
    Pb__AttachmentListRequest in = PB__ATTACHMENT_LIST_REQUEST__INIT;
    in.subject = td_arena_printf(cli->arena, "%s %s", cli->args[0], cli->args[1]);
    if (!in.subject)
        return TD_RESOURCE_EXHAUSTED;
    *ret_subject = in.subject;
    return CALL(cli, evidence_service, list, &in, ret);
}

static enum td_code list(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {
        {N_("File"), TABLE_WRAP}, {N_("Bytes"), TABLE_RIGHT}, {N_("Kept"), 0}, {N_("Kept by"), 0}};
    const char *subject;
    const Pb__AttachmentListResponse *out;
    enum td_code code = load(cli, &subject, &out);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print_message(stdout, &out->base);
    struct table *table = table_new(COLUMNS, 4, true);
    for (size_t i = 0; i < out->n_attachments; i++) {
        const Pb__Attachment *attachment = out->attachments[i];
        TABLE_ROW(table, attachment->file->name,
                  td_dec(cli->arena, (int64_t)attachment->file->size_bytes),
                  wording_time(cli->arena, attachment->at_utc_ms), attachment->officer);
    }
    if (table_rows(table) == 0)
        printf(_("There is no evidence file of %s.\n"), subject);
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

/* -- fetch -- */

struct fetching {
    const struct download_source source;
    const Pb__FileRef **files;
    size_t n;
};

/* The files asked for: all, or those of one name. */
static enum td_code choose(struct cli *cli, const Pb__AttachmentListResponse *all,
                           struct fetching *fetching)
{
    const char *name = cli_text(cli, "name");
    fetching->files = td_arena_alloc(cli->arena, (all->n_attachments + 1) * sizeof(Pb__FileRef *));
    if (!fetching->files)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < all->n_attachments; i++) {
        const Pb__FileRef *file = all->attachments[i]->file;
        /* Nothing is ever written by a name that is more than a name. */
        if (!td_text_is_file_name(file->name))
            return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_FILE_NAME, "name",
                           file->name, TD_END);
        if (!name || strcmp(name, file->name) == 0)
            fetching->files[fetching->n++] = file;
    }
    if (fetching->n > 0)
        return TD_OK;
    return td_fail(&cli->err, TD_NOT_FOUND, name ? "--name" : "", "", TD_KEY_FILE_UNKNOWN, TD_END);
}

/* A name used before gets a folder of its own: "2/bao-cao.pdf". */
static const char *path_of(struct cli *cli, const struct fetching *fetching, size_t index)
{
    unsigned same = 1;
    const char *name = fetching->files[index]->name;
    for (size_t i = 0; i < index; i++)
        same += strcmp(fetching->files[i]->name, name) == 0;
    return same == 1 ? name : td_arena_printf(cli->arena, "%u/%s", same, name);
}

static enum td_code download_all(struct cli *cli, const struct fetching *fetching,
                                 const struct folder *folder)
{
    struct progress progress;
    uint64_t total_bytes = 0;
    enum td_code code = TD_OK;
    for (size_t i = 0; i < fetching->n; i++)
        total_bytes += fetching->files[i]->size_bytes;
    progress_init(&progress, stderr, _("Fetching"), total_bytes);
    for (size_t i = 0; i < fetching->n && code == TD_OK; i++) {
        const char *path = path_of(cli, fetching, i);
        code = path ? download_file(cli, &fetching->source, fetching->files[i], folder, path,
                                    &progress)
                    : TD_RESOURCE_EXHAUSTED;
    }
    progress_end(&progress);
    return code;
}

static enum td_code fetch(struct cli *cli)
{
    const char *subject;
    const Pb__AttachmentListResponse *all;
    struct folder folder;
    enum td_code code = load(cli, &subject, &all);
    if (code != TD_OK)
        return code;
    struct fetching fetching = {.source = {.subject = subject}};
    code = choose(cli, all, &fetching);
    if (code == TD_OK)
        code = folder_make_empty(cli->args[2], &folder, &cli->err);
    if (code != TD_OK)
        return code;
    code = download_all(cli, &fetching, &folder);
    folder_close(&folder);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print(stdout, json_pack("{s:s, s:s, s:I}", "folder", cli->args[2], "subject",
                                            subject, "files", (json_int_t)fetching.n));
    printf(ngettext("%zu file of %s stands in %s, verified by its digest.\n",
                    "%zu files of %s stand in %s, verified by their digests.\n", fetching.n),
           fetching.n, subject, cli->args[2]);
    return TD_OK;
}

static const struct command_option LIST_OPTIONS[] = {OPTION_AS_OF, {0}};

static const struct command_option FETCH_OPTIONS[] = {
    {.name = "name",
     .kind = OPTION_TEXT,
     .value_name = N_("FILE"),
     .help = N_("only the file of this name")},
    {0},
};

const struct command evidence_commands[] = {
    {.group = "evidence",
     .name = "list",
     .arguments = "KIND ID",
     .min_args = 2,
     .max_args = 2,
     .summary = N_("List the evidence files of a task or another thing"),
     .example = "thidua evidence list task NV22-001",
     .failure = N_("The evidence files could not be listed"),
     .options = LIST_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = list},
    {.group = "evidence",
     .name = "fetch",
     .arguments = "KIND ID DIR",
     .min_args = 3,
     .max_args = 3,
     .summary = N_("Fetch evidence files into a new folder, each verified"),
     .example = "thidua evidence fetch task NV22-001 minh-chung",
     .failure = N_("The evidence files were not fetched"),
     .options = FETCH_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = fetch},
    {0},
};
