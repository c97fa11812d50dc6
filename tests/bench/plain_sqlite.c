/* The measure for submissions: the rows that the daemon wrote for them, read back from its
 * database and inserted again into an empty one with the same schema by a plain loop over
 * prepared statements: WAL, synchronous=FULL, 32 submissions a transaction, nothing else.
 * Prints submissions per second, and the CPU time of each, as JSON.  usage: plain_sqlite DAEMON.db
 * NEW.db */
#include <sqlite3.h>
#include <time.h>

#define PER_TRANSACTION 32
#define MAX_SUBMISSIONS 20000
#define MAX_COLUMNS 32

/* Every table a submission writes; ?1 is the number of the submission's log event. */
static const struct source {
    const char *table, *select;
} sources[] = {
#include "plain_sqlite_tables.def"
};
#define N_SOURCES (sizeof sources / sizeof sources[0])

struct row {
    size_t source, n_values;
    sqlite3_value *values[MAX_COLUMNS];
};

struct submission {
    struct row *rows;
    size_t n_rows;
};

static sqlite3 *from, *to;

static void check(int rc, sqlite3 *db, const char *what)
{
    if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
        return;
    fprintf(stderr, "plain_sqlite: %s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static void *grown(void *list, size_t n, size_t size)
{
    void *larger = realloc(list, n * size);
    if (!larger)
        exit(1);
    return larger;
}

static void run(sqlite3 *db, const char *sql)
{
    check(sqlite3_exec(db, sql, NULL, NULL, NULL), db, sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), db, sql);
    return statement;
}

static void copy_schema(void)
{
    sqlite3_stmt *all = prepare(from, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND "
                                      "name NOT LIKE 'sqlite_%'");
    while (sqlite3_step(all) == SQLITE_ROW)
        run(to, (const char *)sqlite3_column_text(all, 0));
    sqlite3_finalize(all);
}

static void read_submission(struct submission *submission, sqlite3_int64 seq,
                            sqlite3_stmt **selects)
{
    *submission = (struct submission){0};
    for (size_t s = 0; s < N_SOURCES; s++) {
        sqlite3_bind_int64(selects[s], 1, seq);
        while (sqlite3_step(selects[s]) == SQLITE_ROW) {
            submission->rows =
                grown(submission->rows, submission->n_rows + 1, sizeof *submission->rows);
            struct row *row = &submission->rows[submission->n_rows++];
            row->source = s;
            row->n_values = (size_t)sqlite3_column_count(selects[s]);
            for (size_t c = 0; c < row->n_values; c++)
                row->values[c] = sqlite3_value_dup(sqlite3_column_value(selects[s], (int)c));
        }
        check(sqlite3_reset(selects[s]), from, sources[s].table);
    }
}

static size_t read_all(struct submission **ret)
{
    sqlite3_stmt *selects[N_SOURCES];
    for (size_t s = 0; s < N_SOURCES; s++)
        selects[s] = prepare(from, sources[s].select);
    sqlite3_stmt *seqs =
        prepare(from, "SELECT seq FROM audit_event WHERE method = 'DossierService/Submit' "
                      "ORDER BY seq LIMIT 20000");
    size_t n = 0;
    *ret = grown(NULL, MAX_SUBMISSIONS, sizeof **ret);
    while (sqlite3_step(seqs) == SQLITE_ROW && n < MAX_SUBMISSIONS)
        read_submission(&(*ret)[n++], sqlite3_column_int64(seqs, 0), selects);
    return n;
}

/* The daemon never looks for a submission's rows from its log event; this program does, often. */
static void index_rows(void)
{
    run(from, "CREATE TEMP TABLE keys AS SELECT request_sha256, officer_id, key FROM idempotency");
    run(from, "CREATE INDEX temp.keys_by_request ON keys (request_sha256)");
    run(from, "CREATE TEMP TABLE events AS SELECT log_seq, dossier_id, version FROM dossier_event");
    run(from, "CREATE INDEX temp.events_by_seq ON events (log_seq)");
}

static sqlite3_stmt *prepare_insert(const struct row *row)
{
    char sql[512];
    int len = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", sources[row->source].table);
    for (size_t c = 1; c < row->n_values; c++)
        len += snprintf(sql + len, sizeof sql - (size_t)len, ",?");
    snprintf(sql + len, sizeof sql - (size_t)len, ")");
    return prepare(to, sql);
}

static size_t prepare_inserts(const struct submission *all, size_t n, sqlite3_stmt **inserts)
{
    size_t rows = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t r = 0; r < all[i].n_rows; r++, rows++)
            if (!inserts[all[i].rows[r].source])
                inserts[all[i].rows[r].source] = prepare_insert(&all[i].rows[r]);
    return rows;
}

static void insert_all(const struct submission *all, size_t n, sqlite3_stmt **inserts)
{
    for (size_t i = 0; i < n; i++) {
        if (i % PER_TRANSACTION == 0)
            run(to, "BEGIN IMMEDIATE");
        for (size_t r = 0; r < all[i].n_rows; r++) {
            const struct row *row = &all[i].rows[r];
            sqlite3_stmt *insert = inserts[row->source];
            for (size_t c = 0; c < row->n_values; c++)
                sqlite3_bind_value(insert, (int)c + 1, row->values[c]);
            check(sqlite3_step(insert), to, sources[row->source].table);
            sqlite3_reset(insert);
        }
        if (i % PER_TRANSACTION == PER_TRANSACTION - 1 || i == n - 1)
            run(to, "COMMIT");
    }
}

static double now_s(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    check(sqlite3_open_v2(argv[1], &from, SQLITE_OPEN_READONLY, NULL), from, argv[1]);
    check(sqlite3_open(argv[2], &to), to, argv[2]);
    run(to, "PRAGMA journal_mode=WAL");
    run(to, "PRAGMA synchronous=FULL");
    run(to, "PRAGMA temp_store=MEMORY");
    copy_schema();
    index_rows();
    struct submission *all;
    sqlite3_stmt *inserts[N_SOURCES] = {0};
    size_t n = read_all(&all);
    size_t rows = prepare_inserts(all, n, inserts);
    double started = now_s(CLOCK_MONOTONIC), cpu_started = now_s(CLOCK_PROCESS_CPUTIME_ID);
    insert_all(all, n, inserts);
    double seconds = now_s(CLOCK_MONOTONIC) - started;
    double cpu = now_s(CLOCK_PROCESS_CPUTIME_ID) - cpu_started;
    printf("{\"submissions\": %zu, \"rows\": %zu, \"per_second\": %.1f, \"cpu_us\": %.1f}\n", n,
           rows, (double)n / seconds, cpu * 1e6 / (double)n);
    return 0;
}
