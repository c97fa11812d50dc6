/* Nominees, their sheets and suspected duplicates, for people. */
#ifndef CLIENT_CMD_APPRAISE_VIEW_H
#define CLIENT_CMD_APPRAISE_VIEW_H

#include "appraisal.pb-c.h"
#include "command.h"

/* The whole sheet of one nominee: claims and verdicts beside the facts. */
void appraise_print_sheet(struct cli *cli, const Pb__AppraisalShowResponse *sheet);
/* The verdicts of one criterion, or of several. */
void appraise_print_verdicts(struct cli *cli, Pb__AppraisedCriterion *const *criteria, size_t n);
void appraise_print_duplicates(struct cli *cli, Pb__Duplicate *const *duplicates, size_t n);
/* "HS-2022-0001/1, Nguyễn Văn Mẫu (P1)". */
const char *appraise_who(struct cli *cli, const Pb__NomineeInfo *nominee);

#endif
