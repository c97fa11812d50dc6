/* Every service of the daemon, each defined in the file of its name. */
#ifndef SERVER_SERVICE_SERVICES_H
#define SERVER_SERVICE_SERVICES_H

#include "method.h"

extern const struct service appraisal_service;
extern const struct service assessment_service;
extern const struct service certificate_service;
extern const struct service decision_service;
extern const struct service council_service;
extern const struct service difficulty_service;
extern const struct service discipline_service;
extern const struct service dossier_service;
extern const struct service enrollment_service;
extern const struct service evidence_service;
extern const struct service history_service;
extern const struct service index_service;
extern const struct service initiative_service;
extern const struct service local_award_service;
extern const struct service officer_service;
extern const struct service outreach_service;
extern const struct service past_award_service;
extern const struct service plan_service;
extern const struct service publication_service;
extern const struct service ranking_service;
extern const struct service round_service;
extern const struct service task_service;
extern const struct service unit_service;

#endif
