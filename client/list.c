/* Lists: walking pages by reflection, and their output as data. */
#include "list.h"

#include "csv_export.h"
#include "files.h"
#include "i18n.h"
#include "json.h"

#define PAGE_SIZE 500

static void *member_of(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    return field ? (uint8_t *)message + field->offset : NULL;
}

/* The rows of a page behind those that there are. */
static enum td_code append_page(struct td_arena *arena, ProtobufCMessage *all,
                                const ProtobufCMessage *page)
{
    const ProtobufCFieldDescriptor *list = csv_export_list(page->descriptor);
    size_t *n_all = (void *)((uint8_t *)all + list->quantifier_offset);
    size_t n_page =
        *(const size_t *)(const void *)((const uint8_t *)page + list->quantifier_offset);
    void ***rows_all = (void *)((uint8_t *)all + list->offset);
    void **rows_page = *(void **const *)(const void *)((const uint8_t *)page + list->offset);
    void **both = td_arena_alloc(arena, (*n_all + n_page + 1) * sizeof *both);
    if (!both)
        return TD_RESOURCE_EXHAUSTED;
    if (*n_all)
        memcpy(both, *rows_all, *n_all * sizeof *both);
    if (n_page)
        memcpy(both + *n_all, rows_page, n_page * sizeof *both);
    *rows_all = both;
    *n_all += n_page;
    return TD_OK;
}

enum td_code list_all(struct cli *cli, const ProtobufCServiceDescriptor *service,
                      const char *method, const ProtobufCMessage *in,
                      const ProtobufCMessage **ret_out)
{
    ProtobufCMessage *ask = td_arena_copy(cli->arena, in, in->descriptor->sizeof_message);
    ProtobufCMessage *all = NULL;
    const ProtobufCMessage *page;
    if (!ask)
        return TD_RESOURCE_EXHAUSTED;
    as_of_ask(cli, ask);
    uint32_t *page_size = member_of(ask, "page_size");
    const char **page_token = member_of(ask, "page_token"), **next_token;
    if (page_size)
        *page_size = PAGE_SIZE;
    do {
        enum td_code code = client_call(cli->client, service, method, ask, &page);
        if (code == TD_OK && all)
            code = append_page(cli->arena, all, page);
        if (code != TD_OK)
            return code;
        all = all ? all : (ProtobufCMessage *)page;
        next_token = member_of(page, "next_page_token");
        if (page_token && next_token)
            *page_token = *next_token;
    } while (page_token && next_token && **next_token);
    next_token = member_of(all, "next_page_token");
    if (next_token)
        *next_token = "";
    *ret_out = all;
    return TD_OK;
}

bool list_is_data(const struct cli *cli)
{
    return cli->json || cli_text(cli, "csv");
}

static enum td_code list_csv(struct cli *cli, const ProtobufCMessage *out, const char *path)
{
    size_t len, rows;
    const char *text = csv_export(out, cli->arena, &len, &rows);
    if (!text)
        return TD_RESOURCE_EXHAUSTED;
    if (strcmp(path, "-") == 0)
        return fwrite(text, 1, len, stdout) == len ? TD_OK : TD_INTERNAL;
    enum td_code code = files_write(path, text, len, &cli->err);
    if (code == TD_OK && !cli->json)
        printf(ngettext("%zu row was written to %s.\n", "%zu rows were written to %s.\n", rows),
               rows, path);
    return code;
}

enum td_code list_data(struct cli *cli, const ProtobufCMessage *out)
{
    const char *path = cli_text(cli, "csv");
    enum td_code code = TD_OK;
    if (path && cli->json && strcmp(path, "-") == 0)
        return td_fail(&cli->err, TD_INVALID_ARGUMENT, "", "", TD_KEY_USAGE_TOGETHER, "option",
                       "--csv -", "other", "--json", TD_END);
    if (path)
        code = list_csv(cli, out, path);
    return code == TD_OK && cli->json ? json_print_message(stdout, out) : code;
}
