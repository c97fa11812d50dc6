/* Tables for people, by libsmartcols: fitted to the terminal's width, unlimited elsewhere. */
#ifndef CLIENT_VIEW_TABLE_H
#define CLIENT_VIEW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum table_flags {
    TABLE_RIGHT = 1, /* numbers */
    TABLE_WRAP = 2,  /* long text goes on in the next line, broken between words */
};

struct table_column {
    const char *heading; /* msgid */
    unsigned flags;
};

struct table;

/* columns: borrowed while the table lives. headings: false prints rows only (facts, help). NULL
 * when memory is short, which all functions below accept. */
struct table *table_new(const struct table_column *columns, size_t n_columns, bool headings);
void table_free(struct table *table);
/* Blanks before the first column of every line. */
void table_indent(struct table *table, unsigned blanks);
/* One row: n_columns texts, copied; NULL is an empty cell. */
void table_row(struct table *table, const char *const *cells);
#define TABLE_ROW(table, ...) table_row((table), (const char *const[]){__VA_ARGS__})
size_t table_rows(const struct table *table);
/* Nothing is printed for a table without rows. */
void table_print(struct table *table, FILE *out);

/* "Label  value" lines about one thing. value NULL or "": the line is left out. */
struct table *facts_new(void);
void facts_add(struct table *facts, const char *label, const char *value); /* label: translated */

#endif
