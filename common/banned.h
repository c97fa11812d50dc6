/* Included before every file: functions that this project does not use. */
#ifndef TD_BANNED_H
#define TD_BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets atoi atol atoll atof strncpy strncat
#endif
