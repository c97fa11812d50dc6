/* The wire's DossierContent as the rules' struct dossier: borrowed strings, arrays in the arena. */
#include "dossier_content.h"

#include <string.h>

static struct dossier_file file_of(const Pb__FileRef *ref)
{
    return ref ? (struct dossier_file){.name = ref->name, .size_bytes = ref->size_bytes}
               : (struct dossier_file){.name = ""};
}

static bool nominee_from(const Pb__Nominee *from, struct td_arena *arena,
                         struct dossier_nominee *ret)
{
    struct dossier_claim *claims = td_arena_alloc(arena, (from->n_criteria + 1) * sizeof *claims);
    if (!claims)
        return false;
    for (size_t i = 0; i < from->n_criteria; i++)
        claims[i] =
            (struct dossier_claim){from->criteria[i]->criterion, from->criteria[i]->statement};
    *ret = (struct dossier_nominee){
        .kind = from->kind,
        .award_line = from->award_line,
        .name = from->name,
        .position = from->position,
        .staff_code = from->staff_code,
        .citizen_id = from->citizen_id,
        .summary = from->summary,
        .initiative = from->initiative,
        .gender = from->gender,
        .women_percent = from->women_percent,
        .contents = (const char *const *)from->contents,
        .n_contents = from->n_contents,
        .claims = claims,
        .n_claims = from->n_criteria,
        .report = file_of(from->report),
    };
    return true;
}

enum td_code dossier_from_content(const Pb__DossierContent *content, Pb__RoundKind round_kind,
                                  Pb__UnitKind unit_kind, struct td_arena *arena,
                                  struct dossier *ret)
{
    size_t n_nominees = content->n_nominees, n_attachments = content->n_attachments;
    struct dossier_nominee *nominees = td_arena_alloc(arena, (n_nominees + 1) * sizeof *nominees);
    struct dossier_file *attachments =
        td_arena_alloc(arena, (n_attachments + 1) * sizeof *attachments);
    if (!nominees || !attachments)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n_nominees; i++)
        if (!nominee_from(content->nominees[i], arena, &nominees[i]))
            return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n_attachments; i++)
        attachments[i] = file_of(content->attachments[i]);
    const Pb__Letter *letter = content->letter;
    const Pb__Minutes *minutes = content->minutes;
    *ret = (struct dossier){
        .round_id = content->round_id,
        .unit_code = content->unit_code,
        .round_kind = round_kind,
        .unit_kind = unit_kind,
        .letter_number = letter ? letter->number : "",
        .letter_dated_on = letter ? letter->dated_on : "",
        .letter = file_of(letter ? letter->file : NULL),
        .minutes_held_on = minutes ? minutes->held_on : "",
        .minutes = file_of(minutes ? minutes->file : NULL),
        .nominees = nominees,
        .n_nominees = n_nominees,
        .attachments = attachments,
        .n_attachments = n_attachments,
    };
    return TD_OK;
}

struct file_list {
    Pb__FileRef **files;
    size_t n;
};

static void file_add(struct file_list *list, Pb__FileRef *ref)
{
    if (!ref)
        return;
    for (size_t i = 0; i < list->n; i++)
        if (list->files[i]->sha256.len == ref->sha256.len &&
            memcmp(list->files[i]->sha256.data, ref->sha256.data, ref->sha256.len) == 0)
            return;
    list->files[list->n++] = ref;
}

enum td_code dossier_content_files(const Pb__DossierContent *content, struct td_arena *arena,
                                   Pb__FileRef ***ret, size_t *ret_n)
{
    size_t most = 2 + content->n_nominees + content->n_attachments;
    struct file_list list = {.files = td_arena_alloc(arena, most * sizeof(Pb__FileRef *))};
    if (!list.files)
        return TD_RESOURCE_EXHAUSTED;
    file_add(&list, content->letter ? content->letter->file : NULL);
    file_add(&list, content->minutes ? content->minutes->file : NULL);
    for (size_t i = 0; i < content->n_nominees; i++)
        file_add(&list, content->nominees[i]->report);
    for (size_t i = 0; i < content->n_attachments; i++)
        file_add(&list, content->attachments[i]);
    *ret = list.files;
    *ret_n = list.n;
    return TD_OK;
}
