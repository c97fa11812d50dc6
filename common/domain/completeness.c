/* What a dossier lacks (III.5, III.4, II.2), and what reception needs. Its form is judged in
 * dossier_form.c. */
#include "completeness.h"

#include "arena.h"

#include <string.h>

#define CLAUSE_CONTENTS "II.2"

struct check {
    const struct plan *plan;
    const struct dossier *dossier;
    struct td_err *err;
    enum td_code code;
};

static bool is_blank(const char *text)
{
    return !text || !text[strspn(text, " \t\n")];
}

static bool file_missing(const struct dossier_file *file)
{
    return !file->name || !file->name[0];
}

/* How a nominee is called in messages. */
static const char *nominee_name(struct check *check, size_t index)
{
    const char *name = check->dossier->nominees[index].name;
    return is_blank(name) ? td_path_index(check->err->arena, "nominees", index) : name;
}

static const char *nominee_field(struct check *check, size_t index, const char *field)
{
    struct td_arena *arena = check->err->arena;
    return td_path(arena, td_path_index(arena, "nominees", index), field);
}

static void missing_part(struct check *check, const char *part, const char *field, enum td_key key)
{
    const struct plan_named *named = plan_part_find(check->plan, part);
    if (named)
        check->code =
            td_fail(check->err, TD_FAILED_PRECONDITION, field, named->clause, key, TD_END);
}

static void missing_of(struct check *check, size_t index, const char *field, const char *clause,
                       enum td_key key)
{
    check->code = td_fail(check->err, TD_FAILED_PRECONDITION, nominee_field(check, index, field),
                          clause, key, "nominee", nominee_name(check, index), TD_END);
}

static bool is_stated(const struct dossier_nominee *nominee, const char *criterion)
{
    for (size_t i = 0; i < nominee->n_claims; i++)
        if (strcmp(nominee->claims[i].criterion, criterion) == 0 &&
            !is_blank(nominee->claims[i].statement))
            return true;
    return false;
}

/* III.4: something must be said on every criterion of the nominee's kind. */
static void criteria_check(struct check *check, size_t index)
{
    const struct dossier_nominee *nominee = &check->dossier->nominees[index];
    for (unsigned i = 0; i < check->plan->n_criteria; i++) {
        const struct plan_criterion *criterion = &check->plan->criteria[i];
        if (criterion->kind == nominee->kind && !is_stated(nominee, criterion->id))
            check->code =
                td_fail(check->err, TD_FAILED_PRECONDITION, nominee_field(check, index, "criteria"),
                        criterion->clause, TD_KEY_MISSING_CRITERION, "nominee",
                        nominee_name(check, index), "criterion", criterion->id, "title_vi",
                        criterion->text.vi, "title_en", criterion->text.en, TD_END);
    }
}

/* III.5.a (1): the list must tell who is meant. */
static void identity_check(struct check *check, size_t index, const char *clause)
{
    const struct dossier_nominee *nominee = &check->dossier->nominees[index];
    if (nominee->kind != PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL)
        return;
    if (!nominee->staff_code[0] && !nominee->citizen_id[0])
        missing_of(check, index, "staff_code", clause, TD_KEY_MISSING_IDENTITY);
    if (is_blank(nominee->position))
        missing_of(check, index, "position", clause, TD_KEY_REQUIRED);
}

static void nominee_check(struct check *check, size_t index, const struct plan_named *list,
                          const struct plan_named *report)
{
    const struct dossier_nominee *nominee = &check->dossier->nominees[index];
    if (list)
        identity_check(check, index, list->clause);
    if (check->plan->n_contents && !nominee->n_contents)
        missing_of(check, index, "contents", CLAUSE_CONTENTS, TD_KEY_MISSING_CONTENT);
    criteria_check(check, index);
    if (!report)
        return;
    if (is_blank(nominee->summary))
        missing_of(check, index, "summary", report->clause, TD_KEY_MISSING_SUMMARY);
    if (file_missing(&nominee->report))
        missing_of(check, index, "report", report->clause, TD_KEY_MISSING_REPORT);
}

enum td_code dossier_check_parts(const struct plan *plan, const struct dossier *dossier,
                                 struct td_err *err)
{
    struct check check = {plan, dossier, err, TD_OK};
    if (file_missing(&dossier->letter) || is_blank(dossier->letter_number) ||
        !dossier->letter_dated_on[0])
        missing_part(&check, "letter", "letter", TD_KEY_MISSING_LETTER);
    if (!dossier->n_nominees)
        missing_part(&check, "list", "nominees", TD_KEY_MISSING_LIST);
    if (file_missing(&dossier->minutes) || !dossier->minutes_held_on[0])
        missing_part(&check, "minutes", "minutes", TD_KEY_MISSING_MINUTES);
    const struct plan_named *list = plan_part_find(plan, "list");
    const struct plan_named *report = plan_part_find(plan, "report");
    for (size_t i = 0; i < dossier->n_nominees; i++)
        nominee_check(&check, i, list, report);
    return check.code;
}

enum td_code dossier_check_reception(const struct plan *plan, bool confirmed, uint32_t originals,
                                     struct td_err *err)
{
    struct check check = {.plan = plan, .err = err, .code = TD_OK};
    if (!confirmed)
        missing_part(&check, "report", "", TD_KEY_MISSING_CONFIRMATION);
    const struct plan_named *part = plan_part_find(plan, "originals");
    if (part && originals < plan->originals)
        check.code = td_fail(err, TD_FAILED_PRECONDITION, "originals", part->clause,
                             TD_KEY_MISSING_ORIGINALS, "counted", td_dec(err->arena, originals),
                             "needed", td_dec(err->arena, plan->originals), TD_END);
    return check.code;
}
