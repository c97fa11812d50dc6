/* Kinds of file by their first bytes, and the names that fit them. */
#include "cmocka_all.h"

#include "filekind.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void kind__magic_bytes__table(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        enum td_file_kind kind;
    } cases[] = {
        {"%PDF-1.7\n", 9, TD_FILE_PDF},
        {"\x89PNG\r\n\x1A\n....", 12, TD_FILE_PNG},
        {"\xFF\xD8\xFF\xE0..JFIF", 10, TD_FILE_JPEG},
        {"", 0, TD_FILE_OTHER},
        {"%PDF", 4, TD_FILE_OTHER},
        {"\n%PDF-1.7", 9, TD_FILE_OTHER},
        {"\x89PNG\n\x1A\n", 7, TD_FILE_OTHER},
        {"\xFF\xD8", 2, TD_FILE_OTHER},
        {"MZ\x90\0\3", 5, TD_FILE_OTHER},
        {"\x7F"
         "ELF",
         4, TD_FILE_OTHER},
        {"#!/bin/sh\n", 10, TD_FILE_OTHER},
        {"<html>", 6, TD_FILE_OTHER},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, TD_FILE_OTHER}, /* .doc, .xls of old */
        {"PK\3\4", 4, TD_FILE_OTHER},
        {"PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22, TD_FILE_OTHER}, /* empty archive */
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (td_file_kind((const uint8_t *)cases[i].bytes, cases[i].len) != cases[i].kind)
            fail_msg("case %zu", i);
}

/* A ZIP of these entries (NULL-terminated), each with `content` bytes of content. */
static size_t zip_make(uint8_t *ret, const char *const *names, size_t content)
{
    size_t at = 0;
    for (; *names; names++) {
        size_t name_len = strlen(*names);
        memset(ret + at, 0, 30);
        memcpy(ret + at, "PK\3\4", 4);
        ret[at + 26] = (uint8_t)name_len;
        memcpy(ret + at + 30, *names, name_len);
        memset(ret + at + 30 + name_len, 'c', content);
        at += 30 + name_len + content;
    }
    return at;
}

static void kind__zip__by_its_entries(void **state)
{
    (void)state;
    static const struct {
        const char *names[6];
        size_t content;
        enum td_file_kind kind;
    } cases[] = {
        {{"[Content_Types].xml", "_rels/.rels", "word/document.xml"}, 900, TD_FILE_DOCX},
        {{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"}, 900, TD_FILE_XLSX},
        {{"_rels/.rels", "docProps/app.xml", "word/document.xml"}, 10, TD_FILE_DOCX},
        {{"docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml"}, 10, TD_FILE_XLSX},
        {{"word/document.xml"}, 10, TD_FILE_DOCX},
        {{"[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml"}, 10, TD_FILE_OTHER},
        {{"[Content_Types].xml", "_rels/.rels"}, 10, TD_FILE_OTHER},
        {{"mimetype", "content.xml"}, 10, TD_FILE_OTHER},
        {{"virus.exe", "word/document.xml"}, 10, TD_FILE_OTHER},
        {{"password/x.xml"}, 10, TD_FILE_OTHER},
        {{"META-INF/MANIFEST.MF", "xl/Main.class"}, 10, TD_FILE_OTHER},
        {{"[Content_Types].xml", "word/document.xml"}, 5000, TD_FILE_OTHER}, /* too far away */
    };
    static uint8_t bytes[20000];
    for (size_t i = 0; i < COUNT(cases); i++)
        if (td_file_kind(bytes, zip_make(bytes, cases[i].names, cases[i].content)) != cases[i].kind)
            fail_msg("case %zu", i);
}

static void kind__zip_cut_anywhere__never_beyond_the_end(void **state)
{
    (void)state;
    static const char *const names[] = {"[Content_Types].xml", "_rels/.rels", "xl/a.xml", NULL};
    uint8_t whole[512];
    size_t whole_len = zip_make(whole, names, 20);
    size_t enough = whole_len - 20;
    for (size_t len = 0; len <= whole_len; len++) {
        uint8_t *bytes = malloc(len ? len : 1);
        memcpy(bytes, whole, len);
        assert_int_equal(td_file_kind(bytes, len), len >= enough ? TD_FILE_XLSX : TD_FILE_OTHER);
        free(bytes);
    }
}

static void fits__names_and_kinds__table(void **state)
{
    (void)state;
    static const struct {
        enum td_file_kind kind;
        const char *name;
        bool fits;
    } cases[] = {
        {TD_FILE_PDF, "Báo cáo.pdf", true},    {TD_FILE_PDF, "BAOCAO.PDF", true},
        {TD_FILE_DOCX, "to-trinh.docx", true}, {TD_FILE_XLSX, "a.b.xlsx", true},
        {TD_FILE_PNG, "anh.png", true},        {TD_FILE_JPEG, "anh.jpg", true},
        {TD_FILE_JPEG, "anh.JPEG", true},      {TD_FILE_JPEG, "anh.png", false},
        {TD_FILE_DOCX, "a.doc", false},        {TD_FILE_DOCX, "a.xlsx", false},
        {TD_FILE_PDF, "pdf", false},           {TD_FILE_PDF, ".pdf", false},
        {TD_FILE_PDF, "a.pdf.exe", false},     {TD_FILE_PDF, "", false},
        {TD_FILE_OTHER, "a.pdf", false},       {TD_FILE_OTHER, "a.txt", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (td_file_kind_fits(cases[i].kind, cases[i].name) != cases[i].fits)
            fail_msg("%s", cases[i].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kind__magic_bytes__table),
        cmocka_unit_test(kind__zip__by_its_entries),
        cmocka_unit_test(kind__zip_cut_anywhere__never_beyond_the_end),
        cmocka_unit_test(fits__names_and_kinds__table),
    };
    return cmocka_run_group_tests_name("filekind", tests, NULL, NULL);
}
