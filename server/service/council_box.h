/* The boxes of secret ballots, as the council and the daemon's start see them: sealed papers in the
 * database, the key in a file beside it. */
#ifndef SERVER_SERVICE_COUNCIL_BOX_H
#define SERVER_SERVICE_COUNCIL_BOX_H

#include "call.h"
#include "council_votes.h"

struct council_case;

enum td_code council_box_make(struct call *call, int64_t ballot_id);
/* OK; FAILED_PRECONDITION with COUNCIL_BOX_LOST. */
enum td_code council_box_check(struct call *call, const struct council_case *ballot);
enum td_code council_box_put(struct call *call, const struct council_case *ballot,
                             const struct council_paper_row *paper);
/* All papers, by nominee, then by code. FAILED_PRECONDITION with COUNCIL_BOX_LOST or
 * COUNCIL_PAPER_UNREADABLE. */
enum td_code council_box_open(struct call *call, const struct council_case *ballot,
                              struct council_paper_row **ret, size_t *ret_n);
/* Once this write is on disk, destroy the key. */
void council_box_burn(struct call *call, int64_t ballot_id);
/* For the daemon's start: destroy keys of ballots that do not run (any more). */
enum td_code council_boxes_sweep(struct db *db, const char *folder, size_t *ret_n);

#endif
