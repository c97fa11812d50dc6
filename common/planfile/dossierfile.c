/* Reading dossier.yaml: its schema, and tidying what people typed. Writing it is
 * dossiertext.c's business. */
#include "dossierfile.h"

#include "completeness.h"
#include "yamlfile.h"

#define COUNT(table) ((uint32_t)(sizeof(table) / sizeof *(table)))
#define TEXT_BYTES 32000 /* dossier_check_form judges the length in letters */
#define PATH_BYTES 1000
#define LIST_ENTRIES 100

#define TEXT(key, type, member) \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_OPTIONAL, type, member, 0, TEXT_BYTES)
/* A key whose entries are all commented out is an empty list. */
#define LIST(key, type, member, entry, max)                                                      \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_OPTIONAL | CYAML_FLAG_POINTER_NULL, type, member, \
                               n_##member, &(entry), 0, max)
#define CHOICE(key, type, member, names)                                                \
    CYAML_FIELD_ENUM(key, CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, type, member, names, \
                     COUNT(names))

/* Names as in proto/types.proto; "" is a value not filled in yet. */
static const cyaml_strval_t KINDS[] = {
    {"", PB__NOMINEE_KIND__NOMINEE_UNSPECIFIED},
    {"collective", PB__NOMINEE_KIND__NOMINEE_COLLECTIVE},
    {"individual", PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL},
};
static const cyaml_strval_t GENDERS[] = {
    {"", PB__GENDER__GENDER_UNSPECIFIED},
    {"female", PB__GENDER__GENDER_FEMALE},
    {"male", PB__GENDER__GENDER_MALE},
};

/* struct dossierfile as the schema fills it: sections may be empty. */
struct raw {
    const char *round_id, *unit_code;
    struct dossierfile_letter *letter;
    struct dossierfile_minutes *minutes;
    struct dossierfile_nominee *nominees;
    const char **attachments;
    unsigned n_nominees, n_attachments;
};

static const cyaml_schema_field_t LETTER[] = {
    TEXT("number", struct dossierfile_letter, number),
    TEXT("dated_on", struct dossierfile_letter, dated_on),
    TEXT("file", struct dossierfile_letter, file),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t MINUTES[] = {
    TEXT("held_on", struct dossierfile_minutes, held_on),
    TEXT("file", struct dossierfile_minutes, file),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t CLAIM[] = {
    TEXT("criterion", struct dossierfile_claim, criterion),
    TEXT("statement", struct dossierfile_claim, statement),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t CLAIM_ENTRY = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct dossierfile_claim, CLAIM)};

static const cyaml_schema_value_t WORD_ENTRY = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, PATH_BYTES)};

static const cyaml_schema_field_t NOMINEE[] = {
    CHOICE("kind", struct dossierfile_nominee, kind, KINDS),
    TEXT("award_line", struct dossierfile_nominee, award_line),
    TEXT("name", struct dossierfile_nominee, name),
    TEXT("position", struct dossierfile_nominee, position),
    TEXT("staff_code", struct dossierfile_nominee, staff_code),
    TEXT("citizen_id", struct dossierfile_nominee, citizen_id),
    CHOICE("gender", struct dossierfile_nominee, gender, GENDERS),
    CYAML_FIELD_UINT_PTR("women_percent", CYAML_FLAG_OPTIONAL | CYAML_FLAG_POINTER_NULL,
                         struct dossierfile_nominee, women_percent),
    LIST("contents", struct dossierfile_nominee, contents, WORD_ENTRY, LIST_ENTRIES),
    LIST("criteria", struct dossierfile_nominee, criteria, CLAIM_ENTRY, LIST_ENTRIES),
    TEXT("summary", struct dossierfile_nominee, summary),
    TEXT("report", struct dossierfile_nominee, report),
    TEXT("initiative", struct dossierfile_nominee, initiative),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t NOMINEE_ENTRY = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct dossierfile_nominee, NOMINEE)};

static const cyaml_schema_field_t DOSSIER[] = {
    TEXT("round_id", struct raw, round_id),
    TEXT("unit_code", struct raw, unit_code),
    CYAML_FIELD_MAPPING_PTR("letter", CYAML_FLAG_OPTIONAL | CYAML_FLAG_POINTER_NULL, struct raw,
                            letter, LETTER),
    CYAML_FIELD_MAPPING_PTR("minutes", CYAML_FLAG_OPTIONAL | CYAML_FLAG_POINTER_NULL, struct raw,
                            minutes, MINUTES),
    LIST("nominees", struct raw, nominees, NOMINEE_ENTRY, DOSSIER_MAX_NOMINEES),
    LIST("attachments", struct raw, attachments, WORD_ENTRY, DOSSIER_MAX_ATTACHMENTS),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t DOSSIER_SCHEMA = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw, DOSSIER)};

/* ---- tidying ----------------------------------------------------------------------------- */

/* NULL → "", and no blanks at either end. The text is the arena's. */
static void tidy(const char **text)
{
    if (!*text) {
        *text = "";
        return;
    }
    *text += strspn(*text, " \t\n");
    size_t len = strlen(*text);
    while (len && strchr(" \t\n", (*text)[len - 1]))
        len--;
    ((char *)(uintptr_t)*text)[len] = '\0';
}

static void nominee_tidy(struct dossierfile_nominee *nominee)
{
    const char **const texts[] = {
        &nominee->award_line, &nominee->name,    &nominee->position, &nominee->staff_code,
        &nominee->citizen_id, &nominee->summary, &nominee->report,   &nominee->initiative,
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        tidy(texts[i]);
    for (unsigned i = 0; i < nominee->n_contents; i++)
        tidy(&nominee->contents[i]);
    for (unsigned i = 0; i < nominee->n_criteria; i++) {
        tidy(&nominee->criteria[i].criterion);
        tidy(&nominee->criteria[i].statement);
    }
}

static void dossier_tidy(struct dossierfile *dossier)
{
    const char **const texts[] = {
        &dossier->round_id,        &dossier->unit_code,   &dossier->letter.number,
        &dossier->letter.dated_on, &dossier->letter.file, &dossier->minutes.held_on,
        &dossier->minutes.file,
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        tidy(texts[i]);
    for (unsigned i = 0; i < dossier->n_nominees; i++)
        nominee_tidy(&dossier->nominees[i]);
    for (unsigned i = 0; i < dossier->n_attachments; i++)
        tidy(&dossier->attachments[i]);
}

enum td_code dossierfile_parse(const void *yaml, size_t len, const char *file_name,
                               struct td_arena *arena, const struct dossierfile **ret,
                               struct td_err *err)
{
    struct yamlfile file = {
        .name = file_name,
        .key = TD_KEY_YAML_FILE,
        .max_bytes = DOSSIERFILE_MAX_BYTES,
        .arena = arena,
        .err = err,
    };
    void *data = NULL;
    enum td_code code = yamlfile_read(&file, yaml, len, &DOSSIER_SCHEMA, &data);
    if (code != TD_OK)
        return code;
    const struct raw *raw = data;
    struct dossierfile *dossier = td_arena_zalloc(arena, sizeof *dossier);
    if (!dossier)
        return yamlfile_exhausted(&file);
    dossier->round_id = raw->round_id;
    dossier->unit_code = raw->unit_code;
    if (raw->letter)
        dossier->letter = *raw->letter;
    if (raw->minutes)
        dossier->minutes = *raw->minutes;
    dossier->nominees = raw->nominees;
    dossier->n_nominees = raw->n_nominees;
    dossier->attachments = raw->attachments;
    dossier->n_attachments = raw->n_attachments;
    dossier->source = file.root;
    dossier_tidy(dossier);
    *ret = dossier;
    return TD_OK;
}

unsigned dossierfile_line(const struct dossierfile *file, const char *field)
{
    return file->source ? yamlfile_nearest(file->source, field)->line : 0;
}
