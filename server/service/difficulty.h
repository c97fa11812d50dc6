/* What DifficultyService tells the other services. */
#ifndef SERVER_SERVICE_DIFFICULTY_H
#define SERVER_SERVICE_DIFFICULTY_H

#include "attachment.h"

/* May the caller see that difficulty's evidence? (attachment.h) */
attachment_see difficulty_see;

#endif
