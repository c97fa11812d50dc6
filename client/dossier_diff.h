/* What changed between two versions of a dossier, field by field: by reflection over
 * DossierContent, so that a field added to the contract later is compared as well. Pure. */
#ifndef CLIENT_DOSSIER_DIFF_H
#define CLIENT_DOSSIER_DIFF_H

#include "arena.h"
#include "dossier.pb-c.h"
#include "err.h"

enum diff_change { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED };

struct diff_entry {
    enum diff_change change;
    const char *field;   /* "letter.number", "nominees.summary", "nominees.criteria[III.4.c1]" */
    const char *subject; /* the nominee's or attachment's name; "" where there is none */
    const char *before, *after;               /* "" where there was none */
    const ProtobufCEnumDescriptor *enum_type; /* values are names of this type; NULL: texts */
};

struct diff {
    struct diff_entry *entries;
    size_t n_entries;
};

/* Nominees are matched by staff code, then citizen number, then kind and folded name;
 * attachments by name. Files differ when name or digest do. Everything new lives in the arena,
 * texts are borrowed from both contents. RESOURCE_EXHAUSTED: arena used up. */
enum td_code dossier_diff(const Pb__DossierContent *before, const Pb__DossierContent *after,
                          struct td_arena *arena, struct diff *ret);

/* "added", "removed", "changed". */
const char *diff_change_name(enum diff_change change);

#endif
