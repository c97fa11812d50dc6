/* thidua history: what a person or a unit was awarded over the years. */
#include "history.pb-c.h"

#include "as_of.h"
#include "commands.h"
#include "connection.h"
#include "decision_view.h"
#include "i18n.h"
#include "list.h"
#include "table.h"
#include "wording.h"

/* "2022-annual, golden book no. 3; revoked by 31/QĐ-UBND of 01/03/2023 (Khai không đúng)" */
static const char *story(struct cli *cli, const Pb__HistoryEntry *entry)
{
    struct td_arena *arena = cli->arena;
    if (entry->kind == PB__HISTORY_KIND__HISTORY_KIND_LOCAL_AWARD)
        return entry->achievement;
    if (entry->kind == PB__HISTORY_KIND__HISTORY_KIND_REFUSAL)
        return td_arena_printf(arena, "%s%s%s", entry->round_id, *entry->reason ? ": " : "",
                               decision_reason_words(cli, entry->reason));
    const char *award =
        *entry->nominee_id
            ? td_arena_printf(arena, _("%s, golden book no. %u"), entry->round_id,
                              entry->golden_book)
            : td_arena_printf(arena, _("%s, golden book no. %u (entered from paper): %s"),
                              entry->round_id, entry->golden_book, entry->achievement);
    if (!*entry->revoked_by)
        return award;
    return td_arena_printf(arena, _("%s; revoked by %s%s%s%s"), award,
                           decision_paper(cli, entry->revoked_by, entry->revoked_on),
                           *entry->revoked_reason ? " (" : "", entry->revoked_reason,
                           *entry->revoked_reason ? ")" : "");
}

static enum td_code history(struct cli *cli)
{
    static const struct table_column COLUMNS[] = {
        {N_("DECISION"), 0},      {N_("KIND"), TABLE_WRAP}, {N_("NAME"), TABLE_WRAP},
        {N_("UNIT"), TABLE_WRAP}, {N_("WHAT"), TABLE_WRAP},
    };
    Pb__HistoryShowRequest in = PB__HISTORY_SHOW_REQUEST__INIT;
    const Pb__HistoryShowResponse *out;
    in.about = (char *)cli->args[0];
    enum td_code code = CALL_ALL(cli, history_service, show, &in, &out);
    if (code != TD_OK)
        return code;
    if (list_is_data(cli))
        return list_data(cli, &out->base);
    struct table *table = table_new(COLUMNS, sizeof COLUMNS / sizeof *COLUMNS, true);
    for (size_t i = 0; i < out->n_entries; i++) {
        const Pb__HistoryEntry *entry = out->entries[i];
        TABLE_ROW(table, decision_paper(cli, entry->number, entry->dated_on),
                  wording_enum(cli->arena, &pb__history_kind__descriptor, (int)entry->kind),
                  entry->name, entry->unit_code, story(cli, entry));
    }
    if (table_rows(table) == 0)
        puts(_("Nothing is on record that you may see."));
    table_print(table, stdout);
    table_free(table);
    return TD_OK;
}

static const struct command_option OPTIONS[] = {OPTION_AS_OF, OPTION_CSV, {0}};

const struct command history_commands[] = {
    {.group = "",
     .name = "history",
     .arguments = "WHO",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("What a person or a unit was awarded, over all years"),
     .details = N_("WHO is the code of a unit, a staff code, a citizen number, or a part of a "
                   "name; accents do not matter. Awards from before this software and certificates "
                   "of communes and wards are in it, and what was proposed in vain, as far as you "
                   "may see it. A revoked award stays."),
     .example = "thidua history \"nguyen van mau\"",
     .failure = N_("The history could not be shown"),
     .options = OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = history},
    {0},
};
