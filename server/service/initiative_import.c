/* InitiativeService/Import: many initiatives of one unit, from a list (II.2.e, III.4). */
#include "check.h"
#include "digest.h"
#include "human_id.h"
#include "import_rows.h"
#include "initiative.h"
#include "initiative_rules.h"
#include "message.h"
#include "plan_newest.h"
#include "text.h"

#define KEPT_BYTES ((size_t)8 * 1024 * 1024)    /* what is known of the unit's initiatives */
#define VERSION_BYTES ((size_t)1 * 1024 * 1024) /* to look at one version */

/* A version that there is: by year and title it is found, by its digest it is the same. */
struct known {
    int64_t id;
    uint32_t year;
    const char *title; /* folded */
    uint8_t sha256[TD_SHA256_SIZE];
    bool of_this_import;
};

struct import {
    const Pb__InitiativeImportRequest *in;
    const struct plan *plan;
    struct td_arena *kept;
    struct known *known;
    size_t n, capacity;
};

/* -- what is there -- */

/* The content is borrowed for the call. */
static enum td_code known_add(struct import *import, int64_t id, uint32_t year, const char *title,
                              const uint8_t *bytes, size_t len, bool of_this_import)
{
    if (import->n == import->capacity) {
        size_t capacity = 2 * import->capacity + 64;
        struct known *more = td_arena_alloc(import->kept, capacity * sizeof *more);
        if (!more)
            return TD_RESOURCE_EXHAUSTED;
        if (import->n > 0)
            memcpy(more, import->known, import->n * sizeof *more);
        import->known = more;
        import->capacity = capacity;
    }
    struct known *known = &import->known[import->n];
    *known = (struct known){.id = id, .year = year, .of_this_import = of_this_import};
    known->title = td_text_fold(import->kept, title);
    td_sha256(bytes, len, known->sha256);
    import->n += known->title != NULL;
    return known->title ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code version_load(struct call *call, struct import *import, struct td_arena *scratch,
                                 int64_t id, uint32_t version)
{
    const uint8_t *bytes;
    size_t len;
    td_arena_reset(scratch);
    enum td_code code = initiatives_content(call->db, id, version, scratch, &bytes, &len);
    if (code != TD_OK)
        return code;
    const ProtobufCMessage *content =
        td_message_unpack(&pb__initiative_content__descriptor, scratch, bytes, len);
    return content ? known_add(import, id, human_id_year(id),
                               ((const Pb__InitiativeContent *)content)->title, bytes, len, false)
                   : TD_RESOURCE_EXHAUSTED;
}

/* Every version of everything of the caller's unit: its newest title may be a corrected one. */
static enum td_code known_load(struct call *call, struct import *import)
{
    const struct initiative_filter filter = {
        .unit_code = call->who.unit_code, .field = "", .limit = INT32_MAX, .as_of_seq = INT64_MAX};
    struct initiative_row *rows;
    size_t n;
    struct td_arena *scratch = td_arena_new(VERSION_BYTES);
    enum td_code code = scratch ? initiatives_list(call->db, &filter, import->kept, &rows, &n)
                                : TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        for (uint32_t version = 1; code == TD_OK && version <= rows[i].version; version++)
            code = version_load(call, import, scratch, rows[i].id, version);
    td_arena_free(scratch);
    return code;
}

/* -- rows -- */

/* Borrows everything of the row. */
static Pb__InitiativeContent content_of(const Pb__InitiativeImportRow *row)
{
    Pb__InitiativeContent content = PB__INITIATIVE_CONTENT__INIT;
    content.kind = row->kind;
    content.title = row->title;
    content.description = row->description;
    content.field = row->field;
    content.effect = row->effect;
    content.n_figures = row->n_figures;
    content.figures = row->figures;
    content.n_authors = row->n_authors;
    content.authors = row->authors;
    return content;
}

static enum td_code row_check(struct call *call, const char *path, size_t i, void *rows)
{
    const struct import *import = rows;
    const Pb__InitiativeImportRow *row = import->in->initiatives[i];
    const Pb__InitiativeContent content = content_of(row);
    const char *year_field = td_path(call->arena, path, "year");
    if (*row->unit_code && strcmp(row->unit_code, call->who.unit_code) != 0)
        td_fail(call->err, TD_PERMISSION_DENIED, td_path(call->arena, path, "unit_code"), "",
                TD_KEY_UNIT_OTHER, "yours", call->who.unit_code, TD_END);
    if (row->year == 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, year_field, "", TD_KEY_REQUIRED, TD_END);
    else
        initiative_year_check(call, year_field, row->year);
    return initiative_content_check(call, import->plan, path, &content);
}

/* Would the registered content be the same bytes with this field of the row's in its place? */
static bool same_field(struct td_arena *scratch, const ProtobufCFieldDescriptor *field,
                       const Pb__InitiativeContent *row, const Pb__InitiativeContent *registered)
{
    Pb__InitiativeContent changed = *registered;
    size_t size =
        field->label == PROTOBUF_C_LABEL_REPEATED ? sizeof(void *) : td_member_size(field->type);
    size_t len_before, len_after;
    memcpy((uint8_t *)&changed + field->offset, (const uint8_t *)row + field->offset, size);
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        memcpy((uint8_t *)&changed + field->quantifier_offset,
               (const uint8_t *)row + field->quantifier_offset, sizeof(size_t));
    const uint8_t *before = td_message_pack(&registered->base, scratch, &len_before);
    const uint8_t *after = td_message_pack(&changed.base, scratch, &len_after);
    return before && after && len_before == len_after && memcmp(before, after, len_after) == 0;
}

/* Tell every column that says something else than the newest version of what is registered. */
static enum td_code tell_differences(struct call *call, const char *path,
                                     const Pb__InitiativeImportRow *row, int64_t id)
{
    const Pb__InitiativeContent content = content_of(row);
    const ProtobufCMessageDescriptor *type = &pb__initiative_content__descriptor;
    const char *owner_unit, *number = human_id_text(call->arena, INITIATIVE_PREFIX, id);
    const uint8_t *bytes;
    size_t len;
    enum td_code code = initiatives_newest(call->db, id, call->arena, &owner_unit, &bytes, &len);
    if (code != TD_OK)
        return code;
    const ProtobufCMessage *registered = td_message_unpack(type, call->arena, bytes, len);
    if (!registered || !number)
        return TD_RESOURCE_EXHAUSTED;
    for (unsigned i = 0; i < type->n_fields; i++)
        if (!same_field(call->arena, &type->fields[i], &content,
                        (const Pb__InitiativeContent *)registered))
            td_fail(call->err, TD_ALREADY_EXISTS, td_path(call->arena, path, type->fields[i].name),
                    "", TD_KEY_INITIATIVE_DIFFERS, "title", row->title, "year",
                    td_dec(call->arena, row->year), "initiative", number, TD_END);
    return TD_OK;
}

/* A row of this year and title: is it one that is there? *ret_found NULL when it is new. */
static const struct known *known_find(const struct import *import, uint32_t year, const char *title,
                                      const uint8_t sha256[TD_SHA256_SIZE], bool *ret_same)
{
    const struct known *found = NULL;
    *ret_same = false;
    for (size_t i = 0; i < import->n && !*ret_same; i++) {
        const struct known *known = &import->known[i];
        if (known->year != year || strcmp(known->title, title) != 0)
            continue;
        *ret_same = memcmp(known->sha256, sha256, TD_SHA256_SIZE) == 0;
        found = known;
    }
    return found;
}

static enum td_code row_put(struct call *call, const char *path, size_t i, void *rows,
                            bool *ret_added)
{
    struct import *import = rows;
    const Pb__InitiativeImportRow *row = import->in->initiatives[i];
    const Pb__InitiativeContent content = content_of(row);
    struct initiative_row added;
    uint8_t sha256[TD_SHA256_SIZE];
    bool same;
    size_t len;
    const char *title = td_text_fold(call->arena, row->title);
    const uint8_t *bytes = td_message_pack(&content.base, call->arena, &len);
    if (!title || !bytes)
        return TD_RESOURCE_EXHAUSTED;
    td_sha256(bytes, len, sha256);
    const struct known *known = known_find(import, row->year, title, sha256, &same);
    if (known && !same && !known->of_this_import)
        return tell_differences(call, path, row, known->id);
    if (known && !same)
        td_fail(call->err, TD_ALREADY_EXISTS, path, "", TD_KEY_ROW_TWICE, TD_END);
    if (known)
        return TD_OK;
    enum td_code code = initiative_store(call, row->year, &content, &added);
    if (code == TD_OK)
        code = known_add(import, added.id, row->year, row->title, bytes, len, true);
    *ret_added = code == TD_OK;
    return code;
}

enum td_code initiative_import(struct call *call, const Pb__InitiativeImportRequest *in,
                               Pb__InitiativeImportResponse *out)
{
    static const struct import_steps STEPS = {"initiatives", "initiatives", row_check, row_put};
    struct import import = {.in = in, .kept = td_arena_new(KEPT_BYTES)};
    enum td_code code = import.kept ? TD_OK : TD_RESOURCE_EXHAUSTED;
    struct plan_row plan_row;
    if (code == TD_OK)
        code = plan_newest_if_any(call, &plan_row, &import.plan);
    if (code == TD_OK)
        code = known_load(call, &import);
    if (code == TD_OK)
        code = import_rows(call, &STEPS, in->n_initiatives, &import, &out->added, &out->unchanged);
    td_arena_free(import.kept);
    return code;
}
