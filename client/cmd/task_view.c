/* The facts of one task. */
#include "task_view.h"

#include "i18n.h"
#include "json.h"
#include "table.h"
#include "wording.h"

static const char *due_text(struct cli *cli, const Pb__Task *task)
{
    const char *due = wording_date(cli->arena, task->due_on);
    if (strcmp(task->due_on, task->first_due_on) == 0)
        return due;
    return td_arena_printf(cli->arena, _("%s (at first %s)"), due,
                           wording_date(cli->arena, task->first_due_on));
}

enum td_code task_print(struct cli *cli, const ProtobufCMessage *answer, const Pb__Task *task)
{
    if (cli->json)
        return json_print_message(stdout, answer);
    if (!task)
        return TD_UNKNOWN;
    struct table *facts = facts_new();
    facts_add(facts, _("Task"), task->code);
    facts_add(facts, _("Title"), task->title);
    facts_add(facts, _("Unit"), task->unit_code);
    facts_add(facts, _("Assigned by"), task->source);
    facts_add(facts, _("Assigned on"), wording_date(cli->arena, task->assigned_on));
    facts_add(facts, _("Due"), due_text(cli, task));
    facts_add(facts, _("Completed"), wording_date(cli->arena, task->completed_on));
    facts_add(facts, _("Stands"),
              wording_enum(cli->arena, &pb__task_standing__descriptor, (int)task->standing));
    table_print(facts, stdout);
    table_free(facts);
    return TD_OK;
}
