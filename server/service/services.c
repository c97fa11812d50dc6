/* The list of all services that this daemon answers. */
#include "services.h"

#include <stddef.h>

const struct service *const all_services[] = {&enrollment_service, &evidence_service,
                                              &officer_service, NULL};
