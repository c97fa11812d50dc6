/* Checking, keeping and showing evidence files by subject, and who may see whose. */
#include "attachment.h"

#include "assessment.h"
#include "blob.h"
#include "check.h"
#include "difficulty.h"
#include "digest.h"
#include "discipline_case.h"
#include "index.h"
#include "initiative.h"
#include "outreach.h"
#include "publication.h"
#include "reply.h"
#include "task.h"
#include "text.h"

/* Every word that subjects begin with. */
/* clang-format off */
static const struct {
    const char *word; /* with its blank */
    attachment_see *see;
} kinds[] = {
    {"initiative ", initiative_see},
    {"outreach ", outreach_see},
    {"task ", task_see},
    {"index ", index_evidence_see},
    {"difficulty ", difficulty_see},
    {"discipline ", discipline_see},
    {"assessment ", assessment_see},
    {"announcement ", announcement_see},
    {NULL, NULL},
};
/* clang-format on */

/* -- taking -- */

bool attachment_check_held(struct call *call, const char *path, const Pb__FileRef *file)
{
    if (!check_length(call, td_path(call->arena, path, "sha256"), file->sha256.len, TD_SHA256_SIZE))
        return false;
    if (blob_held(call->services->blobs, call->who.unit_code, file->sha256.data, file->size_bytes))
        return true;
    td_fail(call->err, TD_FAILED_PRECONDITION, path, "", TD_KEY_FILE_NOT_UPLOADED, "name",
            file->name, TD_END);
    return false;
}

bool attachment_check(struct call *call, const char *field, Pb__FileRef *const *files, size_t n)
{
    bool fine = n <= ATTACHMENT_MAX_FILES;
    if (!fine)
        td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_LIST_LONG, "max",
                td_dec(call->arena, ATTACHMENT_MAX_FILES), TD_END);
    for (size_t i = 0; i < n && i < ATTACHMENT_MAX_FILES; i++) {
        const char *path = td_path_index(call->arena, field, i);
        if (!td_text_is_file_name(files[i]->name)) {
            td_fail(call->err, TD_INVALID_ARGUMENT, td_path(call->arena, path, "name"), "",
                    TD_KEY_FILE_NAME, "name", files[i]->name, TD_END);
            fine = false;
        }
        fine &= attachment_check_held(call, path, files[i]);
    }
    return fine;
}

enum td_code attachment_add(struct call *call, const char *subject, Pb__FileRef *const *files,
                            size_t n)
{
    struct attachment_row *rows = td_arena_zalloc(call->arena, (n + 1) * sizeof *rows);
    if (!rows || !subject)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        rows[i].sha256 = files[i]->sha256.data;
        rows[i].name = files[i]->name;
        rows[i].size_bytes = files[i]->size_bytes;
    }
    return attachments_add(call->db, subject, call->log_seq, rows, n);
}

/* -- showing -- */

Pb__FileRef *attachment_ref(struct call *call, const struct attachment_row *row)
{
    Pb__FileRef *file = reply_message(call, &pb__file_ref__descriptor);
    if (!file)
        return NULL;
    file->name = (char *)row->name;
    file->sha256 = (ProtobufCBinaryData){TD_SHA256_SIZE, (uint8_t *)row->sha256};
    file->size_bytes = row->size_bytes;
    return file;
}

static enum td_code files_reply(struct call *call, const char *subject, uint64_t first_seq,
                                uint64_t last_seq, Pb__FileRef ***ret, size_t *ret_n)
{
    struct attachment_row *rows;
    size_t n;
    if (!subject)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        attachments_list(call->db, subject, first_seq, last_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    Pb__FileRef **files = td_arena_alloc(call->arena, (n + 1) * sizeof(Pb__FileRef *));
    if (!files)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        files[i] = attachment_ref(call, &rows[i]);
        if (!files[i])
            return TD_RESOURCE_EXHAUSTED;
    }
    *ret = files;
    *ret_n = n;
    return TD_OK;
}

enum td_code attachment_reply(struct call *call, const char *subject, uint64_t log_seq,
                              Pb__FileRef ***ret, size_t *ret_n)
{
    return files_reply(call, subject, log_seq, log_seq, ret, ret_n);
}

enum td_code attachment_reply_until(struct call *call, const char *subject, uint64_t log_seq,
                                    Pb__FileRef ***ret, size_t *ret_n)
{
    return files_reply(call, subject, 0, log_seq, ret, ret_n);
}

enum td_code attachment_visible(struct call *call, const char *subject, int64_t as_of_seq)
{
    enum td_code code = TD_NOT_FOUND;
    bool visible = false;
    for (size_t i = 0; kinds[i].word; i++) {
        size_t len = strlen(kinds[i].word);
        if (strncmp(subject, kinds[i].word, len) == 0)
            code = kinds[i].see(call, subject + len, as_of_seq, &visible);
    }
    if (code != TD_OK && code != TD_NOT_FOUND)
        return code;
    if (code == TD_OK && visible)
        return TD_OK;
    return td_fail(call->err, TD_NOT_FOUND, "subject", "", TD_KEY_SUBJECT_UNKNOWN, "subject",
                   subject, TD_END);
}
