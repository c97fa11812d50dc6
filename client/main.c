/* thidua: the command line of wards and departments. */
#include "command.h"
#include "commands.h"

int main(int argc, char **argv)
{
    return command_main(argc, argv, all_commands, all_groups);
}
