/* thiduad init: a town from nothing: CA and keys, database, the Home Affairs unit, the first
 * administrator and their enrolment code. Run again after an interruption it goes on; a folder
 * that has an officer is never touched. */
#include "admin.h"

#include "arena.h"
#include "blob.h"
#include "data_folder.h"
#include "digest.h"
#include "domain/names.h"
#include "durable.h"
#include "enroll_code.h"
#include "grant.h"
#include "i18n.h"
#include "migrate.h"
#include "officers.h"
#include "options.h"
#include "pki.h"
#include "timefmt.h"
#include "units.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#define COMMAND "init"
#define NAME_MAX_CHARS 100
#define TOWN_MAX_CHARS 64 /* as the organization of the CA certificate, RFC 5280 */

struct init {
    struct td_arena *texts;
    const char *data, *town, *unit, *unit_name, *unit_from, *login, *name, *address;
    struct data_folder folder;
    struct pki *pki;
    struct db *db;
    char code_text[TD_ENROLL_CODE_SIZE];
    int64_t expires_utc_ms;
};

/* -- options -- */

static int complain(const char *option, const char *problem)
{
    fprintf(stderr, "thiduad %s: %s: %s\n", COMMAND, option, problem);
    return ADMIN_EXIT_USAGE;
}

static bool label_good(const char *text, size_t max_chars)
{
    return label_check(text, max_chars, "", NULL) == TD_OK;
}

/* 0, or the exit code after a complaint. */
static int check_values(const struct init *init)
{
    char host[TD_HOST_SIZE];
    uint16_t port;
    if (!label_good(init->town, TOWN_MAX_CHARS))
        return complain("--town", _("a name of 1 to 64 letters, composed Unicode (NFC)"));
    if (unit_code_check(init->unit, "", NULL) != TD_OK)
        return complain("--unit", _("A-Z and 0-9, 1 to 16, for example PNV"));
    if (!label_good(init->unit_name, NAME_MAX_CHARS))
        return complain("--unit-name", _("a name of 1 to 100 letters, composed Unicode (NFC)"));
    if (!td_date_valid(init->unit_from))
        return complain("--unit-from", _("a date, for example 2021-01-01"));
    if (login_check(init->login, "", NULL) != TD_OK)
        return complain("--login", _("a-z, 0-9, '.' and '-', 2 to 40, for example pnv.admin"));
    if (!label_good(init->name, NAME_MAX_CHARS))
        return complain("--name", _("a name of 1 to 100 letters, composed Unicode (NFC)"));
    if (!td_address_parse(init->address, host, &port))
        return complain("--address", _("HOST:PORT, for example thidua.example.vn:7443"));
    return 0;
}

static bool read_options(struct init *init, int argc, const char **argv, int *ret_exit)
{
    const struct admin_option options[] = {
        {"data", NULL, N_("DIR"), N_("Folder to make; only its owner may have access"),
         &init->data},
        {"town", NULL, N_("NAME"), N_("The town, as receipts name it"), &init->town},
        {"unit", "PNV", N_("CODE"), N_("Code of the Home Affairs unit"), &init->unit},
        {"unit-name", "Phòng Nội vụ", N_("NAME"), N_("Its name"), &init->unit_name},
        {"unit-from", "2021-01-01", N_("DATE"), N_("First day on which it exists"),
         &init->unit_from},
        {"login", NULL, N_("LOGIN"), N_("The first administrator's login"), &init->login},
        {"name", NULL, N_("NAME"), N_("The first administrator's full name"), &init->name},
        {"address", "127.0.0.1:7443", N_("HOST:PORT"),
         N_("Where officers' computers reach the daemon; part of the code"), &init->address},
        {0},
    };
    const struct admin_usage usage = {
        COMMAND,
        N_("Makes a town in an empty folder: certificate authority, keys, database, the Home "
           "Affairs unit\nand the first administrator, and prints that officer's enrolment code."),
        "thiduad init --data /var/lib/thidua --town \"Thị xã Ngã Năm\" --login pnv.admin "
        "--name \"Nguyễn Văn Mẫu\" --address thidua.example.vn:7443",
        options};
    if (!admin_options_read(&usage, init->texts, argc, argv, ret_exit))
        return false;
    *ret_exit = check_values(init);
    return *ret_exit == 0;
}

/* -- steps -- */

/* Anything but what an interrupted init leaves behind, or a mount's lost+found. */
static int is_stranger(const struct dirent *entry)
{
    static const char *const ours[] = {".",       "..",   "pki",        "evidence",
                                       "ballots", "lock", "lost+found", NULL};
    for (size_t i = 0; ours[i]; i++)
        if (strcmp(entry->d_name, ours[i]) == 0)
            return 0;
    return strncmp(entry->d_name, "thidua.db", strlen("thidua.db")) != 0;
}

static bool holds_strangers(const char *path)
{
    struct dirent **entries = NULL;
    int n = scandir(path, &entries, is_stranger, NULL);
    for (int i = 0; i < n; i++)
        free(entries[i]);
    free(entries);
    return n != 0;
}

static int make_folder(struct init *init)
{
    struct stat status;
    if (!data_folder_paths(init->data, &init->folder))
        return admin_fail(COMMAND, TD_INVALID_ARGUMENT, init->data, N_("the path is too long"));
    if (td_folder_make(init->data) != TD_OK)
        return admin_fail(COMMAND, TD_INTERNAL, init->data, strerror(errno));
    if (stat(init->data, &status) != 0 || !S_ISDIR(status.st_mode))
        return admin_fail(COMMAND, TD_FAILED_PRECONDITION, init->data, N_("is not a folder"));
    if ((status.st_mode & 077) != 0)
        return admin_fail(COMMAND, TD_FAILED_PRECONDITION, init->data,
                          N_("is open to other users; close it with: chmod 700 DIR"));
    if (holds_strangers(init->data))
        return admin_fail(COMMAND, TD_FAILED_PRECONDITION, init->data,
                          N_("holds other files; choose an empty folder"));
    return 0;
}

static int open_database(struct init *init)
{
    int version = 0, known = 0;
    const char *problem = "";
    enum td_code code = migrate(init->folder.database, &version, &known, &problem);
    if (code == TD_OK)
        code = db_open(init->folder.database, false, &init->db, &problem);
    return code == TD_OK ? 0 : admin_fail(COMMAND, code, init->folder.database, problem);
}

/* Keys left by an init that was interrupted are used, if they are this town's. */
static int open_keys(struct init *init)
{
    const char *problem = "";
    enum td_code code = pki_create(init->folder.pki, init->town, &problem);
    if (code == TD_OK || code == TD_ALREADY_EXISTS)
        code = pki_open(init->folder.pki, &init->pki, &problem);
    if (code != TD_OK)
        return admin_fail(COMMAND, code, init->folder.pki, problem);
    if (strcmp(pki_town(init->pki), init->town) != 0)
        return admin_fail(COMMAND, TD_ALREADY_EXISTS, init->folder.pki,
                          N_("these keys were made for another town's name"));
    return 0;
}

static int make_evidence(struct init *init)
{
    struct blob_store *blobs = NULL;
    const char *problem = "";
    enum td_code code =
        blob_store_open(&(struct blob_options){.folder = init->folder.evidence}, &blobs, &problem);
    blob_store_close(blobs);
    return code == TD_OK ? 0 : admin_fail(COMMAND, code, init->folder.evidence, problem);
}

/* Unit, officer, code and log event. ALREADY_EXISTS: somebody is here already. */
static enum td_code fill_database(struct init *init, struct td_arena *arena)
{
    struct officer_row *present;
    size_t n_present;
    bool changed;
    const struct unit_row unit = {.code = init->unit,
                                  .name = init->unit_name,
                                  .kind = PB__UNIT_KIND__UNIT_DEPARTMENT,
                                  .valid_from = init->unit_from,
                                  .valid_to = ""};
    const struct officer_row officer = {.login = init->login,
                                        .full_name = init->name,
                                        .unit_code = init->unit,
                                        .roles = ROLE_BIT(PB__ROLE__ROLE_ADMINISTRATOR),
                                        .added_utc_ms = td_now_utc_ms()};
    struct grant grant = {
        .method = "thiduad/init", .login = init->login, .address = init->address, .pki = init->pki};
    enum td_code code = officers_list(init->db, true, INT64_MAX, arena, &present, &n_present);
    if (code == TD_OK && n_present > 0)
        code = TD_ALREADY_EXISTS;
    if (code == TD_OK)
        code = units_put(init->db, &unit, 0, &changed);
    if (code == TD_OK)
        code = officers_add(init->db, &officer, &grant.officer_id);
    if (code == TD_OK)
        code = grant_issue(init->db, &grant, officer.added_utc_ms, init->code_text,
                           &init->expires_utc_ms);
    return code;
}

static int fill(struct init *init)
{
    struct td_arena *arena = td_arena_new(1 << 20);
    enum td_code code = arena ? db_begin(init->db, true) : TD_INTERNAL;
    if (code == TD_OK) {
        code = fill_database(init, arena);
        if (code == TD_OK)
            code = db_commit(init->db);
        else
            db_rollback(init->db);
    }
    td_arena_free(arena);
    if (code == TD_ALREADY_EXISTS)
        return admin_fail(COMMAND, code, init->data,
                          N_("holds a town already; nothing was changed. For a code that got lost: "
                             "thiduad admin-code --data DIR --login LOGIN"));
    return code == TD_OK ? 0
                         : admin_fail(COMMAND, code, init->folder.database,
                                      N_("the database cannot be written"));
}

static void report(const struct init *init)
{
    uint8_t fingerprint[TD_SHA256_SIZE];
    char hex[TD_HEX_SIZE];
    pki_ca_fingerprint(init->pki, fingerprint);
    td_hex(fingerprint, sizeof fingerprint, hex);
    printf(_("%s is ready in %s.\n"
             "Unit %s (%s) and administrator %s (%s) were added.\n"
             "CA fingerprint (SHA-256): %s\n"
             "Keep a copy of %s in a safe place: whoever has it can let anyone in.\n\n"),
           init->town, init->data, init->unit, init->unit_name, init->login, init->name, hex,
           init->folder.pki);
    grant_print(init->login, init->code_text, init->expires_utc_ms);
    printf(_("Start the daemon with: thiduad run --data %s\n"), init->data);
}

static int make_town(struct init *init)
{
    int exit_code = make_folder(init);
    if (exit_code == 0)
        exit_code = open_keys(init);
    if (exit_code == 0)
        exit_code = make_evidence(init);
    if (exit_code == 0)
        exit_code = open_database(init);
    if (exit_code == 0)
        exit_code = fill(init);
    if (exit_code == 0)
        report(init);
    return exit_code;
}

int admin_init(int argc, const char **argv)
{
    struct init init = {.texts = td_arena_new(ADMIN_TEXTS_BYTES)};
    int exit_code;
    if (read_options(&init, argc, argv, &exit_code))
        exit_code = make_town(&init);
    db_close(init.db);
    pki_close(init.pki);
    td_arena_free(init.texts);
    return exit_code;
}
