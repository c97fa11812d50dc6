/* Kinds of file by their first bytes. */
#include "filekind.h"

#include <strings.h>

#define ZIP_NAME_LEN_AT 26
#define ZIP_NAME_AT 30

static const uint8_t zip_entry_magic[] = {'P', 'K', 3, 4};

static const struct {
    enum td_file_kind kind;
    size_t len;
    uint8_t magic[8];
} magics[] = {
    {TD_FILE_PDF, 5, "%PDF-"},
    {TD_FILE_PNG, 8, {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}},
    {TD_FILE_JPEG, 3, {0xFF, 0xD8, 0xFF}},
};

/* Names at the top of an Office Open XML package (ECMA-376 part 2); OTHER: tells no kind. */
static const struct {
    const char *prefix;
    enum td_file_kind kind;
} package_names[] = {
    {"word/", TD_FILE_DOCX},   {"xl/", TD_FILE_XLSX},        {"[Content_Types].xml", TD_FILE_OTHER},
    {"_rels/", TD_FILE_OTHER}, {"docProps/", TD_FILE_OTHER}, {"customXml/", TD_FILE_OTHER},
};

static const struct {
    const char *ending;
    enum td_file_kind kind;
} endings[] = {
    {".pdf", TD_FILE_PDF}, {".docx", TD_FILE_DOCX}, {".xlsx", TD_FILE_XLSX},
    {".png", TD_FILE_PNG}, {".jpg", TD_FILE_JPEG},  {".jpeg", TD_FILE_JPEG},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* false: no name that belongs into a package. */
static bool package_name_kind(const uint8_t *name, size_t len, enum td_file_kind *ret_kind)
{
    for (size_t i = 0; i < COUNT(package_names); i++) {
        size_t prefix_len = strlen(package_names[i].prefix);
        if (len >= prefix_len && memcmp(name, package_names[i].prefix, prefix_len) == 0) {
            *ret_kind = package_names[i].kind;
            return true;
        }
    }
    return false;
}

/* Walk from one local file header to the next; sizes in them may be missing (streamed archives),
 * so the next one is searched for. */
static enum td_file_kind zip_kind(const uint8_t *bytes, size_t len)
{
    const uint8_t *end = bytes + len, *entry = bytes;
    while (entry && end - entry > ZIP_NAME_AT) {
        size_t name_len = (size_t)entry[ZIP_NAME_LEN_AT] | (size_t)entry[ZIP_NAME_LEN_AT + 1] << 8;
        const uint8_t *name = entry + ZIP_NAME_AT;
        enum td_file_kind kind = TD_FILE_OTHER;
        if (name_len > (size_t)(end - name) || !package_name_kind(name, name_len, &kind))
            return TD_FILE_OTHER;
        if (kind != TD_FILE_OTHER)
            return kind;
        const uint8_t *rest = name + name_len;
        entry = memmem(rest, (size_t)(end - rest), zip_entry_magic, sizeof(zip_entry_magic));
    }
    return TD_FILE_OTHER;
}

enum td_file_kind td_file_kind(const uint8_t *first_bytes, size_t len)
{
    for (size_t i = 0; i < COUNT(magics); i++)
        if (len >= magics[i].len && memcmp(first_bytes, magics[i].magic, magics[i].len) == 0)
            return magics[i].kind;
    if (len < sizeof(zip_entry_magic) ||
        memcmp(first_bytes, zip_entry_magic, sizeof(zip_entry_magic)) != 0)
        return TD_FILE_OTHER;
    return zip_kind(first_bytes, len < TD_FILE_KIND_BYTES ? len : TD_FILE_KIND_BYTES);
}

bool td_file_kind_fits(enum td_file_kind kind, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < COUNT(endings); i++) {
        size_t ending_len = strlen(endings[i].ending);
        if (endings[i].kind == kind && len > ending_len &&
            strcasecmp(name + len - ending_len, endings[i].ending) == 0)
            return true;
    }
    return false;
}
