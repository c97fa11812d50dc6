/* Offer, then pipelined Append. The line may break and be mended in the middle: chunks sent twice
 * are answered by FILE_OFFSET, and then the server is simply asked again where it stands. */
#include "upload.h"

#include "evidence.pb-c.h"
#include "i18n.h"
#include "progress.h"
#include "window.h"

#include <errno.h>
#include <unistd.h>

#define CHUNK_BYTES ((size_t)64 * 1024)
#define ANSWER_ARENA_BYTES ((size_t)64 * 1024)
#define MAX_RESTARTS 10 /* of one file without a byte gained in between */

struct upload {
    struct cli *cli;
    const struct folder *folder;
    struct progress progress;
    size_t chunk_bytes, window;
    uint8_t *buffer;          /* chunk_bytes */
    struct td_arena *answers; /* one answer at a time */
};

/* One file on its way. */
struct transfer {
    const struct folder_file *file;
    int fd;
    uint64_t sent, durable; /* bytes; durable as last answered */
    struct window window;
    bool complete;
};

/* The server knows files by their digests, people by their paths. */
static void name_files(struct td_err *err, const struct folder_file *files, size_t n_files)
{
    char hex[TD_HEX_SIZE];
    for (size_t i = 0; i < err->n_violations; i++) {
        struct td_violation *violation = &err->violations[i];
        if (n_files == 1 && violation->n_params == 0)
            violation->field = files->path; /* which file, where the sentence does not say */
        for (size_t j = 0; j < n_files; j++) {
            td_hex(files[j].sha256, TD_SHA256_SIZE, hex);
            for (size_t k = 0; k < violation->n_params; k++)
                if (strcmp(violation->params[k].value, hex) == 0)
                    violation->params[k].value = files[j].path;
        }
    }
}

static enum td_code offer(struct cli *cli, const struct folder_file *files, size_t n_files,
                          const Pb__OfferResponse **ret)
{
    Pb__OfferRequest in = PB__OFFER_REQUEST__INIT;
    Pb__OfferedFile *offered = td_arena_zalloc(cli->arena, (n_files + 1) * sizeof *offered);
    in.files = td_arena_zalloc(cli->arena, (n_files + 1) * sizeof *in.files);
    if (!offered || !in.files)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n_files; i++) {
        pb__offered_file__init(&offered[i]);
        offered[i].sha256 = (ProtobufCBinaryData){TD_SHA256_SIZE, (uint8_t *)files[i].sha256};
        offered[i].size_bytes = files[i].size_bytes;
        in.files[in.n_files++] = &offered[i];
    }
    const Pb__OfferResponse *out;
    enum td_code code = CALL(cli, evidence_service, offer, &in, &out);
    if (code != TD_OK) {
        name_files(&cli->err, files, n_files);
        return code;
    }
    if (out->n_files != n_files)
        return td_fail(&cli->err, TD_UNKNOWN, "files", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    *ret = out;
    return TD_OK;
}

static enum td_code fail_read(struct upload *upload, const struct folder_file *file, int error)
{
    return td_fail(&upload->cli->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_FILE_READ, "name",
                   file->path, "reason", strerror(error), TD_END);
}

/* Read the next chunk and put it on the line. */
static enum td_code send_chunk(struct upload *upload, struct transfer *transfer)
{
    uint64_t left = transfer->file->size_bytes - transfer->sent;
    size_t len = left < upload->chunk_bytes ? (size_t)left : upload->chunk_bytes;
    ssize_t n = pread(transfer->fd, upload->buffer, len, (off_t)transfer->sent);
    if (n < 0)
        return fail_read(upload, transfer->file, errno);
    if ((size_t)n < len) /* shorter than when it was hashed */
        return td_fail(&upload->cli->err, TD_ABORTED, "", "", TD_KEY_FILE_CHANGED, "name",
                       transfer->file->path, TD_END);
    Pb__AppendRequest in = PB__APPEND_REQUEST__INIT;
    in.sha256 = (ProtobufCBinaryData){TD_SHA256_SIZE, (uint8_t *)transfer->file->sha256};
    in.size_bytes = transfer->file->size_bytes;
    in.offset = transfer->sent;
    in.data = (ProtobufCBinaryData){len, upload->buffer};
    const struct client_request request = {&pb__evidence_service__descriptor, "append", &in.base,
                                           NULL};
    enum td_code code = window_start(&transfer->window, upload->cli->client, &request);
    if (code == TD_OK)
        transfer->sent += len;
    return code;
}

/* The oldest answer. */
static enum td_code take_answer(struct upload *upload, struct transfer *transfer)
{
    const ProtobufCMessage *message;
    enum td_code code =
        window_await(&transfer->window, upload->cli->client, upload->answers, &message);
    if (code != TD_OK)
        return code;
    const Pb__AppendResponse *out = (const Pb__AppendResponse *)message;
    if (out->durable_bytes > transfer->durable) {
        progress_add(&upload->progress, transfer->file->path,
                     out->durable_bytes - transfer->durable);
        transfer->durable = out->durable_bytes;
    }
    transfer->complete = out->complete;
    return TD_OK;
}

/* Keep the window full until the file is through or something goes wrong; then all answers are
 * in, and the first failure is returned. */
static enum td_code pump(struct upload *upload, struct transfer *transfer)
{
    enum td_code code = TD_OK;
    uint64_t size_bytes = transfer->file->size_bytes;
    while (code == TD_OK && (transfer->sent < size_bytes || transfer->window.n > 0)) {
        if (transfer->window.n < upload->window && transfer->sent < size_bytes)
            code = send_chunk(upload, transfer);
        else
            code = take_answer(upload, transfer);
    }
    window_drain(&transfer->window, upload->cli->client, upload->answers, &upload->cli->err);
    return code;
}

static bool is_offset_answer(const struct td_err *err)
{
    for (size_t i = 0; i < err->n_violations; i++) {
        if (strcmp(err->violations[i].key, td_key_name(TD_KEY_FILE_OFFSET)) == 0)
            return true;
    }
    return false;
}

/* Ask where the server stands with this file. */
static enum td_code resume(struct upload *upload, struct transfer *transfer)
{
    const Pb__OfferResponse *out;
    td_err_init(&upload->cli->err, upload->cli->arena);
    enum td_code code = offer(upload->cli, transfer->file, 1, &out);
    if (code != TD_OK)
        return code;
    transfer->complete = out->files[0]->complete;
    transfer->durable = transfer->sent = out->files[0]->durable_bytes;
    return TD_OK;
}

static enum td_code send_open_file(struct upload *upload, struct transfer *transfer)
{
    unsigned restarts = 0;
    while (!transfer->complete) {
        uint64_t before = transfer->durable;
        transfer->sent = transfer->durable;
        enum td_code code = pump(upload, transfer);
        if (code == TD_OK && !transfer->complete) /* all of it arrived, the whole did not */
            return td_fail(&upload->cli->err, TD_ABORTED, "", "", TD_KEY_FILE_CHANGED, "name",
                           transfer->file->path, TD_END);
        if (code == TD_OK)
            break;
        if (!is_offset_answer(&upload->cli->err))
            return code;
        code = resume(upload, transfer);
        if (code != TD_OK)
            return code;
        restarts = transfer->durable > before ? 0 : restarts + 1;
        if (restarts > MAX_RESTARTS)
            return td_fail(&upload->cli->err, TD_UNAVAILABLE, "", "", TD_KEY_FILE_OFFSET,
                           "durable_bytes", td_dec(upload->cli->arena, (int64_t)transfer->durable),
                           TD_END);
    }
    progress_file_done(&upload->progress, transfer->file->path);
    return TD_OK;
}

static enum td_code send_file(struct upload *upload, const struct folder_file *file,
                              const Pb__OfferedState *stands)
{
    struct transfer transfer = {.file = file, .durable = stands->durable_bytes};
    enum td_code code =
        folder_file_open(upload->folder, file->path, "", &transfer.fd, &upload->cli->err);
    if (code != TD_OK)
        return code;
    code = send_open_file(upload, &transfer);
    if (code != TD_OK)
        name_files(&upload->cli->err, file, 1);
    close(transfer.fd);
    return code;
}

static enum td_code send_missing(struct upload *upload, const struct folder_file *files,
                                 const Pb__OfferResponse *stands)
{
    uint64_t total_bytes = 0;
    for (size_t i = 0; i < stands->n_files; i++) {
        if (!stands->files[i]->complete)
            total_bytes += files[i].size_bytes - stands->files[i]->durable_bytes;
    }
    enum td_code code = TD_OK;
    progress_init(&upload->progress, stderr, _("Uploading"), total_bytes);
    for (size_t i = 0; i < stands->n_files && code == TD_OK; i++) {
        if (!stands->files[i]->complete)
            code = send_file(upload, &files[i], stands->files[i]);
    }
    progress_end(&upload->progress);
    return code;
}

static size_t at_most(size_t wanted, uint32_t limit)
{
    return limit > 0 && limit < wanted ? limit : wanted;
}

enum td_code upload_files(struct cli *cli, const struct folder *folder,
                          const struct folder_file *files, size_t n_files)
{
    const Pb__Hello *hello;
    const Pb__OfferResponse *stands;
    if (n_files == 0)
        return TD_OK;
    enum td_code code = client_hello(cli->client, &hello);
    if (code != TD_OK)
        return code;
    struct upload upload = {.cli = cli,
                            .folder = folder,
                            .chunk_bytes = at_most(CHUNK_BYTES, hello->max_chunk_bytes),
                            .window = at_most(WINDOW_MAX, hello->max_in_flight)};
    code = offer(cli, files, n_files, &stands);
    if (code != TD_OK)
        return code;
    upload.buffer = malloc(upload.chunk_bytes);
    upload.answers = td_arena_new(ANSWER_ARENA_BYTES);
    code = upload.buffer && upload.answers ? send_missing(&upload, files, stands)
                                           : TD_RESOURCE_EXHAUSTED;
    free(upload.buffer);
    td_arena_free(upload.answers);
    return code;
}
