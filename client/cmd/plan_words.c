/* Words out of plan files, fetched when they are needed. */
#include "plan_words.h"

#include "connection.h"
#include "i18n.h"
#include "plan.pb-c.h"
#include "planfile.h"
#include "wording.h"

const char *plan_text_of(const struct plan_text *text)
{
    /* TRANSLATORS: the language code of this catalogue. */
    return strcmp(_("en"), "vi") == 0 || !text->en || !*text->en ? text->vi : text->en;
}

static const char *field_text(const struct plan *plan, const char *field)
{
    for (unsigned i = 0; i < plan->n_fields; i++)
        if (strcmp(plan->fields[i].id, field) == 0)
            return plan_text_of(&plan->fields[i].text);
    return field;
}

enum td_code plan_field_text(struct cli *cli, const char *plan_id, uint32_t version,
                             const char *field, const char **ret)
{
    Pb__PlanShowRequest in = PB__PLAN_SHOW_REQUEST__INIT;
    const Pb__PlanShowResponse *out;
    const struct plan *plan;
    in.plan_id = (char *)plan_id;
    in.version = version;
    enum td_code code = CALL(cli, plan_service, show, &in, &out);
    if (code != TD_OK)
        return code;
    struct td_arena *arena = td_arena_new(PLANFILE_ARENA_BYTES);
    code = arena ? planfile_parse_stored(out->yaml.data, out->yaml.len, plan_id, arena, &plan,
                                         &cli->err)
                 : TD_RESOURCE_EXHAUSTED;
    if (code == TD_OK)
        *ret = td_arena_strdup(cli->arena, field_text(plan, field));
    td_arena_free(arena);
    return code;
}

enum td_code plan_field_cell(const char *text, const char *where, struct td_arena *arena,
                             ProtobufCMessage *row, struct td_err *err)
{
    (void)where;
    (void)err;
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(row->descriptor, "field");
    const char *id = wording_field_id(arena, text);
    char *copy = td_arena_strdup(arena, id ? id : text);
    if (!copy)
        return TD_RESOURCE_EXHAUSTED;
    *(char **)(void *)((uint8_t *)row + field->offset) = copy;
    return TD_OK;
}
