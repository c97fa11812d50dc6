/* Conflicts of interest: what ties an officer to a nominee. Nobody appraises or votes on
 * themselves, and a council member not on their own unit. Pure; any thread. Source: domain.md,
 * rule 7. */
#ifndef TD_DOMAIN_CONFLICT_H
#define TD_DOMAIN_CONFLICT_H

#include "person.h"
#include "types.pb-c.h"

/* staff_code "" where none is known: then the same name within the same unit is taken for them. */
struct conflict_officer {
    const char *unit_code, *full_name, *staff_code;
};

struct conflict_nominee {
    Pb__NomineeKind kind;
    const char *unit_code, *name, *staff_code;
};

enum conflict { CONFLICT_NONE, CONFLICT_UNIT, CONFLICT_SELF };

/* arena: scratch. */
enum conflict conflict_of(const struct conflict_officer *officer,
                          const struct conflict_nominee *nominee, struct td_arena *arena);

#endif
