/* What the council's commands show: sessions, ballots, counts. */
#ifndef CLIENT_CMD_COUNCIL_VIEW_H
#define CLIENT_CMD_COUNCIL_VIEW_H

#include "command.h"
#include "council.pb-c.h"

/* After a write or a show: the message as data with --json, else for people. */
enum td_code council_print_session(struct cli *cli, const ProtobufCMessage *message,
                                   const Pb__CouncilSession *session);
enum td_code council_print_ballot(struct cli *cli, const ProtobufCMessage *message,
                                  const Pb__CouncilBallot *ballot);

void council_show_session(struct cli *cli, const Pb__CouncilSession *session);
void council_show_ballot(struct cli *cli, const Pb__CouncilBallot *ballot);
/* The counts, and what came of them. */
void council_show_tally(struct cli *cli, const Pb__CouncilTally *tally);
/* The papers of a secret ballot with their codes, or the votes of an open one. */
void council_show_papers(struct cli *cli, const Pb__CouncilTally *tally);
void council_show_conflicts(struct cli *cli, const Pb__CouncilBallot *ballot);

/* "Nguyễn Văn Mẫu (P1)"; of a collective its unit's name too, where it is another. */
const char *council_name(struct cli *cli, const Pb__CouncilCandidate *candidate);
/* "4f00…", in hex. */
const char *council_code(struct cli *cli, const ProtobufCBinaryData *code);

#endif
