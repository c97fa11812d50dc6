/* EvidenceService/Read in a window of chunks, hashed as they arrive. */
#include "download.h"

#include "digest.h"
#include "durable.h"
#include "evidence.pb-c.h"
#include "window.h"

#include <errno.h>
#include <unistd.h>

#define CHUNK_BYTES ((uint32_t)64 * 1024)
#define ANSWER_ARENA_BYTES ((size_t)1024 * 1024)

struct download {
    struct cli *cli;
    const struct download_source *source;
    const Pb__FileRef *ref;
    int fd;
    struct td_sha256 *hash;
    struct td_arena *answers;
    struct progress *progress;
    uint32_t chunk_bytes;
    uint64_t asked, got; /* bytes */
    struct window window;
};

static enum td_code fail_damaged(struct download *download)
{
    return td_fail(&download->cli->err, TD_DATA_LOSS, "", "", TD_KEY_FILE_DAMAGED, "name",
                   download->ref->name, TD_END);
}

static enum td_code ask(struct download *download)
{
    Pb__ReadRequest in = PB__READ_REQUEST__INIT;
    uint64_t left = download->ref->size_bytes - download->asked;
    if (download->source->subject)
        in.subject = (char *)download->source->subject;
    else
        in.dossier_id = (char *)download->source->dossier_id;
    in.version = download->source->version;
    in.sha256 = download->ref->sha256;
    in.offset = download->asked;
    in.length = left < download->chunk_bytes ? (uint32_t)left : download->chunk_bytes;
    const struct client_request request = {&pb__evidence_service__descriptor, "read", &in.base,
                                           NULL};
    enum td_code code = window_start(&download->window, download->cli->client, &request);
    if (code == TD_OK)
        download->asked += in.length;
    return code;
}

/* The oldest answer into the file. */
static enum td_code take(struct download *download)
{
    uint64_t wanted = download->ref->size_bytes - download->got;
    const ProtobufCMessage *message;
    enum td_code code =
        window_await(&download->window, download->cli->client, download->answers, &message);
    if (code != TD_OK)
        return code;
    const ProtobufCBinaryData *data = &((const Pb__ReadResponse *)message)->data;
    if (data->len != (wanted < download->chunk_bytes ? wanted : download->chunk_bytes))
        return fail_damaged(download);
    if (!td_write_all(download->fd, data->data, data->len))
        return td_fail(&download->cli->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_FILE_WRITE,
                       "name", download->ref->name, "reason", strerror(errno), TD_END);
    td_sha256_update(download->hash, data->data, data->len);
    download->got += data->len;
    progress_add(download->progress, download->ref->name, data->len);
    return TD_OK;
}

static enum td_code pump(struct download *download)
{
    enum td_code code = TD_OK;
    uint64_t size_bytes = download->ref->size_bytes;
    while (code == TD_OK && download->got < size_bytes) {
        if (download->window.n < WINDOW_MAX && download->asked < size_bytes)
            code = ask(download);
        else
            code = take(download);
    }
    window_drain(&download->window, download->cli->client, download->answers, &download->cli->err);
    return code;
}

static enum td_code fetch_open(struct download *download)
{
    uint8_t digest[TD_SHA256_SIZE];
    if (!download->hash || !download->answers)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = pump(download);
    if (code != TD_OK)
        return code;
    td_sha256_peek(download->hash, digest);
    if (download->ref->sha256.len != TD_SHA256_SIZE ||
        memcmp(digest, download->ref->sha256.data, TD_SHA256_SIZE) != 0)
        return fail_damaged(download);
    return TD_OK;
}

enum td_code download_file(struct cli *cli, const struct download_source *source,
                           const Pb__FileRef *ref, const struct folder *folder, const char *path,
                           struct progress *progress)
{
    const Pb__Hello *hello;
    enum td_code code = client_hello(cli->client, &hello);
    if (code != TD_OK)
        return code;
    bool smaller = hello->max_chunk_bytes > 0 && hello->max_chunk_bytes < CHUNK_BYTES;
    const char *part = td_arena_printf(cli->arena, "%s.part", path);
    if (!part)
        return TD_RESOURCE_EXHAUSTED;
    int fd;
    code = folder_file_create(folder, part, &fd, &cli->err);
    if (code != TD_OK)
        return code;
    struct download download = {.cli = cli,
                                .source = source,
                                .ref = ref,
                                .fd = fd,
                                .progress = progress,
                                .chunk_bytes = smaller ? hello->max_chunk_bytes : CHUNK_BYTES};
    download.hash = td_sha256_new();
    download.answers = td_arena_new(ANSWER_ARENA_BYTES);
    code = fetch_open(&download);
    td_sha256_free(download.hash);
    td_arena_free(download.answers);
    bool closed = close(fd) == 0;
    bool stands =
        code == TD_OK && closed && renameat(folder->dir_fd, part, folder->dir_fd, path) == 0;
    if (!stands && code == TD_OK)
        code = td_fail(&cli->err, TD_FAILED_PRECONDITION, "", "", TD_KEY_FILE_WRITE, "name", path,
                       "reason", strerror(errno), TD_END);
    if (stands)
        progress_file_done(progress, path);
    else
        unlinkat(folder->dir_fd, part, 0);
    return code;
}
