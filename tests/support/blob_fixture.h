/* An evidence store in a scratch folder, and made-up PDF bytes to put into it. */
#ifndef TD_TESTS_BLOB_FIXTURE_H
#define TD_TESTS_BLOB_FIXTURE_H

#include "scratch.h"
#include "violations.h"

#include "arena.h"
#include "blob.h"
#include "digest.h"

#define KIB ((size_t)1024)

struct blob_fixture {
    struct scratch scratch;
    char folder[128];
    struct blob_options options;
    struct blob_store *store;
    struct td_arena *arena;
    struct td_err err;
    uint64_t durable_bytes; /* of the last append or offer */
    bool complete;
};

static inline void blob_fixture_open(struct blob_fixture *fixture)
{
    const char *problem = NULL;
    assert_int_equal(blob_store_open(&fixture->options, &fixture->store, &problem), TD_OK);
}

/* As after the end of the daemon. */
static inline void blob_fixture_reopen(struct blob_fixture *fixture)
{
    blob_store_close(fixture->store);
    blob_fixture_open(fixture);
}

static inline int blob_setup(void **state)
{
    struct blob_fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    scratch_init(&fixture->scratch);
    (void)snprintf(fixture->folder, sizeof fixture->folder, "%s/evidence", fixture->scratch.path);
    fixture->options = (struct blob_options){.folder = fixture->folder,
                                             .max_file_bytes = 1024 * KIB,
                                             .max_partial_bytes_per_unit = 256 * KIB};
    fixture->arena = td_arena_new(1 << 20);
    td_err_init(&fixture->err, fixture->arena);
    blob_fixture_open(fixture);
    *state = fixture;
    return 0;
}

static inline int blob_teardown(void **state)
{
    struct blob_fixture *fixture = *state;
    blob_store_close(fixture->store);
    td_arena_free(fixture->arena);
    scratch_deinit(&fixture->scratch);
    free(fixture);
    return 0;
}

struct sample_file {
    uint8_t *bytes;
    size_t len;
    uint8_t sha256[32];
    char hex[TD_HEX_SIZE];
};

/* Starts like `magic`; the rest differs by seed. */
static inline struct sample_file sample_file(const char *magic, size_t len, unsigned seed)
{
    struct sample_file file = {.bytes = malloc(len), .len = len};
    assert_non_null(file.bytes);
    for (size_t i = 0; i < len; i++)
        file.bytes[i] = (uint8_t)(i * 31 + seed * 7 + i / 256);
    size_t magic_len = strlen(magic);
    memcpy(file.bytes, magic, magic_len < len ? magic_len : len);
    td_sha256(file.bytes, len, file.sha256);
    td_hex(file.sha256, sizeof file.sha256, file.hex);
    return file;
}

static inline struct sample_file sample_pdf(size_t len, unsigned seed)
{
    return sample_file("%PDF-1.4\n", len, seed);
}

static inline void sample_free(struct sample_file *file)
{
    free(file->bytes);
}

/* Appends len bytes of the file from offset; the reasons are in fixture->err. */
static inline enum td_code append(struct blob_fixture *fixture, const char *unit,
                                  const struct sample_file *file, size_t offset, size_t len)
{
    td_err_init(&fixture->err, fixture->arena);
    return blob_append(fixture->store, unit, file->sha256, file->len, offset, file->bytes + offset,
                       len, &fixture->durable_bytes, &fixture->complete, &fixture->err);
}

static inline enum td_code offer(struct blob_fixture *fixture, const char *unit,
                                 const struct sample_file *file)
{
    td_err_init(&fixture->err, fixture->arena);
    return blob_offer(fixture->store, unit, file->sha256, file->len, &fixture->complete,
                      &fixture->durable_bytes, &fixture->err);
}

static inline void upload(struct blob_fixture *fixture, const char *unit,
                          const struct sample_file *file)
{
    assert_int_equal(append(fixture, unit, file, 0, file->len), TD_OK);
    assert_true(fixture->complete);
}

/* "evidence/partial/UNIT-<hex>" and "evidence/files/ab/<hex>" below the scratch folder. */
static inline const char *partial_path(const char *unit, const struct sample_file *file)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "evidence/partial/%s-%s", unit, file->hex);
    return path;
}

static inline const char *whole_path(const struct sample_file *file)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "evidence/files/%.2s/%s", file->hex, file->hex);
    return path;
}

#endif
