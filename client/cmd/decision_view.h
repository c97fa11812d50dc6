/* Lists of rounds and signed decisions, for people. */
#ifndef CLIENT_CMD_DECISION_VIEW_H
#define CLIENT_CMD_DECISION_VIEW_H

#include "command.h"
#include "decision.pb-c.h"

/* All of it: papers, lines with the council's result beside, differences, refusals, history. */
void decision_print(struct cli *cli, const Pb__Decision *decision);
void decision_print_list(struct cli *cli, const Pb__DecisionListResponse *list);
/* "05/QĐ-UBND of 27/12/2022"; "" without a number. */
const char *decision_paper(struct cli *cli, const char *number, const char *dated_on);

#endif
