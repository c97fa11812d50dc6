/* What every list command shares: all pages of a list as one answer, and its output for programs
 * and spreadsheets.
 *
 *     static const struct command_option OPTIONS[] = {..., OPTION_CSV, {0}};
 *
 *     code = CALL_ALL(cli, task_service, list, &in, &out);
 *     if (code != TD_OK)
 *         return code;
 *     if (list_is_data(cli))                    // --json or --csv FILE
 *         return list_data(cli, &out->base);
 *     ...a table for people
 */
#ifndef CLIENT_LIST_H
#define CLIENT_LIST_H

#include "command.h"
#include "connection.h"

#define OPTION_CSV                                                               \
    {                                                                            \
        .name = "csv", .kind = OPTION_TEXT, .value_name = N_("FILE"),            \
        .help = N_("write the list to a CSV file (“-”: to the standard output)") \
    }

/* Like client_call, but walks all pages when the request has page_size and page_token and the
 * response next_page_token (client's typed form: CALL_ALL). The answer is the first page's with the
 * rows of all in its first repeated field; the request is not changed. */
enum td_code list_all(struct cli *cli, const ProtobufCServiceDescriptor *service,
                      const char *method, const ProtobufCMessage *in,
                      const ProtobufCMessage **ret_out);

#define CALL_ALL(cli, service, method, in, ret_out)                         \
    ({                                                                      \
        CLIENT_CHECK_TYPES_(service, method, in, ret_out);                  \
        list_all((cli), &pb__##service##__descriptor, #method, &(in)->base, \
                 (const ProtobufCMessage **)(ret_out));                     \
    })

/* Was --json or --csv given? The command's table must have OPTION_CSV. */
bool list_is_data(const struct cli *cli);
/* Print it so. With --csv FILE and --json both are done; --csv - and --json exclude each other. */
enum td_code list_data(struct cli *cli, const ProtobufCMessage *out);

#endif
