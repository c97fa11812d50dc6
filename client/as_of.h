/* --as-of DATE|NUMBER, for every list, ranking and report. A command that takes it says so, and
 * does nothing else: whatever it asks the server for is asked for as of that moment.
 *
 *     static const struct command_option OPTIONS[] = {..., OPTION_AS_OF, {0}};
 */
#ifndef CLIENT_AS_OF_H
#define CLIENT_AS_OF_H

#include "command.h"
#include "types.pb-c.h"

#define OPTION_AS_OF                                                                            \
    {                                                                                           \
        .name = "as-of", .kind = OPTION_TEXT, .value_name = N_("DATE|NUMBER"),                  \
        .help = N_("as known at the end of that day, or after that number of the server's log") \
    }

/* Before a command runs: what the option says, if the command has it, becomes cli->as_of.
 * INVALID_ARGUMENT with AS_OF_FORM when it is neither a day nor a number. */
enum td_code as_of_take(struct cli *cli);
/* Before a request is sent (by CALL and CALL_ALL): put it in the request, if that can be asked as
 * of a moment. */
void as_of_ask(const struct cli *cli, ProtobufCMessage *in);

#endif
