/* thiduad admin-code: a new enrolment code for an administrator who has none left. May run while
 * the daemon runs. */
#include "admin.h"

#include "arena.h"
#include "data_folder.h"
#include "enroll_code.h"
#include "grant.h"
#include "i18n.h"
#include "migrate.h"
#include "officers.h"
#include "options.h"
#include "pki.h"
#include "timefmt.h"

#define COMMAND "admin-code"

struct admin_code_run {
    struct td_arena *texts;
    const char *data, *login, *address;
    struct pki *pki;
    struct db *db;
    char code_text[TD_ENROLL_CODE_SIZE];
    int64_t expires_utc_ms;
};

static bool read_options(struct admin_code_run *run, int argc, const char **argv, int *ret_exit)
{
    char host[TD_HOST_SIZE];
    uint16_t port;
    const struct admin_option options[] = {
        {"data", NULL, N_("DIR"), N_("The daemon's folder"), &run->data},
        {"login", NULL, N_("LOGIN"), N_("An administrator's login"), &run->login},
        {"address", "127.0.0.1:7443", N_("HOST:PORT"),
         N_("Where officers' computers reach the daemon; part of the code"), &run->address},
        {0},
    };
    const struct admin_usage usage = {
        COMMAND,
        N_("Makes a new enrolment code for an administrator, for when no administrator can come "
           "in any more.\nThe daemon may be running. All other codes come from: thidua officer "
           "code LOGIN"),
        "thiduad admin-code --data /var/lib/thidua --login pnv.admin "
        "--address thidua.example.vn:7443",
        options};
    if (!admin_options_read(&usage, run->texts, argc, argv, ret_exit))
        return false;
    if (td_address_parse(run->address, host, &port))
        return true;
    fprintf(stderr, "thiduad %s: --address: %s\n", COMMAND,
            _("HOST:PORT, for example thidua.example.vn:7443"));
    *ret_exit = ADMIN_EXIT_USAGE;
    return false;
}

/* *ret_problem: why this officer gets no code here. */
static enum td_code issue(struct admin_code_run *run, struct td_arena *arena,
                          const char **ret_problem)
{
    struct officer_row officer;
    enum td_code code = officers_find(run->db, run->login, arena, &officer);
    *ret_problem = N_("the database cannot be read or written");
    if (code == TD_NOT_FOUND)
        *ret_problem = N_("there is no such officer");
    if (code != TD_OK)
        return code;
    if (officer.disabled_utc_ms || !(officer.roles & ROLE_BIT(PB__ROLE__ROLE_ADMINISTRATOR))) {
        *ret_problem = N_("is not an active administrator; use: thidua officer code LOGIN");
        return TD_FAILED_PRECONDITION;
    }
    const struct grant grant = {.method = "thiduad/admin-code",
                                .login = officer.login,
                                .officer_id = officer.id,
                                .address = run->address,
                                .pki = run->pki};
    return grant_issue(run->db, &grant, td_now_utc_ms(), run->code_text, &run->expires_utc_ms);
}

static int issue_in_transaction(struct admin_code_run *run)
{
    const char *problem = N_("the database cannot be read or written");
    struct td_arena *arena = td_arena_new(1 << 16);
    enum td_code code = arena ? db_begin(run->db, true) : TD_INTERNAL;
    if (code == TD_OK) {
        code = issue(run, arena, &problem);
        if (code == TD_OK)
            code = db_commit(run->db);
        else
            db_rollback(run->db);
    }
    td_arena_free(arena);
    return code == TD_OK ? 0 : admin_fail(COMMAND, code, run->login, problem);
}

static int make_code(struct admin_code_run *run)
{
    struct data_folder folder;
    const char *problem = "";
    enum td_code code = data_folder_open(run->data, false, &folder, &problem);
    if (code == TD_OK)
        code = pki_open(folder.pki, &run->pki, &problem);
    if (code == TD_OK)
        code = db_open(folder.database, false, &run->db, &problem);
    int exit_code =
        code == TD_OK ? issue_in_transaction(run) : admin_fail(COMMAND, code, run->data, problem);
    if (exit_code == 0)
        grant_print(run->login, run->code_text, run->expires_utc_ms);
    return exit_code;
}

int admin_code(int argc, const char **argv)
{
    struct admin_code_run run = {.texts = td_arena_new(ADMIN_TEXTS_BYTES)};
    int exit_code;
    if (read_options(&run, argc, argv, &exit_code))
        exit_code = make_code(&run);
    db_close(run.db);
    pki_close(run.pki);
    td_arena_free(run.texts);
    return exit_code;
}
