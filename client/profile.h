/* Profiles: who this device is, and to whom it talks. One folder each:
 *   $XDG_CONFIG_HOME/thidua/profiles/NAME/  (0700; files 0600)
 *     profile.conf  "key = value" lines: host, port, officer, unit, lang
 *     key.pem cert.pem ca.pem  of the device; receipt.key: 64 hex digits
 *     lock  held while key and certificate are replaced */
#ifndef CLIENT_PROFILE_H
#define CLIENT_PROFILE_H

#include "arena.h"
#include "err.h"

#include <stdbool.h>
#include <stdint.h>

#define PROFILE_DEFAULT "default"

/* Strings live in the arena it was loaded into. */
struct profile {
    const char *name, *folder;
    const char *host;
    uint16_t port;
    const char *officer, *unit_code;
    const char *lang; /* "vi", "en", or "": as the locale says */
    const char *key_pem, *cert_pem, *ca_pem;
    uint8_t receipt_key[32]; /* verifies receipts offline */
};

/* a-z 0-9 . - _, 1 to 40, not beginning with a dot. */
bool profile_name_valid(const char *name);
/* Where the profile of that name is, or would be. NULL: neither XDG_CONFIG_HOME nor HOME. */
const char *profile_folder(struct td_arena *arena, const char *name);

/* UNAUTHENTICATED (PROFILE_NONE): no such profile, this device is not enrolled under that name.
 * PERMISSION_DENIED (PROFILE_OPEN): other users could read it. DATA_LOSS (PROFILE_DAMAGED): a
 * file is missing or makes no sense; field names it. Finishes a replacement of the key that was
 * interrupted. */
enum td_code profile_load(struct td_arena *arena, const char *name, struct profile *ret,
                          struct td_err *err);
/* Only the lang setting, or NULL; never an error (it is needed to show errors). */
const char *profile_lang(struct td_arena *arena, const char *name);

/* Write every file of profile->folder, profile.conf last: until then there is no profile. */
enum td_code profile_save(struct td_arena *arena, const struct profile *profile,
                          struct td_err *err);
/* Replace key and certificate together: after a crash at any point the old pair or the new one
 * is there, never a mixed one. */
enum td_code profile_replace_key(struct td_arena *arena, const struct profile *profile,
                                 const char *key_pem, const char *cert_pem, struct td_err *err);

/* Names of all profiles, sorted, NULL-terminated, in the arena. */
const char *const *profile_list(struct td_arena *arena);

#endif
