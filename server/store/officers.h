/* Officers, their roles, devices, certificates and one-time enrolment codes. */
#ifndef SERVER_STORE_OFFICERS_H
#define SERVER_STORE_OFFICERS_H

#include "arena.h"
#include "domain/workflow.h"
#include "err.h"

#include <stdbool.h>
#include <stdint.h>

struct db;

struct officer_row {
    int64_t id;
    const char *login, *full_name, *unit_code;
    role_set roles;
    int64_t added_utc_ms;
    int64_t added_by;        /* officer id; 0: by thiduad init */
    int64_t disabled_utc_ms; /* 0: active */
    const char *disabled_reason;
    const char *staff_code; /* "": not known */
    uint64_t log_seq;       /* that added them; 0: thiduad init; when storing */
};

struct device_row {
    int64_t id, officer_id;
    const char *name;
    int64_t enrolled_utc_ms;
    int64_t not_after_utc_ms; /* of its newest certificate */
    uint64_t log_seq;         /* when storing */
};

struct certificate_row {
    uint8_t fingerprint[32]; /* SHA-256 of the DER */
    int64_t device_id;
    int64_t not_before_utc_ms, not_after_utc_ms, issued_utc_ms;
    uint64_t log_seq;
};

struct enrolment_code_row {
    uint8_t secret_sha256[32];
    int64_t officer_id;
    int64_t issued_utc_ms, expires_utc_ms;
    int64_t used_utc_ms; /* 0: not used */
};

/* Every function also returns the connection's fault. Strings found live in the arena. */

/* Store a new active officer with their roles; id and disabled_* are not read, staff_code may be
 * NULL.
 * ALREADY_EXISTS: the login is taken. */
enum td_code officers_add(struct db *db, const struct officer_row *officer, int64_t *ret_id);
enum td_code officers_find(struct db *db, const char *login, struct td_arena *arena,
                           struct officer_row *ret); /* NOT_FOUND */
enum td_code officers_find_id(struct db *db, int64_t officer_id, struct td_arena *arena,
                              struct officer_row *ret); /* NOT_FOUND */
/* As of a number of the log (INT64_MAX: now), by login. */
enum td_code officers_list(struct db *db, bool include_disabled, int64_t as_of_seq,
                           struct td_arena *arena, struct officer_row **ret, size_t *ret_n);
/* NOT_FOUND: there is no such active officer. */
enum td_code officers_disable(struct db *db, int64_t officer_id, int64_t at_utc_ms,
                              uint64_t log_seq, const char *reason);

enum td_code devices_add(struct db *db, const struct device_row *device, int64_t *ret_id);
/* Of one officer, or of all (officer_id 0), as of a number of the log; by officer and age. */
enum td_code devices_list(struct db *db, int64_t officer_id, int64_t as_of_seq,
                          struct td_arena *arena, struct device_row **ret, size_t *ret_n);
enum td_code certificates_add(struct db *db, const struct certificate_row *certificate);

/* Only the digest of the secret is ever stored. */
enum td_code enrolment_codes_add(struct db *db, const struct enrolment_code_row *code);
enum td_code enrolment_codes_find(struct db *db, const uint8_t secret_sha256[32],
                                  struct td_arena *arena,
                                  struct enrolment_code_row *ret); /* NOT_FOUND */
/* Mark as used by a device. NOT_FOUND: there is no such unused code. */
enum td_code enrolment_codes_use(struct db *db, const uint8_t secret_sha256[32], int64_t device_id,
                                 int64_t at_utc_ms);

#endif
