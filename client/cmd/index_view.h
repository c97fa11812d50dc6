/* How results of the CCHC index look to people. */
#ifndef CLIENT_CMD_INDEX_VIEW_H
#define CLIENT_CMD_INDEX_VIEW_H

#include "command.h"
#include "index.pb-c.h"

/* "40.61 of 45.00 points (90.24 %), rank 1", and what must be known about it: no survey, criteria
 * that wait for an appraisal. result may be NULL: nothing. */
void index_result_print(struct cli *cli, const Pb__IndexResult *result);

/* A table of units by rank, what a shared rank means, and who has no score. */
void index_results_print(struct cli *cli, Pb__IndexResult *const *results, size_t n,
                         char *const *missing, size_t n_missing);

#endif
