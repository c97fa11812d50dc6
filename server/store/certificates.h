/* The register of certificates: one entry per award of a signed decision, in one version per paper
 * made for it. Only ever added to; asked as of a number of the log (NOMINEES_NOW: everything). */
#ifndef SERVER_STORE_CERTIFICATES_H
#define SERVER_STORE_CERTIFICATES_H

#include "arena.h"
#include "certificate.pb-c.h"
#include "err.h"

#include <stdbool.h>

struct db;

struct certificate_row {
    const char *round_id;
    uint32_t golden_book; /* place in the decision, from 1 */
    uint32_t version;     /* from 1 */
    uint64_t log_seq;
    int64_t dossier_id;
    uint32_t ordinal, nominee_version;                     /* of the nominee */
    const char *name, *position, *unit_name, *achievement; /* as printed */
    const char *name_folded;
    const char *code;       /* certificate_code.h */
    Pb__ReissueCause cause; /* UNSPECIFIED: the first paper */
    const char *reason;
    int64_t at_utc_ms, officer_id;

    /* When reading. */
    const char *login, *full_name;
    const char *unit_code, *award_line;
    Pb__NomineeKind kind;
    const char *number, *signed_on, *issuer; /* of the decision */
    uint32_t newest_version;
    int64_t replaced_utc_ms; /* when the next version was made; 0: it is the newest */
    const char *replaced_by; /* its code, "" */
    bool revoked;            /* the award */
    const char *revoked_reason, *revoked_document, *revoked_on;
};

/* ALREADY_EXISTS: that version, or the code. */
enum td_code award_certificates_add(struct db *db, const struct certificate_row *row);

/* Of one entry, the newest version first; none: *ret_n 0. */
enum td_code award_certificates_versions(struct db *db, const char *round_id, uint32_t golden_book,
                                         int64_t as_of_seq, struct td_arena *arena,
                                         struct certificate_row **ret, size_t *ret_n);
/* Whatever version has this code. NOT_FOUND. */
enum td_code award_certificates_by_code(struct db *db, const char *code, struct td_arena *arena,
                                        struct certificate_row *ret);

struct certificate_filter {
    const char *round_id; /* this and the next: "" for all */
    const char *unit_code;
    const char *name;    /* a part of it, folded */
    bool published_only; /* rounds that were published by then: what units see */
    bool revoked_only;
    int64_t as_of_seq;
    /* Begin after this one. */
    bool follows;
    const char *after_round_id;
    int64_t after_golden_book;
    uint32_t limit;
};

/* The newest version of each, by round and golden-book number. */
enum td_code award_certificates_list(struct db *db, const struct certificate_filter *filter,
                                     struct td_arena *arena, struct certificate_row **ret,
                                     size_t *ret_n);

#endif
