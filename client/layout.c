/* DossierContent → paths and dossierfile: the way back of draft.c. */
#include "layout.h"

#include "text.h"

struct maker {
    struct td_arena *arena;
    struct layout *layout;
    struct td_err *err;
    enum td_code code; /* first failure */
};

static void *maker_alloc(struct maker *maker, size_t count, size_t size)
{
    void *memory = td_arena_zalloc(maker->arena, count ? count * size : 1);
    if (!memory && maker->code == TD_OK)
        maker->code = TD_RESOURCE_EXHAUSTED;
    return memory;
}

static bool path_taken(const struct layout *layout, const char *path)
{
    for (size_t i = 0; i < layout->n_files; i++) {
        if (strcmp(layout->files[i].path, path) == 0)
            return true;
    }
    return false;
}

/* Where the same bytes stand under the same name already; NULL when they do not. */
static const char *path_of_twin(const struct layout *layout, const Pb__FileRef *ref)
{
    for (size_t i = 0; i < layout->n_files; i++) {
        const Pb__FileRef *other = layout->files[i].ref;
        if (strcmp(other->name, ref->name) == 0 && other->sha256.len == ref->sha256.len &&
            memcmp(other->sha256.data, ref->sha256.data, ref->sha256.len) == 0)
            return layout->files[i].path;
    }
    return NULL;
}

/* The path of a file in a place; "" where there is none. The name always stays: it is part of
 * the content that was signed for. */
static const char *place_file(struct maker *maker, const char *place, const Pb__FileRef *ref)
{
    if (!ref || maker->code != TD_OK)
        return "";
    if (!td_text_is_file_name(ref->name)) {
        maker->code = td_fail(maker->err, TD_INVALID_ARGUMENT, place, "", TD_KEY_FILE_NAME, "name",
                              ref->name, TD_END);
        return "";
    }
    const char *path = path_of_twin(maker->layout, ref);
    if (path)
        return path;
    path = td_arena_printf(maker->arena, "%s/%s", place, ref->name);
    for (unsigned number = 2; path && path_taken(maker->layout, path); number++)
        path = td_arena_printf(maker->arena, "%s/%u/%s", place, number, ref->name);
    if (!path) {
        maker->code = TD_RESOURCE_EXHAUSTED;
        return "";
    }
    maker->layout->files[maker->layout->n_files++] = (struct layout_file){ref, path};
    return path;
}

static void fill_nominee(struct maker *maker, const Pb__Nominee *from,
                         struct dossierfile_nominee *to)
{
    to->kind = from->kind;
    to->award_line = from->award_line;
    to->name = from->name;
    to->position = from->position;
    to->staff_code = from->staff_code;
    to->citizen_id = from->citizen_id;
    to->summary = from->summary;
    to->initiative = from->initiative;
    to->gender = from->gender;
    if (from->kind == PB__NOMINEE_KIND__NOMINEE_COLLECTIVE)
        to->women_percent = &from->women_percent;
    to->contents = (const char **)from->contents;
    to->n_contents = (unsigned)from->n_contents;
    to->criteria = maker_alloc(maker, from->n_criteria, sizeof *to->criteria);
    for (size_t i = 0; to->criteria && i < from->n_criteria; i++)
        to->criteria[to->n_criteria++] =
            (struct dossierfile_claim){from->criteria[i]->criterion, from->criteria[i]->statement};
    to->report = place_file(maker, "reports", from->report);
}

static void fill_lists(struct maker *maker, const Pb__DossierContent *from, struct dossierfile *to)
{
    to->nominees = maker_alloc(maker, from->n_nominees, sizeof *to->nominees);
    to->attachments = maker_alloc(maker, from->n_attachments, sizeof *to->attachments);
    if (!to->nominees || !to->attachments)
        return;
    for (size_t i = 0; i < from->n_nominees; i++)
        fill_nominee(maker, from->nominees[i], &to->nominees[to->n_nominees++]);
    for (size_t i = 0; i < from->n_attachments; i++)
        to->attachments[to->n_attachments++] =
            place_file(maker, "attachments", from->attachments[i]);
}

enum td_code layout_make(const Pb__DossierContent *content, struct td_arena *arena,
                         struct layout *ret, struct td_err *err)
{
    struct layout layout = {0};
    struct maker maker = {.arena = arena, .layout = &layout, .err = err, .code = TD_OK};
    struct dossierfile *file = maker_alloc(&maker, 1, sizeof *file);
    layout.files =
        maker_alloc(&maker, 2 + content->n_nominees + content->n_attachments, sizeof *layout.files);
    if (!file || !layout.files)
        return TD_RESOURCE_EXHAUSTED;
    file->round_id = content->round_id;
    file->unit_code = content->unit_code;
    file->letter = (struct dossierfile_letter){"", "", ""};
    file->minutes = (struct dossierfile_minutes){"", ""};
    if (content->letter)
        file->letter =
            (struct dossierfile_letter){content->letter->number, content->letter->dated_on,
                                        place_file(&maker, "letter", content->letter->file)};
    if (content->minutes)
        file->minutes = (struct dossierfile_minutes){
            content->minutes->held_on, place_file(&maker, "minutes", content->minutes->file)};
    fill_lists(&maker, content, file);
    if (maker.code != TD_OK)
        return maker.code;
    layout.dossier = file;
    *ret = layout;
    return TD_OK;
}
