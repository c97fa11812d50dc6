/* The plan file's own words for the ids in answers. */
#ifndef CLIENT_CMD_PLAN_WORDS_H
#define CLIENT_CMD_PLAN_WORDS_H

#include "command.h"
#include "plan.h"

/* The text of the reader's language; Vietnamese where there is no other. */
const char *plan_text_of(const struct plan_text *text);

/* What a version of a plan calls one of its fields (II.2.b), in cli->arena; the id where the plan
 * has no such field. plan_id "", version 0: the newest. Asks the server; outcomes as client_call.
 */
enum td_code plan_field_text(struct cli *cli, const char *plan_id, uint32_t version,
                             const char *field, const char **ret);

/* For `read` of csv_import.h: the row's text `field` from a cell with a field's id, or with the
 * words of the reader's language for it. What is neither stays for the server to refuse. */
enum td_code plan_field_cell(const char *text, const char *where, struct td_arena *arena,
                             ProtobufCMessage *row, struct td_err *err);

#endif
