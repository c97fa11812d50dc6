/* A dossier's folder on the clerk's machine, as people see it:
 *
 *   dossier.yaml                 what is proposed, with comments
 *   letter/ minutes/ reports/ attachments/   the files it names
 *   receipts/HS-2022-0007-v1.receipt .txt    what Home Affairs acknowledged
 *   .thidua/state.json           which draft this is and what the server knows of it
 *   .thidua/round.pb plan.yaml   copies of round and plan, for checks without a network
 *
 * Nothing outside the folder is ever read through it: no absolute path, no "..", no link. */
#ifndef CLIENT_FOLDER_H
#define CLIENT_FOLDER_H

#include "arena.h"
#include "digest.h"
#include "err.h"
#include "filekind.h"
#include "round.pb-c.h"

#include <stdbool.h>

#define FOLDER_DOSSIER "dossier.yaml"
#define FOLDER_STATE ".thidua/state.json"
#define FOLDER_ROUND ".thidua/round.pb"
#define FOLDER_PLAN ".thidua/plan.yaml"
#define FOLDER_YAML_MAX_BYTES ((size_t)1024 * 1024)
#define FOLDER_DRAFT_ID_SIZE 16
#define FOLDER_UNIT_CODE_SIZE 17
#define FOLDER_DOSSIER_ID_SIZE 32

struct folder {
    char *path; /* as the user gave it, for messages */
    int dir_fd;
};

/* What .thidua/state.json remembers. It may lag behind the server (a reply that was lost), never
 * run ahead of it. */
struct folder_state {
    uint8_t draft_id[FOLDER_DRAFT_ID_SIZE];
    char unit_code[FOLDER_UNIT_CODE_SIZE];
    Pb__UnitKind unit_kind;
    char dossier_id[FOLDER_DOSSIER_ID_SIZE]; /* "": nothing acknowledged yet */
    uint32_t version;                        /* newest version known; the base of the next */
    uint8_t content_sha256[TD_SHA256_SIZE];  /* of that version */
};

/* Open an existing dossier folder. NOT_FOUND (FOLDER_NONE): not one. */
enum td_code folder_open(const char *path, struct folder *ret, struct td_err *err);
/* Make a new one with its places for files. ALREADY_EXISTS (FOLDER_USED): something is there;
 * FAILED_PRECONDITION (FILE_WRITE): the system refused. */
enum td_code folder_create(const char *path, struct folder *ret, struct td_err *err);
/* Only the folder itself: new, or there and empty. Outcomes as folder_create. */
enum td_code folder_make_empty(const char *path, struct folder *ret, struct td_err *err);
void folder_close(struct folder *folder);

/* A file of ours in it ("receipts/HS-2022-0007-v1.txt"): see files.h. */
enum td_code folder_read(const struct folder *folder, const char *name, size_t max_bytes,
                         struct td_arena *arena, uint8_t **ret_bytes, size_t *ret_len,
                         struct td_err *err);
enum td_code folder_write(const struct folder *folder, const char *name, const void *bytes,
                          size_t len, struct td_err *err);

/* FAILED_PRECONDITION (FOLDER_STATE): state.json is damaged, with what is wrong. */
enum td_code folder_state_read(const struct folder *folder, struct td_arena *arena,
                               struct folder_state *ret, struct td_err *err);
enum td_code folder_state_write(const struct folder *folder, const struct folder_state *state,
                                struct td_err *err);

/* The copy of the round and of its plan (YAML text). The round lives in the arena. */
enum td_code folder_round_read(const struct folder *folder, struct td_arena *arena,
                               Pb__Round **ret_round, char **ret_plan_yaml, size_t *ret_plan_len,
                               struct td_err *err);
enum td_code folder_round_write(const struct folder *folder, const Pb__Round *round,
                                const void *plan_yaml, size_t plan_len, struct td_err *err);

/* Open a file below the folder by its relative path ("reports/an.pdf") without following any
 * link. A name typed in NFC finds a file whose name on disk is NFD. `field` goes into the
 * violation: FILE_NAME, FILE_OUTSIDE (INVALID_ARGUMENT), FILE_READ (FAILED_PRECONDITION). */
enum td_code folder_file_open(const struct folder *folder, const char *path, const char *field,
                              int *ret_fd, struct td_err *err);

/* Open a new file below the folder for writing, making the folders on its way; none of them may
 * be a link. FILE_NAME, FILE_OUTSIDE (INVALID_ARGUMENT), FILE_WRITE (FAILED_PRECONDITION). */
enum td_code folder_file_create(const struct folder *folder, const char *path, int *ret_fd,
                                struct td_err *err);

/* What the rules and the wire want to know of a file. */
struct folder_file {
    const char *path; /* relative; borrowed from the caller */
    const char *name; /* its last part, points into path */
    uint64_t size_bytes;
    uint8_t sha256[TD_SHA256_SIZE];
    enum td_file_kind kind;
};

/* Read and hash one file. Adds FILE_EMPTY, FILE_SIZE (over max_bytes; it is not read then) and
 * FILE_KIND violations at `field` besides those of folder_file_open. */
enum td_code folder_file_scan(const struct folder *folder, const char *path, const char *field,
                              uint64_t max_bytes, struct folder_file *ret, struct td_err *err);

/* Every regular file below letter, minutes, reports and attachments, hashed; in the arena, paths
 * too. Files that are links, have other than plain names or are not what their names say are left
 * out, and so is what lies more than a few folders deep. */
enum td_code folder_files(const struct folder *folder, struct td_arena *arena,
                          struct folder_file **ret, size_t *ret_n);

#endif
