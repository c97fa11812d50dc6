/* Dossiers: one row each, immutable versions, and events, of which the newest says the state. What
 * is read is as of a number of the log (as_of_seq; INT64_MAX: now). */
#ifndef SERVER_STORE_DOSSIERS_H
#define SERVER_STORE_DOSSIERS_H

#include "arena.h"
#include "completeness.h"
#include "err.h"
#include "workflow.h"

struct db;

#define DRAFT_ID_SIZE 16

/* A dossier, with what its round says about it. Strings in the arena. */
struct dossier_row {
    int64_t id; /* dossier_number() makes it readable */
    const char *round_id, *unit_code;
    uint8_t draft_id[DRAFT_ID_SIZE];
    uint32_t version; /* the newest */
    Pb__DossierState state;
    uint32_t nominees;
    int64_t changed_utc_ms;
    int64_t return_due_utc_ms; /* of the last return; 0: never returned */
    const char *return_note;   /* "" unless it is returned */
    /* Of the round and the unit's newest extension (0: none); when reading. */
    struct round_times round;
    int64_t extended_utc_ms;
};

struct dossier_version_row {
    uint32_t version;
    uint8_t content_sha256[32];
    int64_t submitted_utc_ms;
    const char *submitted_by; /* login */
    uint64_t log_seq;         /* of the submission */
    int64_t confirmed_utc_ms; /* 0: not */
    const char *confirmed_by; /* login or "" */
};

struct dossier_event_row {
    uint64_t log_seq;
    uint32_t version;
    Pb__DossierEvent event;
    Pb__DossierState state; /* after it; when storing */
    int64_t at_utc_ms;
    int64_t officer_id;            /* when storing */
    const char *login, *full_name; /* when reading */
    uint32_t originals;            /* III.5.b; received only */
    int64_t return_due_utc_ms;     /* returned only; when storing */
    const char *note;
};

struct dossier_file_row {
    const uint8_t *sha256; /* 32 bytes */
    const char *name;
    uint64_t size_bytes;
};

/* Which dossiers: "" or 0 is all. */
struct dossier_filter {
    const char *round_id, *unit_code;
    Pb__DossierState state;
    int64_t after_id; /* only higher ids */
    uint32_t limit;
    int64_t as_of_seq;
};

/* "HS-2022-0007" in the arena; NULL: arena used up. And back: exactly that form. */
const char *dossier_number(struct td_arena *arena, int64_t id);
bool dossier_number_parse(const char *number, int64_t *ret_id);

/* NOT_FOUND when there is none. */
enum td_code dossiers_find(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                           struct dossier_row *ret);
/* Now. */
enum td_code dossiers_find_draft(struct db *db, const uint8_t draft_id[DRAFT_ID_SIZE],
                                 struct td_arena *arena, struct dossier_row *ret);
/* By rising id. */
enum td_code dossiers_list(struct db *db, const struct dossier_filter *filter,
                           struct td_arena *arena, struct dossier_row **ret, size_t *ret_n);
/* version 0: all, rising. */
enum td_code dossiers_versions(struct db *db, int64_t id, uint32_t version, int64_t as_of_seq,
                               struct td_arena *arena, struct dossier_version_row **ret,
                               size_t *ret_n);
/* The bytes of a version, in the arena. NOT_FOUND. */
enum td_code dossiers_content(struct db *db, int64_t id, uint32_t version, struct td_arena *arena,
                              const uint8_t **ret, size_t *ret_len);
/* All events, oldest first. */
enum td_code dossiers_events(struct db *db, int64_t id, int64_t as_of_seq, struct td_arena *arena,
                             struct dossier_event_row **ret, size_t *ret_n);

/* Give a new dossier the next number of its year and store whose it is; version and event follow.
 * Sets dossier->id. */
enum td_code dossiers_add(struct db *db, uint32_t year, struct dossier_row *dossier);
enum td_code dossiers_event_add(struct db *db, int64_t id, const struct dossier_event_row *event);
enum td_code dossiers_version_add(struct db *db, int64_t id, uint32_t version, const void *content,
                                  size_t len, const uint8_t sha256[32]);
/* arena: scratch. */
enum td_code dossiers_nominees_add(struct db *db, int64_t id, uint32_t version,
                                   const struct dossier_nominee *nominees, size_t n,
                                   struct td_arena *arena);
enum td_code dossiers_files_add(struct db *db, int64_t id, uint32_t version,
                                const struct dossier_file_row *files, size_t n);

/* Whose dossier is it (*ret_unit_code, arena), and does this version (0: the newest) refer to
 * the file? NOT_FOUND: no such dossier. */
enum td_code dossiers_file_find(struct db *db, int64_t id, uint32_t version,
                                const uint8_t sha256[32], struct td_arena *arena,
                                const char **ret_unit_code, bool *ret_refers);

#endif
