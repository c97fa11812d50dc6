/* --as-of: a day or a number of the log. */
#include "as_of.h"

#include "timefmt.h"

#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX_DIGITS 18

static bool number_parse(const char *text, uint64_t *ret)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > NUMBER_MAX_DIGITS || text[digits])
        return false;
    *ret = strtoull(text, NULL, 10);
    return *ret > 0;
}

static bool has_option(const struct command *command)
{
    const struct command_option *option = command->options;
    while (option && option->name && strcmp(option->name, "as-of") != 0)
        option++;
    return option && option->name;
}

enum td_code as_of_take(struct cli *cli)
{
    const char *text = has_option(cli->command) ? cli_text(cli, "as-of") : NULL;
    Pb__AsOf as_of = PB__AS_OF__INIT;
    if (!text)
        return TD_OK;
    if (!number_parse(text, &as_of.log_seq)) {
        char date[TD_DATE_SIZE];
        if (!td_date_parse(text, date))
            return td_fail(&cli->err, TD_INVALID_ARGUMENT, "--as-of", "", TD_KEY_AS_OF_FORM,
                           "value", text, TD_END);
        as_of.on = td_arena_strdup(cli->arena, date);
    }
    Pb__AsOf *kept = td_arena_copy(cli->arena, &as_of, sizeof as_of);
    if (!kept || !kept->on)
        return TD_RESOURCE_EXHAUSTED;
    cli->as_of = kept;
    return TD_OK;
}

void as_of_ask(const struct cli *cli, ProtobufCMessage *in)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(in->descriptor, "as_of");
    if (cli->as_of && field && field->descriptor == &pb__as_of__descriptor)
        *(const Pb__AsOf **)(void *)((uint8_t *)in + field->offset) = cli->as_of;
}
