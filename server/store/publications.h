/* Publications of decided rounds, who was told, and what the Radio Station broadcast. Asked as of a
 * number of the log. */
#ifndef SERVER_STORE_PUBLICATIONS_H
#define SERVER_STORE_PUBLICATIONS_H

#include "arena.h"
#include "err.h"

struct db;

/* Who wrote a row, and when. */
struct publication_writer {
    uint64_t log_seq;
    int64_t at_utc_ms, officer_id;
    const char *login, *full_name; /* when reading */
};

struct publication_row {
    const char *round_id;
    uint32_t version;
    const char *reason, *due_on;
    struct publication_writer by;
};

struct publication_sending_row {
    const char *round_id;
    uint32_t version;
    const char *recipient, *document, *sent_on, *note;
    struct publication_writer by;
};

struct publication_receipt_row {
    const char *round_id;
    uint32_t version;
    const char *unit_code;
    struct publication_writer by;
};

struct broadcast_row {
    const char *round_id;
    uint32_t version;
    int64_t broadcast_utc_ms;
    const char *programme;
    struct publication_writer by;
};

/* The newest version of a publication, with what was broadcast of it. */
struct announcement_row {
    const char *round_id;
    uint32_t version;
    const char *due_on;
    int64_t published_utc_ms;
    const char *number, *signed_on; /* of the decision */
    uint32_t broadcasts;
    int64_t last_broadcast_utc_ms;
};

/* ALREADY_EXISTS when that version is there. */
enum td_code publications_add(struct db *db, const struct publication_row *row);
/* Newest first; none: *ret_n 0. */
enum td_code publications_versions(struct db *db, const char *round_id, int64_t as_of_seq,
                                   struct td_arena *arena, struct publication_row **ret,
                                   size_t *ret_n);

enum td_code publications_sending_add(struct db *db, const struct publication_sending_row *row);
/* Oldest first. */
enum td_code publications_sendings(struct db *db, const char *round_id, int64_t as_of_seq,
                                   struct td_arena *arena, struct publication_sending_row **ret,
                                   size_t *ret_n);

/* ALREADY_EXISTS: the unit took note of this version before. */
enum td_code publications_receipt_add(struct db *db, const struct publication_receipt_row *row);
/* Of one version, by unit. */
enum td_code publications_receipts(struct db *db, const char *round_id, uint32_t version,
                                   int64_t as_of_seq, struct td_arena *arena,
                                   struct publication_receipt_row **ret, size_t *ret_n);

enum td_code broadcasts_add(struct db *db, const struct broadcast_row *row);
/* Of all versions, by the time they were on the air. */
enum td_code broadcasts_list(struct db *db, const char *round_id, int64_t as_of_seq,
                             struct td_arena *arena, struct broadcast_row **ret, size_t *ret_n);

/* Of every published round, by round. */
enum td_code announcements_list(struct db *db, int64_t as_of_seq, struct td_arena *arena,
                                struct announcement_row **ret, size_t *ret_n);

#endif
