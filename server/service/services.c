/* The list of all services that this daemon answers. */
#include "services.h"

#include <stddef.h>

/* One a line, so that many can add theirs. */
/* clang-format off */
const struct service *const all_services[] = {
    &appraisal_service,
    &assessment_service,
    &certificate_service,
    &decision_service,
    &council_service,
    &difficulty_service,
    &discipline_service,
    &dossier_service,
    &enrollment_service,
    &evidence_service,
    &history_service,
    &index_service,
    &initiative_service,
    &local_award_service,
    &officer_service,
    &outreach_service,
    &past_award_service,
    &plan_service,
    &publication_service,
    &ranking_service,
    &round_service,
    &task_service,
    &unit_service,
    NULL,
};
/* clang-format on */
