/* Rows of a list as CSV: the columns come from the row's message type. */
#include "csv_export.h"

#include "csv_cell.h"
#include "err.h"
#include "initiative.pb-c.h"
#include "initiative_cell.h"

#include <assert.h>
#include <stdio.h>

#define BOM "\xEF\xBB\xBF"

const ProtobufCFieldDescriptor *csv_export_list(const ProtobufCMessageDescriptor *response)
{
    for (unsigned i = 0; i < response->n_fields; i++)
        if (response->fields[i].label == PROTOBUF_C_LABEL_REPEATED &&
            response->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            return &response->fields[i];
    assert(!"a list has rows");
    return NULL;
}

struct writer {
    FILE *out;
    struct td_arena *arena;
    bool begun; /* the present line has a cell */
    bool out_of_memory;
};

/* Quoted where RFC 4180 asks for it, and where a cell has other separators of spreadsheets. */
static void write_cell(struct writer *writer, const char *text)
{
    writer->out_of_memory |= !text;
    if (writer->begun)
        fputc(',', writer->out);
    writer->begun = true;
    if (!text || !text[strcspn(text, ",;\t\"\r\n")]) {
        fputs(text ? text : "", writer->out);
        return;
    }
    fputc('"', writer->out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', writer->out);
        fputc(*text, writer->out);
    }
    fputc('"', writer->out);
}

static void end_line(struct writer *writer)
{
    fputs("\r\n", writer->out);
    writer->begun = false;
}

static bool is_list_of_messages(const ProtobufCFieldDescriptor *field)
{
    return field->label == PROTOBUF_C_LABEL_REPEATED && field->type == PROTOBUF_C_TYPE_MESSAGE;
}

static bool is_message(const ProtobufCFieldDescriptor *field)
{
    return field->label != PROTOBUF_C_LABEL_REPEATED && field->type == PROTOBUF_C_TYPE_MESSAGE;
}

/* Recursion ends with the schema: no message of ours contains its own type. */
static void write_headings(struct writer *writer, const ProtobufCMessageDescriptor *type,
                           const char *parent)
{
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        const char *name =
            td_arena_printf(writer->arena, "%s%s%s", parent, *parent ? "." : "", field->name);
        if (is_message(field) && name)
            write_headings(writer, field->descriptor, name);
        else
            write_cell(writer, name);
    }
}

/* Lists of messages that imports read back from one cell. */
static const struct {
    const ProtobufCMessageDescriptor *type;
    const char *(*write)(ProtobufCMessage *const *elements, size_t n, struct td_arena *arena);
} list_cells[] = {
    {&pb__initiative_author__descriptor, initiative_cell_write_authors},
    {&pb__effect_figure__descriptor, initiative_cell_write_figures},
};

static const char *list_text(struct writer *writer, const ProtobufCFieldDescriptor *field,
                             const ProtobufCMessage *message)
{
    const uint8_t *base = (const uint8_t *)message;
    size_t n = *(const size_t *)(const void *)(base + field->quantifier_offset);
    ProtobufCMessage *const *elements =
        *(ProtobufCMessage *const *const *)(const void *)(base + field->offset);
    for (size_t i = 0; i < sizeof list_cells / sizeof *list_cells; i++)
        if (list_cells[i].type == field->descriptor) {
            const char *text = list_cells[i].write(elements, n, writer->arena);
            return text ? csv_cell_guard(text, writer->arena) : NULL;
        }
    return td_dec(writer->arena, (int64_t)n);
}

/* What stands in the present row for a field; message NULL: the part is not there. */
static const char *field_text(struct writer *writer, const ProtobufCFieldDescriptor *field,
                              const ProtobufCMessage *message)
{
    if (!message)
        return "";
    const void *quantifier = (const uint8_t *)message + field->quantifier_offset;
    if (is_list_of_messages(field))
        return list_text(writer, field, message);
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) && *(const uint32_t *)quantifier != field->id)
        return "";
    return csv_cell_write(field, message, writer->arena);
}

static void write_row(struct writer *writer, const ProtobufCMessageDescriptor *type,
                      const ProtobufCMessage *message)
{
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        const void *member = message ? (const uint8_t *)message + field->offset : NULL;
        if (is_message(field))
            write_row(writer, field->descriptor,
                      member ? *(const ProtobufCMessage *const *)member : NULL);
        else
            write_cell(writer, field_text(writer, field, message));
    }
}

char *csv_export(const ProtobufCMessage *response, struct td_arena *arena, size_t *ret_len,
                 size_t *ret_rows)
{
    const ProtobufCFieldDescriptor *list = csv_export_list(response->descriptor);
    const uint8_t *base = (const uint8_t *)response;
    size_t n = *(const size_t *)(const void *)(base + list->quantifier_offset), len = 0;
    ProtobufCMessage *const *rows =
        *(ProtobufCMessage *const *const *)(const void *)(base + list->offset);
    char *text = NULL, *copy = NULL;
    struct writer writer = {.out = open_memstream(&text, &len), .arena = arena};
    if (!writer.out)
        return NULL;
    fputs(BOM, writer.out);
    write_headings(&writer, list->descriptor, "");
    end_line(&writer);
    for (size_t i = 0; i < n; i++) {
        write_row(&writer, list->descriptor, rows[i]);
        end_line(&writer);
    }
    if (fclose(writer.out) == 0 && !writer.out_of_memory)
        copy = td_arena_copy(arena, text, len + 1);
    free(text);
    if (!copy)
        return NULL;
    *ret_len = len;
    *ret_rows = n;
    return copy;
}
