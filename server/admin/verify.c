/* thiduad verify: does everything that was ever acknowledged still hold? The log's chain, the
 * references between rows, every version's content, every file. Reads only; the daemon may run. */
#include "admin.h"

#include "arena.h"
#include "attachments.h"
#include "audit.h"
#include "blob.h"
#include "data_folder.h"
#include "digest.h"
#include "dossiers.h"
#include "grant.h"
#include "i18n.h"
#include "migrate.h"
#include "options.h"

#define COMMAND "verify"
#define PAGE 100

struct verification {
    struct db *db;
    struct blob_store *blobs;
    struct td_arena *arena;
    uint64_t n_events, n_dossiers, n_versions, n_files, n_damaged;
};

static void damaged(struct verification *verification, const char *what, const char *which)
{
    verification->n_damaged++;
    printf("%s: %s\n", which, _(what));
}

static enum td_code check_log(struct verification *verification)
{
    char which[64];
    uint64_t count = 0;
    enum td_code code = audit_verify(verification->db, &count);
    if (code == TD_OK)
        verification->n_events = count;
    if (code != TD_DATA_LOSS)
        return code;
    (void)snprintf(which, sizeof which, "%s %llu", _("log event"), (unsigned long long)count);
    damaged(verification, N_("is missing or was changed"), which);
    return TD_OK;
}

static enum td_code check_references(struct verification *verification)
{
    enum td_code code = db_check_references(verification->db);
    if (code != TD_DATA_LOSS)
        return code;
    damaged(verification, N_("some rows refer to others that are not there"), "thidua.db");
    return TD_OK;
}

static enum td_code check_dossier(struct verification *verification, int64_t id)
{
    struct dossier_version_row *versions;
    size_t n = 0;
    enum td_code code =
        dossiers_versions(verification->db, id, 0, INT64_MAX, verification->arena, &versions, &n);
    for (size_t i = 0; i < n && code == TD_OK; i++) {
        uint8_t digest[TD_SHA256_SIZE];
        const uint8_t *content;
        size_t len;
        code = dossiers_content(verification->db, id, versions[i].version, verification->arena,
                                &content, &len);
        if (code != TD_OK)
            break;
        td_sha256(content, len, digest);
        if (memcmp(digest, versions[i].content_sha256, sizeof digest) != 0)
            damaged(verification, N_("the content of a version was changed"),
                    dossier_number(verification->arena, id));
    }
    verification->n_dossiers++;
    verification->n_versions += n;
    return code;
}

static enum td_code check_dossiers(struct verification *verification)
{
    struct dossier_filter filter = {
        .round_id = "", .unit_code = "", .limit = PAGE, .as_of_seq = INT64_MAX};
    enum td_code code;
    size_t n;
    do {
        struct dossier_row *dossiers;
        n = 0;
        td_arena_reset(verification->arena);
        code = dossiers_list(verification->db, &filter, verification->arena, &dossiers, &n);
        for (size_t i = 0; i < n && code == TD_OK; i++) {
            filter.after_id = dossiers[i].id;
            code = check_dossier(verification, dossiers[i].id);
        }
    } while (code == TD_OK && n == PAGE);
    return code;
}

static enum td_code check_files(struct verification *verification)
{
    uint8_t sha256[TD_SHA256_SIZE] = {0};
    char hex[TD_HEX_SIZE];
    enum td_code code;
    while ((code = attachments_any_next(verification->db, sha256, sha256)) == TD_OK) {
        enum td_code file = blob_verify(verification->blobs, sha256);
        td_hex(sha256, sizeof sha256, hex);
        verification->n_files++;
        if (file == TD_NOT_FOUND)
            damaged(verification, N_("the file is missing"), hex);
        else if (file == TD_DATA_LOSS)
            damaged(verification, N_("the file was changed or cannot be read"), hex);
        else if (file != TD_OK)
            return file;
    }
    return code == TD_NOT_FOUND ? TD_OK : code;
}

/* One read transaction: all checks see the same moment, whatever the daemon adds meanwhile. */
static enum td_code check_all(struct verification *verification)
{
    enum td_code code = db_begin(verification->db, false);
    if (code != TD_OK)
        return code;
    code = check_log(verification);
    if (code == TD_OK)
        code = check_references(verification);
    if (code == TD_OK)
        code = check_dossiers(verification);
    if (code == TD_OK)
        code = check_files(verification);
    db_rollback(verification->db);
    return code;
}

static int report(const struct verification *verification)
{
    printf(_("Checked: log events %llu, dossiers %llu, their versions %llu, their files %llu.\n"),
           (unsigned long long)verification->n_events, (unsigned long long)verification->n_dossiers,
           (unsigned long long)verification->n_versions, (unsigned long long)verification->n_files);
    if (verification->n_damaged == 0) {
        printf("%s", _("Everything is as it was written.\n"));
        return 0;
    }
    printf(_("Damaged: %llu. Restore the latest backup beside this folder and compare before "
             "anything else.\n"),
           (unsigned long long)verification->n_damaged);
    return td_code_exit(TD_DATA_LOSS);
}

int admin_verify(int argc, const char **argv)
{
    const char *data, *problem = "";
    struct data_folder folder;
    struct verification verification = {.arena = td_arena_new(64u << 20)};
    struct td_arena *texts = td_arena_new(ADMIN_TEXTS_BYTES);
    const struct admin_option options[] = {
        {"data", NULL, N_("DIR"), N_("The daemon's folder"), &data}, {0}};
    const struct admin_usage usage = {
        COMMAND,
        N_("Checks the log's chain, the database and every evidence file. Changes nothing; the "
           "daemon may be running."),
        "thiduad verify --data /var/lib/thidua", options};
    int exit_code;
    if (!admin_options_read(&usage, texts, argc, argv, &exit_code))
        goto out;
    enum td_code code = data_folder_open(data, false, &folder, &problem);
    if (code == TD_OK)
        code = db_open(folder.database, true, &verification.db, &problem);
    if (code == TD_OK)
        code = blob_store_open_readonly(folder.evidence, &verification.blobs, &problem);
    if (code != TD_OK) {
        exit_code = admin_fail(COMMAND, code, data, problem);
        goto out;
    }
    code = check_all(&verification);
    exit_code = code == TD_OK ? report(&verification)
                              : admin_fail(COMMAND, code, data, N_("the check could not be made"));
out:
    blob_store_close(verification.blobs);
    db_close(verification.db);
    td_arena_free(verification.arena);
    td_arena_free(texts);
    return exit_code;
}
