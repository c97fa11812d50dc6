/* Lists of rounds and signed decisions, for people. */
#ifndef CLIENT_CMD_DECISION_VIEW_H
#define CLIENT_CMD_DECISION_VIEW_H

#include "command.h"
#include "decision.pb-c.h"

/* All of it: papers, lines with the council's result beside, differences, refusals, history. */
void decision_print(struct cli *cli, const Pb__Decision *decision);
void decision_print_list(struct cli *cli, const Pb__DecisionListResponse *list);
/* A reason as it is stored, for people: "BCD-2022-0001/1: 3/5" is "3 of 5 votes in favour
 * (BCD-2022-0001/1)", "I.2.e" says what it means. */
const char *decision_reason_words(struct cli *cli, const char *reason);
/* Why a nominee was not awarded: what was said, else what the appraisal or the council found. */
const char *decision_refusal(struct cli *cli, const Pb__DecisionEntry *entry);
/* "05/QĐ-UBND of 27/12/2022"; "" without a number. */
const char *decision_paper(struct cli *cli, const char *number, const char *dated_on);

#endif
