/* Who a discipline case is about, and what it means for a nomination. Pure: no I/O, no clock.
 * Source: Plan 50/KH-UBND I.2.e; shared design domain.md, rules 2 and 8. */
#include "eligibility.h"

#include "arena.h"
#include "person.h"

#include <string.h>

/* -- who -- */

static enum eligibility_match match_person(const struct discipline_case *discipline,
                                           const struct dossier_nominee *nominee,
                                           struct td_arena *arena)
{
    const struct person of_case = {discipline->staff_code, discipline->citizen_id,
                                   discipline->name};
    const struct person nominated = {nominee->staff_code, nominee->citizen_id, nominee->name};
    switch (person_match(&of_case, &nominated, arena)) {
    case PERSON_SAME_STAFF_CODE:
    case PERSON_SAME_CITIZEN_ID:
        return ELIGIBILITY_SAME;
    case PERSON_NAMESAKE:
        return ELIGIBILITY_HINT;
    case PERSON_OPEN:
    case PERSON_OTHER:
        break;
    }
    return ELIGIBILITY_OTHER;
}

enum eligibility_match eligibility_match(const struct discipline_case *discipline,
                                         const struct dossier_nominee *nominee,
                                         const char *unit_code, struct td_arena *arena)
{
    if (discipline->kind != nominee->kind)
        return ELIGIBILITY_OTHER;
    if (nominee->kind == PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL)
        return match_person(discipline, nominee, arena);
    if (strcmp(discipline->unit_code, unit_code) != 0)
        return ELIGIBILITY_OTHER;
    if (!*discipline->name || person_same_name(discipline->name, nominee->name, arena))
        return ELIGIBILITY_SAME;
    return ELIGIBILITY_HINT;
}

/* -- what follows -- */

enum td_code eligibility_check(const struct dossier *dossier,
                               const struct discipline_register *discipline, const char *day,
                               struct td_err *err)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; i < dossier->n_nominees; i++) {
        const struct dossier_nominee *nominee = &dossier->nominees[i];
        bool excluded = false;
        for (size_t c = 0; c < discipline->n_cases && !excluded; c++)
            excluded = strcmp(discipline->cases[c].unit_code, dossier->unit_code) == 0 &&
                       discipline_on(&discipline->cases[c], day) != DISCIPLINE_NONE &&
                       eligibility_match(&discipline->cases[c], nominee, dossier->unit_code,
                                         err->arena) == ELIGIBILITY_SAME;
        if (excluded)
            code = td_fail(err, TD_FAILED_PRECONDITION, td_path_index(err->arena, "nominees", i),
                           ELIGIBILITY_CLAUSE, TD_KEY_NOMINEE_INELIGIBLE, "nominee", nominee->name,
                           TD_END);
    }
    return code;
}

static enum td_code add_fact(const struct discipline_case *by, enum discipline_fact fact,
                             const char *field, const char *nominee, struct td_err *err)
{
    if (fact == DISCIPLINE_SERVED)
        return td_fail(err, TD_FAILED_PRECONDITION, field, ELIGIBILITY_CLAUSE,
                       TD_KEY_NOMINEE_SERVING, "nominee", nominee, "case", by->number, "measure",
                       by->measure, "from_on", by->from_on, "until_on", by->until_on, "document",
                       by->decision.number, "dated_on", by->decision.dated_on, TD_END);
    return td_fail(err, TD_FAILED_PRECONDITION, field, ELIGIBILITY_CLAUSE,
                   TD_KEY_NOMINEE_CONSIDERED, "nominee", nominee, "case", by->number, "opened_on",
                   by->opened_on, "document", by->opening.number, "dated_on", by->opening.dated_on,
                   TD_END);
}

enum td_code eligibility_facts(const struct dossier *dossier, size_t i,
                               const struct discipline_register *discipline, const char *day,
                               struct td_err *err)
{
    enum td_code code = TD_OK;
    const struct dossier_nominee *nominee = &dossier->nominees[i];
    for (size_t c = 0; c < discipline->n_cases; c++) {
        const struct discipline_case *by = &discipline->cases[c];
        enum discipline_fact fact = discipline_on(by, day);
        if (fact != DISCIPLINE_NONE &&
            eligibility_match(by, nominee, dossier->unit_code, err->arena) == ELIGIBILITY_SAME)
            code = add_fact(by, fact, td_path_index(err->arena, "nominees", i), nominee->name, err);
    }
    return code;
}

void eligibility_hints(const struct dossier *dossier, size_t i,
                       const struct discipline_register *discipline, const char *day,
                       struct td_err *hints)
{
    const struct dossier_nominee *nominee = &dossier->nominees[i];
    for (size_t c = 0; c < discipline->n_cases; c++) {
        const struct discipline_case *by = &discipline->cases[c];
        if (discipline_on(by, day) == DISCIPLINE_NONE ||
            eligibility_match(by, nominee, dossier->unit_code, hints->arena) != ELIGIBILITY_HINT)
            continue;
        td_fail(hints, TD_FAILED_PRECONDITION, td_path_index(hints->arena, "nominees", i),
                ELIGIBILITY_CLAUSE,
                by->kind == PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL ? TD_KEY_NOMINEE_NAMESAKE
                                                                 : TD_KEY_NOMINEE_PART,
                "nominee", nominee->name, "case", by->number, "name", by->name, "unit",
                by->unit_code, TD_END);
    }
}
