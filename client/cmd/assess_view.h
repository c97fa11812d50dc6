/* What thidua assess prints. */
#ifndef CLIENT_CMD_ASSESS_VIEW_H
#define CLIENT_CMD_ASSESS_VIEW_H

#include "assessment.pb-c.h"
#include "command.h"

/* The sheet that the People's Committee can read. */
void assess_print_sheet(struct cli *cli, const Pb__AssessmentSheet *sheet);

/* "80,00 %", or what people say where there is nothing to judge. */
const char *assess_percent(struct cli *cli, bool known, int32_t centi);

#endif
