/* Units for every service that deals with them. */
#ifndef SERVER_SERVICE_UNIT_H
#define SERVER_SERVICE_UNIT_H

#include "call.h"

/* Is there a unit of this code on any day? OK; NOT_FOUND with UNIT_UNKNOWN at `field`; a fault. */
enum td_code unit_known(struct call *call, const char *field, const char *unit_code);
/* The same for the "unit_code" that a list is narrowed to: "" is all of them, and fine. */
enum td_code unit_filter_known(struct call *call, const char *unit_code);
/* Does it exist on that day? As unit_known; FAILED_PRECONDITION with UNIT_NOT_VALID at `field`. */
enum td_code unit_known_on(struct call *call, const char *field, const char *unit_code,
                           const char *day);

#endif
