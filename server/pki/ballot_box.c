/* Keys of secret ballots, and sealing with them. */
#include "ballot_box.h"

#include "digest.h"
#include "durable.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_BYTES 32
#define NONCE_BYTES 12
#define TAG_BYTES 16

/* -- keys -- */

static enum td_code key_read(const char *folder, const char *box, uint8_t ret_key[KEY_BYTES])
{
    uint8_t *bytes;
    size_t len;
    enum td_code code = td_file_read(folder, box, KEY_BYTES, &bytes, &len);
    if (code != TD_OK)
        return code == TD_NOT_FOUND ? code : TD_INTERNAL;
    if (len == KEY_BYTES)
        memcpy(ret_key, bytes, KEY_BYTES);
    explicit_bzero(bytes, len);
    free(bytes);
    return len == KEY_BYTES ? TD_OK : TD_NOT_FOUND;
}

bool ballot_box_exists(const char *folder, const char *box)
{
    uint8_t key[KEY_BYTES];
    enum td_code code = key_read(folder, box, key);
    explicit_bzero(key, sizeof key);
    return code == TD_OK;
}

enum td_code ballot_box_make(const char *folder, const char *box)
{
    uint8_t key[KEY_BYTES];
    enum td_code code = td_folder_make(folder);
    if (code != TD_OK || ballot_box_exists(folder, box))
        return code;
    td_random(key, sizeof key);
    code = td_durable_write(folder, box, key, sizeof key);
    explicit_bzero(key, sizeof key);
    return code;
}

/* The bytes first, so that what is left of the file says nothing; a disk that writes elsewhere
 * (flash, copy on write) may keep the old ones: docs/operations.md. */
static enum td_code key_wipe(int folder, const char *box)
{
    static const uint8_t ZEROS[KEY_BYTES];
    int fd = openat(folder, box, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? TD_OK : TD_INTERNAL;
    bool wiped = td_write_all(fd, ZEROS, sizeof ZEROS) && fsync(fd) == 0;
    wiped = close(fd) == 0 && wiped;
    return wiped && unlinkat(folder, box, 0) == 0 && fsync(folder) == 0 ? TD_OK : TD_INTERNAL;
}

static int folder_open(const char *folder)
{
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

enum td_code ballot_box_destroy(const char *folder, const char *box)
{
    int fd = folder_open(folder);
    if (fd < 0)
        return errno == ENOENT ? TD_OK : TD_INTERNAL;
    enum td_code code = key_wipe(fd, box);
    close(fd);
    return code;
}

enum td_code ballot_boxes_sweep(const char *folder, bool (*is_open)(void *data, const char *box),
                                void *data, size_t *ret_n)
{
    enum td_code code = TD_OK;
    DIR *boxes = opendir(folder);
    *ret_n = 0;
    if (!boxes)
        return errno == ENOENT ? TD_OK : TD_INTERNAL;
    for (const struct dirent *entry = readdir(boxes); entry; entry = readdir(boxes)) {
        if (*entry->d_name == '.' || is_open(data, entry->d_name))
            continue;
        enum td_code wiped = key_wipe(dirfd(boxes), entry->d_name);
        code = code == TD_OK ? wiped : code;
        *ret_n += wiped == TD_OK;
    }
    closedir(boxes);
    return code;
}

/* -- sealing -- */

/* nonce · ciphertext · tag */
static bool seal(EVP_CIPHER_CTX *cipher, const uint8_t key[KEY_BYTES], const char *what,
                 const void *paper, size_t len, uint8_t *ret_sealed)
{
    uint8_t *body = ret_sealed + NONCE_BYTES;
    int written;
    td_random(ret_sealed, NONCE_BYTES);
    return EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, ret_sealed) == 1 &&
           EVP_EncryptUpdate(cipher, NULL, &written, (const uint8_t *)what, (int)strlen(what)) ==
               1 &&
           EVP_EncryptUpdate(cipher, body, &written, paper, (int)len) == 1 &&
           EVP_EncryptFinal_ex(cipher, body + len, &written) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, body + len) == 1;
}

static bool unseal(EVP_CIPHER_CTX *cipher, const uint8_t key[KEY_BYTES], const char *what,
                   const uint8_t *sealed, uint8_t *ret_paper, size_t len)
{
    const uint8_t *body = sealed + NONCE_BYTES;
    uint8_t tag[TAG_BYTES];
    int written;
    memcpy(tag, body + len, sizeof tag);
    return EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, sealed) == 1 &&
           EVP_DecryptUpdate(cipher, NULL, &written, (const uint8_t *)what, (int)strlen(what)) ==
               1 &&
           EVP_DecryptUpdate(cipher, ret_paper, &written, body, (int)len) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, tag) == 1 &&
           EVP_DecryptFinal_ex(cipher, ret_paper + len, &written) == 1;
}

enum td_code ballot_box_seal(const char *folder, const char *box, const char *what,
                             const void *paper, size_t len, uint8_t *ret_sealed)
{
    uint8_t key[KEY_BYTES];
    enum td_code code = key_read(folder, box, key);
    if (code != TD_OK)
        return code;
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    bool sealed = cipher && seal(cipher, key, what, paper, len, ret_sealed);
    EVP_CIPHER_CTX_free(cipher);
    explicit_bzero(key, sizeof key);
    return sealed ? TD_OK : TD_INTERNAL;
}

enum td_code ballot_box_unseal(const char *folder, const char *box, const char *what,
                               const uint8_t *sealed, uint8_t *ret_paper, size_t len)
{
    uint8_t key[KEY_BYTES], paper[BALLOT_PAPER_MAX];
    enum td_code code = len <= sizeof paper ? key_read(folder, box, key) : TD_DATA_LOSS;
    if (code != TD_OK)
        return code;
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    bool whole = cipher && unseal(cipher, key, what, sealed, paper, len);
    EVP_CIPHER_CTX_free(cipher);
    explicit_bzero(key, sizeof key);
    if (whole)
        memcpy(ret_paper, paper, len);
    explicit_bzero(paper, sizeof paper);
    return whole ? TD_OK : TD_DATA_LOSS;
}
