/* Plan and dossier files with random damage: whatever stands in them, the answer is OK or a
 * report, within the arena. Deterministic; TD_FUZZ_ROUNDS=100000 goes on longer. */
#include "dossierfile.h"
#include "plan_50.h"

#include <stdlib.h>

#define ROUNDS 400

/* xorshift64* */
static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 2685821657736338717u;
}

static size_t below(uint64_t *seed, size_t limit)
{
    return (size_t)(next(seed) % limit);
}

static unsigned long rounds(void)
{
    const char *more = getenv("TD_FUZZ_ROUNDS");
    return more ? strtoul(more, NULL, 10) : ROUNDS;
}

static const char *const TOKENS[] = {
    "\n",
    "\n  ",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "#",
    "\"",
    "'",
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "!",
    "? ",
    "---",
    "\t",
    "\xff",
    "\0",
    "e\xcc\x82",
    "",
    "\"\\u0000\"",
    "kind:",
    "0",
    "-1",
    "99999999999999999999",
    "~",
};

/* Replace a short piece of the text by a token or by another piece of it. */
static size_t damage(uint64_t *seed, char *text, size_t len, size_t capacity)
{
    char piece[64];
    size_t piece_len;
    if (below(seed, 2)) {
        const char *token = TOKENS[below(seed, sizeof TOKENS / sizeof *TOKENS)];
        piece_len = *token ? strlen(token) : 1;
        memcpy(piece, token, piece_len);
    } else {
        piece_len = 1 + below(seed, sizeof piece - 1);
        size_t from = below(seed, len > piece_len ? len - piece_len : 1);
        piece_len = piece_len < len ? piece_len : len;
        memcpy(piece, text + from, piece_len);
    }
    size_t at = below(seed, len + 1);
    size_t cut = below(seed, 16);
    cut = cut < len - at ? cut : len - at;
    if (len - cut + piece_len > capacity)
        return len;
    memmove(text + at + piece_len, text + at + cut, len - at - cut);
    memcpy(text + at, piece, piece_len);
    return len - cut + piece_len;
}

static void assert_answer(enum td_code code, const struct td_err *err, bool made)
{
    assert_true(code == TD_OK || code == TD_INVALID_ARGUMENT);
    assert_int_equal(code, err->code);
    assert_int_equal(code == TD_OK, made);
    assert_int_equal(code == TD_OK, err->n_violations == 0);
}

static enum td_code plan_try(const char *text, size_t len)
{
    struct td_arena *arena = td_arena_new(2 * PLANFILE_ARENA_BYTES);
    struct td_err err;
    const struct plan *plan = NULL;
    td_err_init(&err, arena);
    enum td_code code = planfile_parse(text, len, "fuzz.yaml", arena, &plan, &err);
    assert_answer(code, &err, plan != NULL);
    bool fine = code == TD_OK;
    plan = NULL;
    td_err_init(&err, arena);
    enum td_code stored = planfile_parse_stored(text, len, "fuzz.yaml", arena, &plan, &err);
    assert_answer(stored, &err, plan != NULL);
    assert_true(!fine || stored == TD_OK);
    td_arena_free(arena);
    return code;
}

/* What is read can be written, and read again. */
static enum td_code dossier_try(const char *text, size_t len)
{
    struct td_arena *arena = td_arena_new(DOSSIERFILE_ARENA_BYTES);
    struct td_err err;
    const struct dossierfile *file = NULL;
    td_err_init(&err, arena);
    enum td_code code = dossierfile_parse(text, len, "fuzz.yaml", arena, &file, &err);
    assert_answer(code, &err, file != NULL);
    if (code == TD_OK) {
        const char *first = dossierfile_write(file, NULL, arena);
        assert_non_null(first);
        assert_int_equal(dossierfile_parse(first, strlen(first), "again.yaml", arena, &file, &err),
                         TD_OK);
        assert_string_equal(dossierfile_write(file, NULL, arena), first);
    }
    td_arena_free(arena);
    return code;
}

static void fuzz(const char *start, size_t start_len, enum td_code (*attempt)(const char *, size_t))
{
    size_t capacity = start_len + 4096;
    char *text = malloc(capacity);
    assert_non_null(text);
    uint64_t seed = 50;
    unsigned long fine = 0, refused = 0;
    for (unsigned long round = 0; round < rounds(); round++) {
        memcpy(text, start, start_len);
        size_t len = start_len;
        for (size_t hits = 1 + below(&seed, 4); hits; hits--)
            len = damage(&seed, text, len, capacity);
        if (attempt(text, len) == TD_OK)
            fine++;
        else
            refused++;
    }
    free(text);
    assert_true(fine > 0 && refused > 0); /* else the damage is too small or too large */
}

static void plan_file__damaged__is_read_or_refused(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(PLANFILE_ARENA_BYTES);
    size_t len;
    char *text = plan_50_text(arena, &len);
    fuzz(text, len, plan_try);
    td_arena_free(arena);
}

static void dossier_file__damaged__is_read_or_refused(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(PLANFILE_ARENA_BYTES);
    const struct dossierfile_for whom = {
        .round_id = "2022-annual",
        .unit_code = "P1",
        .unit_name = "UBND Phường 1",
        .round_kind = PB__ROUND_KIND__ROUND_ANNUAL,
    };
    const char *text = dossierfile_template(plan_50(arena), &whom, arena);
    fuzz(text, strlen(text), dossier_try);
    td_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plan_file__damaged__is_read_or_refused),
        cmocka_unit_test(dossier_file__damaged__is_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
