/* thidua dossier new|check: a folder for a dossier, and whether it is complete. */
#include "commands.h"
#include "dossier_common.h"
#include "i18n.h"
#include "json.h"
#include "material.h"
#include "planfile.h"
#include "wording.h"

static enum td_code print_new(struct cli *cli, const struct material *from)
{
    const char *dir = cli->args[0];
    if (cli->json)
        return json_print(stdout, json_pack("{s:s, s:s, s:s, s:I}", "folder", dir, "round_id",
                                            from->round->id, "unit_code", from->unit->code,
                                            "deadline_utc_ms",
                                            (json_int_t)from->round->your_deadline_utc_ms));
    printf(_("%s is ready: a dossier of %s (%s) for the round %s.\n"), dir, from->unit->name,
           from->unit->code, from->round->id);
    printf(_("To be submitted and confirmed before %s.\n"),
           wording_time(cli->arena, from->round->your_deadline_utc_ms));
    printf(_("Next:\n"
             "  1. Put the files into %s/letter, minutes, reports, attachments\n"
             "  2. Fill in %s/dossier.yaml; what each line wants is written there\n"
             "  3. thidua dossier check %s\n"
             "  4. thidua dossier submit %s\n"),
           dir, dir, dir, dir);
    return TD_OK;
}

static enum td_code dossier_new(struct cli *cli)
{
    struct material from;
    struct folder folder;
    const struct plan *plan;
    enum td_code code = material_gather(cli, NULL, cli_text(cli, "round"), &from);
    if (code != TD_OK)
        return code;
    struct td_arena *arena = td_arena_new(DRAFT_ARENA_BYTES);
    if (!arena)
        return TD_RESOURCE_EXHAUSTED;
    char *yaml = NULL;
    code = planfile_parse_stored(from.plan->yaml.data, from.plan->yaml.len, FOLDER_PLAN, arena,
                                 &plan, &cli->err);
    if (code == TD_OK) {
        const struct dossierfile_for whom = {.round_id = from.round->id,
                                             .unit_code = from.unit->code,
                                             .unit_name = from.unit->name,
                                             .round_kind = from.round->kind,
                                             .unit_kind = from.unit->kind,
                                             .deadline_utc_ms = from.round->your_deadline_utc_ms};
        yaml = dossierfile_template(plan, &whom, arena);
        code = yaml ? folder_create(cli->args[0], &folder, &cli->err) : TD_RESOURCE_EXHAUSTED;
    }
    if (code == TD_OK) {
        struct folder_state state = {.unit_kind = from.unit->kind};
        td_random(state.draft_id, sizeof state.draft_id);
        snprintf(state.unit_code, sizeof state.unit_code, "%s", from.unit->code);
        code = material_write(&from, &folder, &state, yaml, &cli->err);
        folder_close(&folder);
    }
    td_arena_free(arena);
    return code == TD_OK ? print_new(cli, &from) : code;
}

/* -- check -- */

static json_t *findings_json(const struct draft *draft, const struct td_err *findings)
{
    json_t *list = json_violations(findings->violations, findings->n_violations);
    for (size_t i = 0; draft->file && i < findings->n_violations; i++)
        json_object_set_new(
            json_array_get(list, i), "line",
            json_integer(dossierfile_line(draft->file, findings->violations[i].field)));
    return list;
}

static enum td_code check_print_json(const struct draft *draft, const struct td_err *wrong,
                                     const struct td_err *missing, enum td_code code)
{
    json_t *files = json_array();
    for (size_t i = 0; i < draft->n_files; i++) {
        const struct folder_file *file = &draft->files[i];
        char hex[TD_HEX_SIZE];
        td_hex(file->sha256, TD_SHA256_SIZE, hex);
        json_array_append_new(files, json_pack("{s:s, s:I, s:s}", "path", file->path, "size_bytes",
                                               (json_int_t)file->size_bytes, "sha256", hex));
    }
    enum td_code printed =
        json_print(stdout, json_pack("{s:b, s:o, s:o, s:o}", "complete", code == TD_OK, "wrong",
                                     findings_json(draft, wrong), "missing",
                                     findings_json(draft, missing), "files", files));
    return printed == TD_OK ? code : printed;
}

static void check_print(struct cli *cli, const struct draft *draft, const struct td_err *wrong,
                        const struct td_err *missing, enum td_code code)
{
    dossier_print_findings(stdout, cli->arena, _("To be corrected"), draft, wrong);
    dossier_print_findings(stdout, cli->arena, _("Still missing"), draft, missing);
    if (code != TD_OK)
        return;
    uint64_t size_bytes = 0;
    for (size_t i = 0; i < draft->n_files; i++)
        size_bytes += draft->files[i].size_bytes;
    printf(_("The dossier in %s is complete: %zu nominees, %zu files, %zu KiB.\n"), cli->args[0],
           draft->content->n_nominees, draft->n_files, (size_t)((size_bytes + 1023) / 1024));
    printf(_("To be submitted and confirmed before %s: thidua dossier submit %s\n"),
           wording_time(cli->arena, draft->round->your_deadline_utc_ms), cli->args[0]);
}

static enum td_code dossier_check(struct cli *cli)
{
    struct folder folder;
    struct draft draft = {0};
    struct td_err wrong, missing;
    enum td_code code = folder_open(cli->args[0], &folder, &cli->err);
    if (code != TD_OK)
        return code;
    struct td_arena *arena = td_arena_new(DRAFT_ARENA_BYTES);
    if (arena) {
        td_err_init(&wrong, arena);
        td_err_init(&missing, arena);
        code = draft_read(&folder, DRAFT_MAX_FILE_BYTES, arena, &draft, &wrong, &missing);
        if (cli->json)
            code = check_print_json(&draft, &wrong, &missing, code);
        else
            check_print(cli, &draft, &wrong, &missing, code);
    } else {
        code = TD_RESOURCE_EXHAUSTED;
    }
    td_arena_free(arena);
    folder_close(&folder);
    return code;
}

static const struct command_option new_options[] = {{.name = "round",
                                                     .kind = OPTION_TEXT,
                                                     .value_name = N_("ROUND"),
                                                     .required = true,
                                                     .help = N_("for which round, e.g. "
                                                                "2022-annual")},
                                                    {0}};

const struct command dossier_folder_commands[] = {
    {.group = "dossier",
     .name = "new",
     .arguments = "DIR",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Make a folder for a new dossier, with a commented dossier.yaml"),
     .example = "thidua dossier new phuong-1 --round 2022-annual",
     .failure = N_("The folder was not made"),
     .options = new_options,
     .needs = NEEDS_CONNECTION,
     .run = dossier_new},
    {.group = "dossier",
     .name = "check",
     .arguments = "DIR",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Check a dossier folder without a network: everything at once, by clause"),
     .details = N_("The same rules as at Home Affairs. Exit code 0 only when the dossier is "
                   "complete."),
     .example = "thidua dossier check phuong-1",
     .failure = N_("The dossier is not complete"),
     .run = dossier_check},
    {0}};
