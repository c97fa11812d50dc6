/* --as-of DATE|NUMBER, for every list, ranking and report of the decision.
 *
 *     static const struct command_option OPTIONS[] = {..., OPTION_AS_OF, {0}};
 *
 *     enum td_code code = as_of_take(cli, &in.as_of);
 *     if (code != TD_OK)
 *         return code;
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

/* What the option says, in the arena; NULL when it was not given. INVALID_ARGUMENT with AS_OF_FORM
 * when it is neither. */
enum td_code as_of_take(struct cli *cli, Pb__AsOf **ret);

#endif
