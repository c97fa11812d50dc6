/* The dossier.yaml of a dossier folder: what a clerk types, as plain data and back. Keys are
 * those of DossierContent, so that a violation's field path leads to a line of the file; files
 * are paths relative to the folder. No file is opened here. */
#ifndef TD_DOSSIERFILE_H
#define TD_DOSSIERFILE_H

#include "arena.h"
#include "err.h"
#include "plan.h"

#define DOSSIERFILE_MAX_BYTES (1024 * 1024)
#define DOSSIERFILE_ARENA_BYTES (16 * 1024 * 1024)

struct dossierfile_letter {
    const char *number, *dated_on, *file;
};

struct dossierfile_minutes {
    const char *held_on, *file;
};

struct dossierfile_claim {
    const char *criterion, *statement;
};

struct dossierfile_nominee {
    Pb__NomineeKind kind; /* UNSPECIFIED where left empty */
    const char *award_line, *name, *position, *staff_code, *citizen_id, *summary;
    Pb__Gender gender;
    const uint32_t *women_percent; /* NULL: not given */
    const char **contents;
    unsigned n_contents;
    struct dossierfile_claim *criteria;
    unsigned n_criteria;
    const char *report;     /* path */
    const char *initiative; /* "SK-2022-0001" */
};

/* Strings are never NULL ("" where empty or left out), checked text (UTF-8, NFC, no control
 * characters), without blanks at either end. */
struct dossierfile {
    const char *round_id, *unit_code;
    struct dossierfile_letter letter;
    struct dossierfile_minutes minutes;
    struct dossierfile_nominee *nominees;
    unsigned n_nominees;
    const char **attachments; /* paths */
    unsigned n_attachments;
    const struct yamlfile_node *source; /* for dossierfile_line; NULL when not parsed */
};

/* Who the template is for. */
struct dossierfile_for {
    const char *round_id, *unit_code, *unit_name;
    Pb__RoundKind round_kind;
    Pb__UnitKind unit_kind;  /* UNSPECIFIED: not known */
    int64_t deadline_utc_ms; /* 0: not known */
};

/* The text that `thidua dossier new` writes: explained in Vietnamese with short English, places
 * for one collective (where the unit has an award line for one) and one individual, and the
 * plan's own award lines, contents and criteria. In the arena; NULL: used up. */
char *dossierfile_template(const struct plan *plan, const struct dossierfile_for *whom,
                           struct td_arena *arena);

/* Read one. Arguments and outcomes as planfile_parse, violations are YAML_FILE; paths of files
 * are not judged here, nor is anything the rules of common/domain judge. */
enum td_code dossierfile_parse(const void *yaml, size_t len, const char *file_name,
                               struct td_arena *arena, const struct dossierfile **ret,
                               struct td_err *err);

/* The line of a field path ("nominees[2].name") in the parsed file, or of the nearest thing
 * around it that is there; 0 when there is none. */
unsigned dossierfile_line(const struct dossierfile *file, const char *field);

/* Back to YAML (`thidua dossier fetch`): parsing the result yields the same data. plan: explains
 * lines, contents and criteria in comments; NULL: without. In the arena; NULL: used up. */
char *dossierfile_write(const struct dossierfile *file, const struct plan *plan,
                        struct td_arena *arena);

#endif
