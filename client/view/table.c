/* Tables over libsmartcols. Cells are kept until printing, because only then is it known how much
 * room the other columns leave to the one that wraps, and lines break between words. */
#include "table.h"

#include "i18n.h"

#include <libsmartcols.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#define GAP 2            /* blanks between columns */
#define WRAP_AT_LEAST 24 /* columns of text; a narrower terminal gets longer lines */

struct table {
    const struct table_column *columns;
    size_t n_columns, n_rows, capacity_rows;
    char **cells; /* n_rows * n_columns */
    bool headings;
    unsigned indent;
};

struct table *table_new(const struct table_column *columns, size_t n_columns, bool headings)
{
    struct table *table = calloc(1, sizeof *table);
    if (table)
        *table = (struct table){.columns = columns, .n_columns = n_columns, .headings = headings};
    return table;
}

void table_free(struct table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->n_rows * table->n_columns; i++)
        free(table->cells[i]);
    free(table->cells);
    free(table);
}

void table_indent(struct table *table, unsigned blanks)
{
    if (table)
        table->indent = blanks;
}

static bool grow(struct table *table)
{
    if (table->n_rows < table->capacity_rows)
        return true;
    size_t capacity = table->capacity_rows ? 2 * table->capacity_rows : 16;
    char **cells = reallocarray(table->cells, capacity * table->n_columns, sizeof *cells);
    if (!cells)
        return false;
    table->cells = cells;
    table->capacity_rows = capacity;
    return true;
}

void table_row(struct table *table, const char *const *cells)
{
    if (!table || !grow(table))
        return;
    char **row = table->cells + table->n_rows * table->n_columns;
    for (size_t i = 0; i < table->n_columns; i++) {
        row[i] = strdup(cells[i] ? cells[i] : "");
        for (char *c = row[i]; c && *c; c++)
            if (*c == '\n' || *c == '\t' || *c == '\r')
                *c = ' ';
    }
    table->n_rows++;
}

size_t table_rows(const struct table *table)
{
    return table ? table->n_rows : 0;
}

/* Columns that the first len bytes take on a terminal. */
static size_t width_of(const char *text, size_t len)
{
    mbstate_t state = {0};
    size_t width = 0;
    while (len > 0) {
        wchar_t c;
        size_t n = mbrtowc(&c, text, len, &state);
        if (n == 0 || n > len)
            return width + len;
        int columns = wcwidth(c);
        width += columns > 0 ? (size_t)columns : 0;
        text += n;
        len -= n;
    }
    return width;
}

static const char *heading_of(const struct table *table, size_t column)
{
    const char *heading = table->columns[column].heading;
    return table->headings && heading && *heading ? _(heading) : "";
}

static size_t column_width(const struct table *table, size_t column)
{
    const char *heading = heading_of(table, column);
    size_t widest = width_of(heading, strlen(heading));
    for (size_t row = 0; row < table->n_rows; row++) {
        const char *cell = table->cells[row * table->n_columns + column];
        size_t width = cell ? width_of(cell, strlen(cell)) : 0;
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* How many columns the wrapping columns together may have; 0: as many as they like. */
static size_t room(const struct table *table, FILE *out)
{
    struct winsize size;
    if (!isatty(fileno(out)) || ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 0;
    size_t taken = table->indent, wraps = 0;
    for (size_t i = 0; i < table->n_columns; i++) {
        wraps += (table->columns[i].flags & TABLE_WRAP) != 0;
        taken += i + 1 < table->n_columns ? GAP : 0;
        if (!(table->columns[i].flags & TABLE_WRAP))
            taken += column_width(table, i);
    }
    if (wraps == 0)
        return 0;
    size_t left = size.ws_col > taken ? (size.ws_col - taken) / wraps : 0;
    return left > WRAP_AT_LEAST ? left : WRAP_AT_LEAST;
}

/* Turn the blank before each word that would pass `width` into a line break. */
static void break_lines(char *text, size_t width)
{
    size_t used = 0;
    char *blank = NULL;
    for (char *word = text; *word;) {
        size_t len = strcspn(word, " ");
        size_t columns = width_of(word, len);
        if (blank && used + 1 + columns > width) {
            *blank = '\n';
            used = columns;
        } else {
            used += columns + (blank != NULL);
        }
        word += len;
        blank = *word ? word++ : NULL;
    }
}

static struct libscols_table *to_scols(const struct table *table, size_t wrap_width)
{
    struct libscols_table *scols = scols_new_table();
    if (!scols)
        return NULL;
    scols_table_enable_noheadings(scols, !table->headings);
    scols_table_set_column_separator(scols, "  ");
    scols_table_set_termforce(scols, SCOLS_TERMFORCE_NEVER);
    for (size_t i = 0; i < table->n_columns; i++) {
        unsigned flags = table->columns[i].flags;
        struct libscols_column *column = scols_table_new_column(
            scols, heading_of(table, i), 0,
            (flags & TABLE_RIGHT ? SCOLS_FL_RIGHT : 0) | (flags & TABLE_WRAP ? SCOLS_FL_WRAP : 0));
        if (column && (flags & TABLE_WRAP)) {
            scols_column_set_safechars(column, "\n");
            scols_column_set_wrapfunc(column, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL);
        }
    }
    for (size_t row = 0; row < table->n_rows; row++) {
        struct libscols_line *line = scols_table_new_line(scols, NULL);
        for (size_t i = 0; line && i < table->n_columns; i++) {
            char *cell = table->cells[row * table->n_columns + i];
            if (cell && wrap_width && (table->columns[i].flags & TABLE_WRAP))
                break_lines(cell, wrap_width);
            scols_line_set_data(line, i, cell);
        }
    }
    return scols;
}

/* Without the blanks that pad the last column, so that output compares and copies well. */
static void print_line(const char *line, size_t len, unsigned indent, FILE *out)
{
    while (len > 0 && line[len - 1] == ' ')
        len--;
    fprintf(out, "%*s%.*s\n", len ? (int)indent : 0, "", (int)len, line);
}

void table_print(struct table *table, FILE *out)
{
    if (!table || table->n_rows == 0)
        return;
    char *text = NULL;
    struct libscols_table *scols = to_scols(table, room(table, out));
    if (scols && scols_print_table_to_string(scols, &text) == 0 && text)
        for (const char *line = text; *line;) {
            size_t len = strcspn(line, "\n");
            print_line(line, len, table->indent, out);
            line += len + (line[len] == '\n');
        }
    free(text);
    scols_unref_table(scols);
}

struct table *facts_new(void)
{
    static const struct table_column COLUMNS[] = {{"", 0}, {"", TABLE_WRAP}};
    return table_new(COLUMNS, 2, false);
}

void facts_add(struct table *facts, const char *label, const char *value)
{
    if (value && *value)
        TABLE_ROW(facts, label, value);
}
