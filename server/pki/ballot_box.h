/* The boxes of secret ballots: while a ballot runs, its papers lie in the database sealed with a
 * key that is nowhere but in a file of its own, outside the database and its copies; when the
 * papers are counted, the key is destroyed. Whoever has the database, its write-ahead log or any
 * backup of either reads no paper that somebody cast, then or later. docs/architecture.md says what
 * remains.
 *
 * A box is a file in one folder (0700), 32 random bytes, mode 0600. AES-256-GCM; what a paper is an
 * answer to is bound into the seal. Any thread; one writer per box. */
#ifndef SERVER_PKI_BALLOT_BOX_H
#define SERVER_PKI_BALLOT_BOX_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BALLOT_SEAL_BYTES 28 /* nonce and tag, beside the paper's own bytes */
#define BALLOT_PAPER_MAX 64

/* box: a plain file name. OK also when it is there already: its key stays. */
enum td_code ballot_box_make(const char *folder, const char *box);
/* Is its key there? */
bool ballot_box_exists(const char *folder, const char *box);
/* ret_sealed: len + BALLOT_SEAL_BYTES. what: the question, in words of the caller's.
 * NOT_FOUND: there is no such box (any more). */
enum td_code ballot_box_seal(const char *folder, const char *box, const char *what,
                             const void *paper, size_t len, uint8_t *ret_sealed);
/* And back: ret_paper gets len bytes of len + BALLOT_SEAL_BYTES. DATA_LOSS: not sealed for this box
 * and question. */
enum td_code ballot_box_unseal(const char *folder, const char *box, const char *what,
                               const uint8_t *sealed, uint8_t *ret_paper, size_t len);
/* Overwrite the key and remove it. OK also when it is not there. */
enum td_code ballot_box_destroy(const char *folder, const char *box);
/* Destroy every box that is_open does not know. *ret_n: how many. A folder that is not there has
 * none. */
enum td_code ballot_boxes_sweep(const char *folder, bool (*is_open)(void *data, const char *box),
                                void *data, size_t *ret_n);

#endif
