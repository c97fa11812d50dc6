/* Cases of discipline: their table of states, and what a case means on a given day. Pure; any
 * thread. Source: Plan 50/KH-UBND I.2.e; shared design domain.md, States. */
#ifndef TD_DOMAIN_DISCIPLINE_H
#define TD_DOMAIN_DISCIPLINE_H

#include "workflow.h"

/* Where an event leads from a state (UNSPECIFIED: there is no case yet). As workflow_next, with
 * DISCIPLINE_STATE. */
enum td_code discipline_next(Pb__DisciplineState from, Pb__DisciplineEvent event, role_set roles,
                             Pb__DisciplineState *ret_to, struct td_err *err);

struct discipline_document {
    const char *number, *dated_on;
};

/* A case as its events have left it. Borrowed strings, "" where there is none; days are
 * "YYYY-MM-DD". */
struct discipline_case {
    const char *number; /* "KL-2022-0001" */
    Pb__NomineeKind kind;
    /* Of the person; or of the part of the unit, "" for the unit as a whole. */
    const char *name;
    const char *staff_code, *citizen_id; /* of a person: one of them at least */
    const char *unit_code;
    Pb__DisciplineState state;
    const char *opened_on;          /* the first day of consideration */
    const char *measure;            /* once imposed: */
    const char *from_on, *until_on; /* the first and the last day of serving it */
    const char *closed_on;          /* ended: the last day served; dismissed: the first day free */
    struct discipline_document opening;  /* by which it is considered */
    struct discipline_document decision; /* by which the measure was imposed */
};

enum discipline_fact {
    DISCIPLINE_NONE,       /* not yet, or not any more */
    DISCIPLINE_CONSIDERED, /* đang xem xét kỷ luật; also decided, but the measure has not begun */
    DISCIPLINE_SERVED,     /* đang thi hành kỷ luật: from its first to its last day */
};

enum discipline_fact discipline_on(const struct discipline_case *discipline, const char *day);

/* A day after which discipline_on is NONE for certain: what the store looks cases up by. */
#define DISCIPLINE_NO_LAST_DAY "9999-12-31"
const char *discipline_last_day(const struct discipline_case *discipline);

#endif
