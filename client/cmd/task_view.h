/* A task as people read it. */
#ifndef CLIENT_CMD_TASK_VIEW_H
#define CLIENT_CMD_TASK_VIEW_H

#include "command.h"
#include "task.pb-c.h"

/* What every command about one task ends with: what it is, when it is due, where it stands. With
 * --json the whole answer instead. UNKNOWN: the answer holds no task. */
enum td_code task_print(struct cli *cli, const ProtobufCMessage *answer, const Pb__Task *task);

#endif
