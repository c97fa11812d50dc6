/* Comparing two contents by protobuf-c's descriptors; only the matching of nominees, criteria
 * and attachments knows their types. */
#include "dossier_diff.h"

#include "digest.h"
#include "message.h"
#include "text.h"

#include <inttypes.h>

#define DIFF_MAX_ENTRIES ((size_t)20000)

struct differ {
    struct td_arena *arena;
    struct diff_entry *entries;
    size_t n, capacity;
    bool out_of_memory;
};

static const char *or_empty(struct differ *differ, const char *text)
{
    if (!text)
        differ->out_of_memory = true;
    return text ? text : "";
}

static struct diff_entry *entry_add(struct differ *differ)
{
    if (differ->n == differ->capacity) {
        size_t capacity = differ->capacity ? 2 * differ->capacity : 32;
        struct diff_entry *grown = capacity <= DIFF_MAX_ENTRIES
                                       ? td_arena_alloc(differ->arena, capacity * sizeof *grown)
                                       : NULL;
        if (!grown) {
            differ->out_of_memory = true;
            return NULL;
        }
        if (differ->n > 0)
            memcpy(grown, differ->entries, differ->n * sizeof *grown);
        differ->entries = grown;
        differ->capacity = capacity;
    }
    return &differ->entries[differ->n++];
}

static void compare(struct differ *differ, const char *field, const char *subject,
                    const char *before, const char *after, const ProtobufCEnumDescriptor *type)
{
    if (strcmp(before, after) == 0)
        return;
    struct diff_entry *entry = entry_add(differ);
    if (!entry)
        return;
    enum diff_change change = !*before ? DIFF_ADDED : !*after ? DIFF_REMOVED : DIFF_CHANGED;
    *entry = (struct diff_entry){change, field, subject, before, after, type};
}

/* -- values as text; "" stands for none -- */

static const void *member(const ProtobufCMessage *message, unsigned offset)
{
    return (const uint8_t *)message + offset;
}

static const char *file_text(struct differ *differ, const Pb__FileRef *file)
{
    char hex[TD_HEX_SIZE];
    if (!file)
        return "";
    if (file->sha256.len != TD_SHA256_SIZE)
        return file->name;
    td_hex(file->sha256.data, TD_SHA256_SIZE, hex);
    return or_empty(differ, td_arena_printf(differ->arena, "%s (%" PRIu64 " B, sha256 %.12s…)",
                                            file->name, file->size_bytes, hex));
}

static const char *list_text(struct differ *differ, char *const *texts, size_t n)
{
    const char *all = "";
    for (size_t i = 0; i < n; i++)
        all = or_empty(differ,
                       td_arena_printf(differ->arena, "%s%s%s", all, *all ? ", " : "", texts[i]));
    return all;
}

static const char *enum_text(struct differ *differ, const ProtobufCEnumDescriptor *type, int value)
{
    if (value == 0)
        return "";
    char buffer[TD_ENUM_NAME_SIZE];
    const char *name = td_enum_name(type, value, buffer);
    return or_empty(differ,
                    name ? td_arena_strdup(differ->arena, name) : td_dec(differ->arena, value));
}

static const char *number_text(struct differ *differ, int64_t number)
{
    return number == 0 ? "" : or_empty(differ, td_dec(differ->arena, number));
}

/* One single (not repeated) field that is not a message. */
static const char *value_text(struct differ *differ, const ProtobufCMessage *message,
                              const ProtobufCFieldDescriptor *field)
{
    if (!message)
        return "";
    const void *value = member(message, field->offset);
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return *(char *const *)value;
    case PROTOBUF_C_TYPE_ENUM:
        return enum_text(differ, field->descriptor, *(const int *)value);
    case PROTOBUF_C_TYPE_UINT32:
        return number_text(differ, *(const uint32_t *)value);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
        return number_text(differ, *(const int64_t *)value);
    default: /* DossierContent has no others; a later one is compared as far as it is known */
        return "";
    }
}

/* -- messages -- */

struct place {
    const char *prefix;  /* "letter"; "" at the top */
    const char *subject; /* whose */
};

static const Pb__Claim *find_claim(Pb__Claim *const *claims, size_t n, const char *criterion)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(claims[i]->criterion, criterion) == 0)
            return claims[i];
    }
    return NULL;
}

static void compare_claims(struct differ *differ, const struct place *place,
                           const Pb__Nominee *before, const Pb__Nominee *after)
{
    Pb__Claim *const *sides[2] = {before ? before->criteria : NULL, after ? after->criteria : NULL};
    size_t counts[2] = {before ? before->n_criteria : 0, after ? after->n_criteria : 0};
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < counts[side]; i++) {
            const Pb__Claim *claim = sides[side][i];
            const Pb__Claim *twin = find_claim(sides[!side], counts[!side], claim->criterion);
            if (side == 1 && twin) /* was compared from the other side */
                continue;
            const char *field = or_empty(
                differ, td_arena_printf(differ->arena, "nominees.criteria[%s]", claim->criterion));
            const char *mine = claim->statement, *theirs = twin ? twin->statement : "";
            compare(differ, field, place->subject, side == 0 ? mine : theirs,
                    side == 0 ? theirs : mine, NULL);
        }
    }
}

static void compare_message(struct differ *differ, const struct place *place,
                            const ProtobufCMessageDescriptor *type, const ProtobufCMessage *before,
                            const ProtobufCMessage *after);

static void compare_repeated(struct differ *differ, const char *path, const struct place *place,
                             const ProtobufCFieldDescriptor *field, const ProtobufCMessage *before,
                             const ProtobufCMessage *after)
{
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        if (field->descriptor == &pb__claim__descriptor)
            compare_claims(differ, place, (const Pb__Nominee *)before, (const Pb__Nominee *)after);
        return; /* nominees and attachments are matched by their own functions */
    }
    if (field->type != PROTOBUF_C_TYPE_STRING)
        return;
    const char *texts[2] = {"", ""};
    const ProtobufCMessage *sides[2] = {before, after};
    for (int side = 0; side < 2; side++) {
        if (sides[side])
            texts[side] = list_text(differ, *(char **const *)member(sides[side], field->offset),
                                    *(const size_t *)member(sides[side], field->quantifier_offset));
    }
    compare(differ, path, place->subject, texts[0], texts[1], NULL);
}

static const ProtobufCMessage *sub_message(const ProtobufCMessage *message,
                                           const ProtobufCFieldDescriptor *field)
{
    return message ? *(ProtobufCMessage *const *)member(message, field->offset) : NULL;
}

static void compare_field(struct differ *differ, const struct place *place,
                          const ProtobufCFieldDescriptor *field, const ProtobufCMessage *before,
                          const ProtobufCMessage *after)
{
    const char *path = or_empty(differ, td_path(differ->arena, place->prefix, field->name));
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        compare_repeated(differ, path, place, field, before, after);
    } else if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
        compare(differ, path, place->subject, value_text(differ, before, field),
                value_text(differ, after, field),
                field->type == PROTOBUF_C_TYPE_ENUM ? field->descriptor : NULL);
    } else if (field->descriptor == &pb__file_ref__descriptor) {
        compare(differ, path, place->subject,
                file_text(differ, (const Pb__FileRef *)sub_message(before, field)),
                file_text(differ, (const Pb__FileRef *)sub_message(after, field)), NULL);
    } else {
        const struct place below = {path, place->subject};
        compare_message(differ, &below, field->descriptor, sub_message(before, field),
                        sub_message(after, field));
    }
}

static void compare_message(struct differ *differ, const struct place *place,
                            const ProtobufCMessageDescriptor *type, const ProtobufCMessage *before,
                            const ProtobufCMessage *after)
{
    for (unsigned i = 0; i < type->n_fields; i++)
        compare_field(differ, place, &type->fields[i], before, after);
}

/* -- nominees -- */

static bool same_text(const char *a, const char *b)
{
    return *a && strcmp(a, b) == 0;
}

static bool same_staff_code(struct td_arena *arena, const Pb__Nominee *a, const Pb__Nominee *b)
{
    (void)arena;
    return same_text(a->staff_code, b->staff_code);
}

static bool same_citizen(struct td_arena *arena, const Pb__Nominee *a, const Pb__Nominee *b)
{
    (void)arena;
    return same_text(a->citizen_id, b->citizen_id);
}

static bool same_name(struct td_arena *arena, const Pb__Nominee *a, const Pb__Nominee *b)
{
    const char *name_a = td_text_fold(arena, a->name), *name_b = td_text_fold(arena, b->name);
    return a->kind == b->kind && name_a && name_b && strcmp(name_a, name_b) == 0;
}

/* In this order: a number tells who somebody is, a name only suggests it. */
static bool (*const identities[])(struct td_arena *, const Pb__Nominee *,
                                  const Pb__Nominee *) = {same_staff_code, same_citizen, same_name};

/* twins[i]: the nominee of `after` that is before's i-th, or NULL; taken[j]: after's j-th is
 * somebody's twin. */
static void match_nominees(struct td_arena *arena, const Pb__DossierContent *before,
                           const Pb__DossierContent *after, const Pb__Nominee **twins, bool *taken)
{
    for (size_t rule = 0; rule < sizeof identities / sizeof *identities; rule++) {
        for (size_t i = 0; i < before->n_nominees; i++) {
            for (size_t j = 0; j < after->n_nominees && !twins[i]; j++) {
                if (!taken[j] && identities[rule](arena, before->nominees[i], after->nominees[j])) {
                    twins[i] = after->nominees[j];
                    taken[j] = true;
                }
            }
        }
    }
}

static void compare_nominee(struct differ *differ, const Pb__Nominee *before,
                            const Pb__Nominee *after)
{
    const struct place place = {"nominees", after ? after->name : before->name};
    if (!before || !after)
        compare(differ, "nominees", place.subject, before ? before->name : "",
                after ? after->name : "", NULL);
    compare_message(differ, &place, &pb__nominee__descriptor, before ? &before->base : NULL,
                    after ? &after->base : NULL);
}

static const char *names_text(struct differ *differ, const Pb__DossierContent *content)
{
    char **names = td_arena_alloc(differ->arena, (content->n_nominees + 1) * sizeof *names);
    for (size_t i = 0; names && i < content->n_nominees; i++)
        names[i] = content->nominees[i]->name;
    return names ? list_text(differ, names, content->n_nominees) : or_empty(differ, NULL);
}

/* The same nominees in another order are another list (III.5.a (1)). */
static void compare_order(struct differ *differ, const Pb__DossierContent *before,
                          const Pb__DossierContent *after, const Pb__Nominee *const *twins)
{
    bool moved = false;
    if (before->n_nominees != after->n_nominees)
        return;
    for (size_t i = 0; i < before->n_nominees; i++) {
        if (!twins[i])
            return;
        moved = moved || twins[i] != after->nominees[i];
    }
    if (moved)
        compare(differ, "nominees.order", "", names_text(differ, before), names_text(differ, after),
                NULL);
}

static void compare_nominees(struct differ *differ, const Pb__DossierContent *before,
                             const Pb__DossierContent *after)
{
    const Pb__Nominee **twins =
        td_arena_zalloc(differ->arena, (before->n_nominees + 1) * sizeof *twins);
    bool *taken = td_arena_zalloc(differ->arena, (after->n_nominees + 1) * sizeof *taken);
    if (!twins || !taken) {
        differ->out_of_memory = true;
        return;
    }
    match_nominees(differ->arena, before, after, twins, taken);
    for (size_t i = 0; i < before->n_nominees; i++)
        compare_nominee(differ, before->nominees[i], twins[i]);
    for (size_t j = 0; j < after->n_nominees; j++) {
        if (!taken[j])
            compare_nominee(differ, NULL, after->nominees[j]);
    }
    compare_order(differ, before, after, twins);
}

/* -- attachments -- */

static const Pb__FileRef *find_attachment(const Pb__DossierContent *content, const char *name)
{
    for (size_t i = 0; i < content->n_attachments; i++) {
        if (strcmp(content->attachments[i]->name, name) == 0)
            return content->attachments[i];
    }
    return NULL;
}

static void compare_attachments(struct differ *differ, const Pb__DossierContent *before,
                                const Pb__DossierContent *after)
{
    for (size_t i = 0; i < before->n_attachments; i++) {
        const Pb__FileRef *old = before->attachments[i];
        compare(differ, "attachments", old->name, file_text(differ, old),
                file_text(differ, find_attachment(after, old->name)), NULL);
    }
    for (size_t i = 0; i < after->n_attachments; i++) {
        const Pb__FileRef *new = after->attachments[i];
        if (!find_attachment(before, new->name))
            compare(differ, "attachments", new->name, "", file_text(differ, new), NULL);
    }
}

enum td_code dossier_diff(const Pb__DossierContent *before, const Pb__DossierContent *after,
                          struct td_arena *arena, struct diff *ret)
{
    struct differ differ = {.arena = arena};
    const struct place top = {"", ""};
    compare_message(&differ, &top, &pb__dossier_content__descriptor, &before->base, &after->base);
    compare_nominees(&differ, before, after);
    compare_attachments(&differ, before, after);
    if (differ.out_of_memory)
        return TD_RESOURCE_EXHAUSTED;
    *ret = (struct diff){differ.entries, differ.n};
    return TD_OK;
}

const char *diff_change_name(enum diff_change change)
{
    static const char *const names[] = {
        [DIFF_ADDED] = "added", [DIFF_REMOVED] = "removed", [DIFF_CHANGED] = "changed"};
    return names[change];
}
