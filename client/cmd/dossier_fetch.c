/* thidua dossier fetch: a version back as a folder, every file verified by its digest. */
#include "commands.h"
#include "connection.h"
#include "dossier_common.h"
#include "download.h"
#include "i18n.h"
#include "json.h"
#include "layout.h"
#include "material.h"
#include "planfile.h"
#include "wording.h"

static enum td_code fetch_files(struct cli *cli, const Pb__DossierShowResponse *shown,
                                const struct layout *layout, const struct folder *folder)
{
    const struct download_source source = {.dossier_id = shown->dossier->id,
                                           .version = shown->shown->version};
    struct progress progress;
    uint64_t total_bytes = 0;
    enum td_code code = TD_OK;
    for (size_t i = 0; i < layout->n_files; i++)
        total_bytes += layout->files[i].ref->size_bytes;
    progress_init(&progress, stderr, _("Fetching"), total_bytes);
    for (size_t i = 0; i < layout->n_files && code == TD_OK; i++)
        code = download_file(cli, &source, layout->files[i].ref, folder, layout->files[i].path,
                             &progress);
    progress_end(&progress);
    return code;
}

/* So that the folder can be worked on: submitting from it makes the next version. */
static enum td_code make_state(struct cli *cli, const Pb__DossierShowResponse *shown,
                               const struct material *material, struct folder_state *ret)
{
    struct folder_state state = {.unit_kind = material->unit->kind,
                                 .version = shown->shown->version};
    if (shown->draft_id.len != sizeof state.draft_id ||
        strlen(shown->dossier->id) >= sizeof state.dossier_id ||
        strlen(shown->dossier->unit_code) >= sizeof state.unit_code)
        return td_fail(&cli->err, TD_UNKNOWN, "draft_id", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    memcpy(state.draft_id, shown->draft_id.data, sizeof state.draft_id);
    snprintf(state.dossier_id, sizeof state.dossier_id, "%s", shown->dossier->id);
    snprintf(state.unit_code, sizeof state.unit_code, "%s", shown->dossier->unit_code);
    memcpy(state.content_sha256, shown->shown->content_sha256.data, TD_SHA256_SIZE);
    *ret = state;
    return TD_OK;
}

static enum td_code make_yaml(struct cli *cli, const struct material *material,
                              const struct layout *layout, struct td_arena *arena, const char **ret)
{
    const struct plan *plan;
    enum td_code code = planfile_parse_stored(material->plan->yaml.data, material->plan->yaml.len,
                                              FOLDER_PLAN, arena, &plan, &cli->err);
    if (code == TD_OK) {
        *ret = dossierfile_write(layout->dossier, plan, arena);
        code = *ret ? TD_OK : TD_RESOURCE_EXHAUSTED;
    }
    return code;
}

static enum td_code fetch_into(struct cli *cli, const Pb__DossierShowResponse *shown,
                               const Pb__DossierContent *content, struct td_arena *arena,
                               size_t *ret_n_files)
{
    struct material material;
    struct layout layout;
    struct folder_state state;
    struct folder folder;
    const char *yaml;
    enum td_code code = material_gather(cli, content->unit_code, content->round_id, &material);
    if (code == TD_OK)
        code = layout_make(content, arena, &layout, &cli->err);
    if (code == TD_OK)
        code = make_state(cli, shown, &material, &state);
    if (code == TD_OK)
        code = make_yaml(cli, &material, &layout, arena, &yaml);
    if (code == TD_OK)
        code = folder_create(cli->args[1], &folder, &cli->err);
    if (code != TD_OK)
        return code;
    code = fetch_files(cli, shown, &layout, &folder);
    if (code == TD_OK)
        code = material_write(&material, &folder, &state, yaml, &cli->err);
    folder_close(&folder);
    *ret_n_files = layout.n_files;
    return code;
}

static enum td_code dossier_fetch(struct cli *cli)
{
    const Pb__DossierShowResponse *shown;
    const Pb__DossierContent *content;
    size_t n_files = 0;
    enum td_code code =
        dossier_load(cli, cli->args[0], (uint32_t)cli_number(cli, "version", 0), &shown, &content);
    if (code != TD_OK)
        return code;
    struct td_arena *arena = td_arena_new(DRAFT_ARENA_BYTES);
    code = arena ? fetch_into(cli, shown, content, arena, &n_files) : TD_RESOURCE_EXHAUSTED;
    td_arena_free(arena);
    if (code != TD_OK)
        return code;
    if (cli->json)
        return json_print(stdout, json_pack("{s:s, s:s, s:I, s:I}", "folder", cli->args[1],
                                            "dossier_id", shown->dossier->id, "version",
                                            (json_int_t)shown->shown->version, "files",
                                            (json_int_t)n_files));
    printf(_("Version %u of %s stands in %s; all %zu files were verified by their "
             "digests.\n"),
           shown->shown->version, shown->dossier->id, cli->args[1], n_files);
    return TD_OK;
}

static const struct command_option fetch_options[] = {DOSSIER_OPTION_VERSION, {0}};

const struct command dossier_fetch_commands[] = {
    {.group = "dossier",
     .name = "fetch",
     .arguments = "ID DIR",
     .min_args = 2,
     .max_args = 2,
     .summary = N_("Fetch a dossier back into a folder, every file verified"),
     .example = "thidua dossier fetch HS-2022-0007 phuong-1-ban-sao",
     .failure = N_("The dossier was not fetched"),
     .options = fetch_options,
     .needs = NEEDS_CONNECTION,
     .run = dossier_fetch},
    {0}};
