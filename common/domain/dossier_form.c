/* What is wrong in a dossier whatever its stage: dates, lengths, ids of the plan, award lines,
 * files. Who is proposed twice is judged in dossier_twice.c. */
#include "completeness.h"

#include "arena.h"
#include "dossier_twice.h"
#include "human_id.h"
#include "initiative_rules.h"
#include "message.h"
#include "names.h"
#include "text.h"
#include "timefmt.h"

#include <string.h>

struct form {
    const struct plan *plan;
    const struct dossier *dossier;
    uint64_t max_file_bytes;
    struct td_err *err;
    enum td_code code;
};

/* Where a value stands; made into a path only when something is wrong with it. */
struct place {
    const char *list; /* NULL: at the top */
    size_t index;
    const char *sublist;
    size_t subindex;
    const char *name; /* NULL: the entry itself */
};

static const char *path_of(struct form *form, const struct place *place)
{
    struct td_arena *arena = form->err->arena;
    const char *path = place->list ? td_path_index(arena, place->list, place->index) : "";
    if (place->sublist)
        path = td_path_index(arena, td_path(arena, path, place->sublist), place->subindex);
    return place->name ? td_path(arena, path, place->name) : path;
}

static struct place in_nominee(size_t index, const char *name)
{
    return (struct place){.list = "nominees", .index = index, .name = name};
}

/* ---- single values ----------------------------------------------------------------------- */

static void wrong(struct form *form, const struct place *place, const char *clause, enum td_key key)
{
    form->code = td_fail(form->err, TD_INVALID_ARGUMENT, path_of(form, place), clause, key, TD_END);
}

static void wrong_with(struct form *form, const struct place *place, const char *clause,
                       enum td_key key, const char *name, const char *value)
{
    form->code = td_fail(form->err, TD_INVALID_ARGUMENT, path_of(form, place), clause, key, name,
                         value, TD_END);
}

static void wrong_choice(struct form *form, const struct place *place, const char *clause,
                         const char *value, const char *allowed)
{
    form->code = td_fail(form->err, TD_INVALID_ARGUMENT, path_of(form, place), clause,
                         TD_KEY_CHOICE, "value", value, "allowed", allowed, TD_END);
}

static void length_check(struct form *form, const struct place *place, const char *text,
                         size_t max_chars)
{
    size_t len = strlen(text);
    size_t chars = len;
    /* No more code points than bytes: most texts need no counting. */
    if (len <= max_chars ||
        (td_text_check(text, len, &chars) == TD_TEXT_FINE && chars <= max_chars))
        return;
    wrong_with(form, place, "", TD_KEY_TEXT_LONG, "max",
               td_dec(form->err->arena, (int64_t)max_chars));
}

/* One line: it goes into a list, a letter and a certificate. */
static void label_length_check(struct form *form, const struct place *place, const char *text,
                               size_t max_chars)
{
    if (strpbrk(text, "\n\t"))
        wrong(form, place, "", TD_KEY_TEXT_CONTROL);
    length_check(form, place, text, max_chars);
}

static void count_check(struct form *form, const struct place *place, size_t n, size_t max)
{
    if (n > max)
        wrong_with(form, place, "", TD_KEY_LIST_LONG, "max",
                   td_dec(form->err->arena, (int64_t)max));
}

static void date_check(struct form *form, const struct place *place, const char *clause,
                       const char *date)
{
    if (date[0] && !td_date_valid(date))
        wrong(form, place, clause, TD_KEY_DATE_FORM);
}

static void file_check(struct form *form, const struct place *place,
                       const struct dossier_file *file)
{
    if (!file->name || !file->name[0])
        return;
    if (!td_text_is_file_name(file->name))
        wrong_with(form, place, "", TD_KEY_FILE_NAME, "name", file->name);
    else if (!file->size_bytes)
        wrong_with(form, place, "", TD_KEY_FILE_EMPTY, "name", file->name);
    else if (file->size_bytes > form->max_file_bytes)
        form->code = td_fail(form->err, TD_INVALID_ARGUMENT, path_of(form, place), "",
                             TD_KEY_FILE_SIZE, "name", file->name, "max",
                             td_dec(form->err->arena, (int64_t)form->max_file_bytes), TD_END);
}

/* ---- a nominee --------------------------------------------------------------------------- */

static const char *list_join(struct td_arena *arena, const char *list, const char *word)
{
    const char *joined = td_arena_printf(arena, "%s%s%s", list, *list ? ", " : "", word);
    return joined ? joined : list;
}

/* May a line be named for a nominee of that kind (UNSPECIFIED: any) from this unit? */
static bool line_fits(const struct form *form, const struct plan_line *line, Pb__NomineeKind kind)
{
    const struct dossier *dossier = form->dossier;
    return (kind == PB__NOMINEE_KIND__NOMINEE_UNSPECIFIED || line->kind == kind) &&
           (dossier->round_kind == PB__ROUND_KIND__ROUND_UNSPECIFIED ||
            plan_line_in_round(form->plan, dossier->round_kind, line->id)) &&
           (dossier->unit_kind == PB__UNIT_KIND__UNIT_UNSPECIFIED ||
            plan_line_takes(line, dossier->unit_kind));
}

static const char *lines_for(struct form *form, Pb__NomineeKind kind)
{
    const char *list = "";
    for (unsigned i = 0; i < form->plan->n_lines; i++)
        if (line_fits(form, &form->plan->lines[i], kind))
            list = list_join(form->err->arena, list, form->plan->lines[i].id);
    return list;
}

/* As names of the enum, which the client translates. */
static const char *unit_kinds_of(struct form *form, const struct plan_line *line)
{
    const char *list = "";
    for (unsigned i = 0; i < line->n_unit_kinds; i++) {
        char name[TD_ENUM_NAME_SIZE];
        if (td_enum_name(&pb__unit_kind__descriptor, (int)line->unit_kinds[i], name))
            list = list_join(form->err->arena, list, name);
    }
    return list;
}

/* II.1 and III.1–3: whose nominees stand in which line. */
static void line_check(struct form *form, size_t index)
{
    const struct dossier_nominee *nominee = &form->dossier->nominees[index];
    const struct dossier *dossier = form->dossier;
    const struct place place = in_nominee(index, "award_line");
    const struct plan_line *line = plan_line_find(form->plan, nominee->award_line);
    if (!nominee->award_line[0])
        wrong(form, &place, "", TD_KEY_REQUIRED);
    else if (!line || (dossier->round_kind != PB__ROUND_KIND__ROUND_UNSPECIFIED &&
                       !plan_line_in_round(form->plan, dossier->round_kind, line->id)))
        wrong_choice(form, &place, line ? line->clause : "", nominee->award_line,
                     lines_for(form, nominee->kind));
    else if (line->kind != nominee->kind)
        form->code = td_fail(form->err, TD_INVALID_ARGUMENT, path_of(form, &place), "II.1.c",
                             TD_KEY_LINE_KIND, "line", line->id, "allowed",
                             lines_for(form, nominee->kind), TD_END);
    else if (dossier->unit_kind != PB__UNIT_KIND__UNIT_UNSPECIFIED &&
             !plan_line_takes(line, dossier->unit_kind))
        form->code = td_fail(form->err, TD_INVALID_ARGUMENT, path_of(form, &place), line->clause,
                             TD_KEY_LINE_UNIT, "line", line->id, "allowed",
                             unit_kinds_of(form, line), TD_END);
}

static void contents_check(struct form *form, size_t index)
{
    const struct dossier_nominee *nominee = &form->dossier->nominees[index];
    const struct place all = in_nominee(index, "contents");
    count_check(form, &all, nominee->n_contents, form->plan->n_contents);
    for (size_t i = 0; i < nominee->n_contents; i++) {
        if (plan_content_find(form->plan, nominee->contents[i]))
            continue;
        const char *allowed = "";
        for (unsigned c = 0; c < form->plan->n_contents; c++)
            allowed = list_join(form->err->arena, allowed, form->plan->contents[c].id);
        const struct place place = {"nominees", index, "contents", i, NULL};
        wrong_choice(form, &place, "II.2", nominee->contents[i], allowed);
        return;
    }
}

static void claims_check(struct form *form, size_t index)
{
    const struct dossier_nominee *nominee = &form->dossier->nominees[index];
    const struct place all = in_nominee(index, "criteria");
    count_check(form, &all, nominee->n_claims, form->plan->n_criteria);
    for (size_t i = 0; i < nominee->n_claims; i++) {
        const struct dossier_claim *claim = &nominee->claims[i];
        const struct plan_criterion *found = plan_criterion_find(form->plan, claim->criterion);
        const struct place statement = {"nominees", index, "criteria", i, "statement"};
        length_check(form, &statement, claim->statement, DOSSIER_MAX_STATEMENT);
        if (found && found->kind == nominee->kind)
            continue;
        const char *allowed = "";
        for (unsigned c = 0; c < form->plan->n_criteria; c++)
            if (form->plan->criteria[c].kind == nominee->kind)
                allowed = list_join(form->err->arena, allowed, form->plan->criteria[c].id);
        const struct place place = {"nominees", index, "criteria", i, "criterion"};
        wrong_choice(form, &place, "III.4", claim->criterion, allowed);
        return;
    }
}

static void person_check(struct form *form, size_t index)
{
    const struct dossier_nominee *nominee = &form->dossier->nominees[index];
    const struct place staff = in_nominee(index, "staff_code");
    const struct place citizen = in_nominee(index, "citizen_id");
    const struct place gender = in_nominee(index, "gender");
    if (!is_staff_code(nominee->staff_code))
        wrong_with(form, &staff, "", TD_KEY_TEXT_FORM, "expected", STAFF_CODE_FORM);
    if (!is_citizen_id(nominee->citizen_id))
        wrong_with(form, &citizen, "", TD_KEY_TEXT_FORM, "expected", CITIZEN_ID_FORM);
    if (nominee->gender < PB__GENDER__GENDER_UNSPECIFIED ||
        nominee->gender > PB__GENDER__GENDER_MALE)
        wrong_choice(form, &gender, "", td_dec(form->err->arena, (int64_t)nominee->gender),
                     "female, male");
}

static void nominee_check(struct form *form, size_t index)
{
    const struct dossier_nominee *nominee = &form->dossier->nominees[index];
    const struct place name = in_nominee(index, "name");
    const struct place position = in_nominee(index, "position");
    const struct place summary = in_nominee(index, "summary");
    const struct place report = in_nominee(index, "report");
    const struct place women = in_nominee(index, "women_percent");
    const struct place kind = in_nominee(index, "kind");
    const struct place initiative = in_nominee(index, "initiative");
    int64_t id;
    if (nominee->initiative[0] && !human_id_parse(INITIATIVE_PREFIX, nominee->initiative, &id))
        wrong_with(form, &initiative, "III.4", TD_KEY_TEXT_FORM, "expected", INITIATIVE_FORM);
    if (!nominee->name[0])
        wrong(form, &name, "", TD_KEY_REQUIRED);
    label_length_check(form, &name, nominee->name, DOSSIER_MAX_NAME);
    label_length_check(form, &position, nominee->position, DOSSIER_MAX_POSITION);
    length_check(form, &summary, nominee->summary, DOSSIER_MAX_SUMMARY);
    file_check(form, &report, &nominee->report);
    person_check(form, index);
    if (nominee->women_percent > 100)
        form->code = td_fail(form->err, TD_INVALID_ARGUMENT, path_of(form, &women), "",
                             TD_KEY_NUMBER_RANGE, "min", "0", "max", "100", TD_END);
    contents_check(form, index);
    if (nominee->kind != PB__NOMINEE_KIND__NOMINEE_COLLECTIVE &&
        nominee->kind != PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL) {
        wrong(form, &kind, "", TD_KEY_REQUIRED); /* lines and criteria depend on it */
        return;
    }
    line_check(form, index);
    claims_check(form, index);
}

/* ---- the whole --------------------------------------------------------------------------- */

static void top_check(struct form *form)
{
    const struct dossier *dossier = form->dossier;
    const struct place number = {.name = "letter.number"};
    const struct place dated_on = {.name = "letter.dated_on"};
    const struct place letter = {.name = "letter.file"};
    const struct place held_on = {.name = "minutes.held_on"};
    const struct place minutes = {.name = "minutes.file"};
    label_length_check(form, &number, dossier->letter_number, DOSSIER_MAX_LETTER_NUMBER);
    date_check(form, &dated_on, "III.5.a.1", dossier->letter_dated_on);
    date_check(form, &held_on, "III.5.a.3", dossier->minutes_held_on);
    file_check(form, &letter, &dossier->letter);
    file_check(form, &minutes, &dossier->minutes);
}

enum td_code dossier_check_form(const struct plan *plan, const struct dossier *dossier,
                                uint64_t max_file_bytes, struct td_err *err)
{
    struct form form = {plan, dossier, max_file_bytes, err, TD_OK};
    const struct place nominees = {.name = "nominees"};
    const struct place attachments = {.name = "attachments"};
    count_check(&form, &nominees, dossier->n_nominees, DOSSIER_MAX_NOMINEES);
    count_check(&form, &attachments, dossier->n_attachments, DOSSIER_MAX_ATTACHMENTS);
    if (form.code != TD_OK)
        return form.code; /* the rest would cost too much */
    top_check(&form);
    for (size_t i = 0; i < dossier->n_nominees; i++)
        nominee_check(&form, i);
    for (size_t i = 0; i < dossier->n_attachments; i++) {
        const struct place place = {.list = "attachments", .index = i};
        file_check(&form, &place, &dossier->attachments[i]);
    }
    enum td_code twice = dossier_check_twice(plan, dossier, err);
    return form.code != TD_OK ? form.code : twice;
}
