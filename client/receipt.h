/* Receipts: reading, verifying offline, comparing with what was sent, keeping. A receipt is
 * Home Affairs' signed answer to a submission (proto/dossier.proto, Receipt); it is no State
 * digital signature. Nothing here needs a network. */
#ifndef CLIENT_RECEIPT_H
#define CLIENT_RECEIPT_H

#include "arena.h"
#include "dossier.pb-c.h"
#include "err.h"
#include "folder.h"

#define RECEIPT_KEY_SIZE 32
#define RECEIPT_MAX_BYTES ((size_t)1024 * 1024)

/* The bytes of a .receipt file. DATA_LOSS (RECEIPT_FORM): not one. *ret and *ret_body live in
 * the arena. */
enum td_code receipt_parse(const uint8_t *bytes, size_t len, struct td_arena *arena,
                           const Pb__Receipt **ret, const Pb__ReceiptBody **ret_body,
                           struct td_err *err);
/* The body of a receipt that came in a message; as above. */
enum td_code receipt_body(const Pb__Receipt *receipt, struct td_arena *arena,
                          const Pb__ReceiptBody **ret, struct td_err *err);

/* Is it signed by this very key? DATA_LOSS: RECEIPT_KEY (another key) or RECEIPT_SIGNATURE. */
enum td_code receipt_verify(const Pb__Receipt *receipt, const uint8_t key[RECEIPT_KEY_SIZE],
                            struct td_err *err);

/* What was sent, as the sender knows it. */
struct receipt_expected {
    const char *dossier_id;
    uint32_t version;
    const uint8_t *content_sha256; /* TD_SHA256_SIZE bytes */
    const Pb__DossierContent *content;
};

/* Does the receipt speak of exactly that, file by file? DATA_LOSS (RECEIPT_OTHER) for each thing
 * that differs. arena: scratch. */
enum td_code receipt_matches(const Pb__ReceiptBody *body, const struct receipt_expected *expected,
                             struct td_arena *arena, struct td_err *err);

/* Compare the files that stand in a dossier's folder with the receipt's list, by digest, wherever
 * they stand below letter, minutes, reports and attachments. DATA_LOSS (RECEIPT_OTHER) for each
 * file of the receipt that is not there as it was. */
enum td_code receipt_compare_folder(const Pb__ReceiptBody *body, const struct folder *folder,
                                    struct td_arena *arena, struct td_err *err);

/* Keep it: receipts/ID-vN.receipt, and `text` for people beside it as .txt, both durable.
 * *ret_path: the former's path, in the arena. */
enum td_code receipt_save(const struct folder *folder, const Pb__Receipt *receipt,
                          const Pb__ReceiptBody *body, const char *text, struct td_arena *arena,
                          const char **ret_path, struct td_err *err);

#endif
