/* Which kinds of evidence file are taken, told by their first bytes, never by name alone. */
#ifndef TD_COMMON_FILEKIND_H
#define TD_COMMON_FILEKIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum td_file_kind {
    TD_FILE_OTHER,
    TD_FILE_PDF,
    TD_FILE_DOCX,
    TD_FILE_XLSX,
    TD_FILE_PNG,
    TD_FILE_JPEG
};

/* Needs at most this many first bytes. */
#define TD_FILE_KIND_BYTES 4096

/* DOCX and XLSX are ZIP archives whose first entry below "word/" or "xl/" follows only others of
 * an Office package ("[Content_Types].xml", "_rels/", "docProps/", "customXml/"): the order differs
 * from program to program. A ZIP without these, or with them beyond TD_FILE_KIND_BYTES, is OTHER.
 * Pure. */
enum td_file_kind td_file_kind(const uint8_t *first_bytes, size_t len);
/* Does the name's ending (.pdf .docx .xlsx .png .jpg .jpeg, any case) belong to the kind? */
bool td_file_kind_fits(enum td_file_kind kind, const char *name);

#endif
