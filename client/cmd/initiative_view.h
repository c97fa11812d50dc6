/* Initiatives for people to read. */
#ifndef CLIENT_CMD_INITIATIVE_VIEW_H
#define CLIENT_CMD_INITIATIVE_VIEW_H

#include "command.h"
#include "initiative.pb-c.h"

/* Number, title, state, decision, adoptions. */
void initiative_print_facts(struct cli *cli, const Pb__Initiative *initiative);
/* Description, effect with its figures, authors. */
void initiative_print_content(struct cli *cli, const Pb__InitiativeContent *content);
void initiative_print_steps(struct cli *cli, const Pb__InitiativeShowResponse *shown);
void initiative_print_adoptions(struct cli *cli, Pb__Adoption *const *adoptions, size_t n);

/* What every command about one initiative ends with: the answer as JSON, or the (translated)
 * sentence and the facts. */
enum td_code initiative_print_done(struct cli *cli, const ProtobufCMessage *message,
                                   const char *sentence, const Pb__Initiative *initiative);

#endif
