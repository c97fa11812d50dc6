/* Reading plan files: the real one as it stands, and that file with one mistake at a time. */
#include "message.h"
#include "plan_50.h"

static int setup(void **state)
{
    *state = td_arena_new(2 * PLANFILE_ARENA_BYTES);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    td_arena_free(*state);
    return 0;
}

/* The text with the first `from` replaced. */
static char *replaced(struct td_arena *arena, const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    assert_non_null(at);
    return td_arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static unsigned line_of(const char *text, const char *needle)
{
    const char *at = strstr(text, needle);
    assert_non_null(at);
    unsigned line = 1;
    for (const char *p = text; p < at; p++)
        line += *p == '\n';
    return line;
}

static enum td_code parse(struct td_arena *arena, const char *text, struct td_err *err)
{
    const struct plan *plan = NULL;
    td_err_init(err, arena);
    enum td_code code = planfile_parse(text, strlen(text), "p.yaml", arena, &plan, err);
    assert_int_equal(code == TD_OK, plan != NULL);
    assert_int_equal(code, err->code);
    return code;
}

static void plan_50__as_shipped__is_read_whole(void **state)
{
    const struct plan *plan = plan_50(*state);
    assert_string_equal(plan->id, "50/KH-UBND");
    assert_string_equal(plan->issued_on, "2022-05-23");
    assert_int_equal(plan->year_from, 2021);
    assert_int_equal(plan->year_to, 2030);
    assert_int_equal(plan->n_fields, 6);     /* II.2.b */
    assert_int_equal(plan->n_contents, 6);   /* II.2.a–e, g */
    assert_int_equal(plan->n_unit_kinds, 5); /* II.1 */
    assert_int_equal(plan->n_criteria, 6);   /* III.4: four and two */
    assert_int_equal(plan->n_parts, 5);      /* III.5 */
    assert_int_equal(plan->originals, 2);    /* III.5.b */
    assert_int_equal(plan->vote_threshold_percent, 80);
    assert_non_null(strstr(plan->vote_basis.en, "Local policy"));
    assert_int_equal(plan->council.quorum_part, 2);
    assert_int_equal(plan->council.quorum_of, 3);
    assert_non_null(strstr(plan->council.quorum_basis.en, "Local policy"));
    assert_null(plan->legal_bases[2].valid_to);
}

static void plan_50__quotas__are_those_of_III_1_to_3(void **state)
{
    static const struct {
        Pb__RoundKind kind;
        const char *clause;
        uint32_t department, commune_ward, individual;
    } CASES[] = {
        {PB__ROUND_KIND__ROUND_ANNUAL, "III.1", 1, 2, 3},
        {PB__ROUND_KIND__ROUND_INTERIM, "III.2", 2, 3, 10},
        {PB__ROUND_KIND__ROUND_FINAL, "III.3", 2, 3, 10},
    };
    const struct plan *plan = plan_50(*state);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct plan_round *round = plan_round_find(plan, CASES[i].kind);
        assert_non_null(round);
        assert_string_equal(round->clause, CASES[i].clause);
        assert_int_equal(round->n_quotas, 3);
        assert_string_equal(round->quotas[0].line, "department");
        assert_int_equal(round->quotas[0].places, CASES[i].department);
        assert_string_equal(round->quotas[1].line, "commune_ward");
        assert_int_equal(round->quotas[1].places, CASES[i].commune_ward);
        assert_string_equal(round->quotas[2].line, "individual");
        assert_int_equal(round->quotas[2].places, CASES[i].individual);
    }
}

/* Which legal bases hold on a day: domain.md, "Law for the papers". */
static void plan_50__legal_bases__follow_the_dates(void **state)
{
    static const struct {
        const char *day, *decree;
    } CASES[] = {
        {"2022-05-23", "91/2017"}, {"2023-12-31", "91/2017"},  {"2024-01-01", "98/2023"},
        {"2025-06-30", "98/2023"}, {"2025-07-01", "152/2025"},
    };
    const struct plan *plan = plan_50(*state);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        unsigned decrees = 0;
        for (unsigned b = 0; b < plan->n_legal_bases; b++) {
            const struct plan_dated *basis = &plan->legal_bases[b];
            if (!strstr(basis->text, "Nghị định") || strcmp(CASES[i].day, basis->valid_from) < 0 ||
                (basis->valid_to && strcmp(CASES[i].day, basis->valid_to) > 0))
                continue;
            assert_non_null(strstr(basis->text, CASES[i].decree));
            decrees++;
        }
        assert_int_equal(decrees, 1);
    }
}

/* One mistake in the real file: from → to, and what must be said about it. */
static const struct mistake {
    const char *from, *to, *path, *problem, *allowed;
} MISTAKES[] = {
    {"issued_on: 2022", "isued_on: 2022", "isued_on", "unknown key", "issued_on, "},
    {"issued_on: 2022-05-23\n", "", "issued_on", "this key is missing", "issued_on"},
    {"year_to: 2030", "year_to: soon", "year_to", "a whole number is needed", "0"},
    {"originals: 2", "originals: 02", "originals", "a whole number is needed", "0"},
    {"originals: 2", "originals: 2\noriginals: 3", "originals", "this key stands here twice", ""},
    {"originals: 2", "originals: 21", "originals", "the number is out of range", "0 – 20"},
    {"format: 1", "format: 2", "format", "the number is out of range", "1 – 1"},
    {"issued_on: 2022-05-23", "issued_on: 2022-02-30", "issued_on", "not a date", "YYYY-MM-DD"},
    {"year_to: 2030", "year_to: 2020", "year_to", "the last year is before the first", ">= 2021"},
    {"kind: annual", "kind: anual", "rounds[0].kind", "not one of the possible values",
     "annual, interim, final"},
    {"{line: commune_ward, places: 2}", "{line: communes_ward, places: 2}",
     "rounds[0].quotas[1].line", "no such award line in this file",
     "commune_ward, department, individual"},
    {"{line: commune_ward, places: 2}", "{line: department, places: 2}", "rounds[0].quotas[1].line",
     "stands in this list twice", ""},
    {"kind: interim", "kind: annual", "rounds[1].kind", "stands in this list twice", ""},
    {"id: II.2.g, clause: II.2.g", "id: II.2.g, clause: II.2.f", "contents[5].clause",
     "no such clause in this file", "II.2."},
    {"id: III.4.c2", "id: III.4.c1", "criteria[1].id", "stands in this list twice", ""},
    {"unit_kinds: [commune, ward]", "unit_kinds: [commune, town]", "lines[1].unit_kinds[1]",
     "not one of the possible values", "department"},
    {"unit_kinds: [commune, ward]", "unit_kinds: ward", "lines[1].unit_kinds", "a list is needed",
     "-"},
    {"rank_by: index", "rank_by: indices", "lines[1].rank_by", "not a way of ranking",
     "assessment"},
    {"{id: letter,", "{id: leter,", "parts[0].id", "not a part this program knows", "letter, "},
    {"id: head_responsibility,", "id: head,", "weights[1].id", "not a side of the assessment",
     "head_responsibility"},
    {"full_change: 10", "full_change: 0", "effectiveness.full_change", "the number is out of range",
     "1 – 100"},
    {"{id: review, clause: II.2.a, points: 20", "{id: plan, clause: II.2.a, points: 20",
     "head_criteria[1].id", "stands in this list twice", ""},
    {"percent: 50", "percent: 49", "weights", "the weights do not add up", "100"},
    {"{id: index, clause: II.3.a.town, percent: 100",
     "{id: index, clause: II.3.a.town, percent: 90", "rankings[1].components",
     "the weights do not add up", "100"},
    {"{id: index, clause: II.3.a.town, percent: 100",
     "{id: effect, clause: II.3.a.town, percent: 100", "rankings[1].components[0].id",
     "not a component for nominees of this line", "assessment, index"},
    {"{id: index, clause: II.3.a.town, percent: 100",
     "{id: completion, clause: II.3.a.town, percent: 100", "rankings[1].components",
     "what the line is ranked by is not among the components", "index"},
    {"percent: 15, full: 5, vi: Đơn vị", "percent: 15, vi: Đơn vị",
     "rankings[2].components[2].full", "this key is missing", "full"},
    {"{id: share, clause: II.2.e, percent: 10", "{id: share, clause: II.2.e, full: 3, percent: 10",
     "rankings[2].components[3].full", "this component is not counted", "without this key"},
    {"{id: recognised, points: 100}", "{id: recognized, points: 100}",
     "rankings[2].components[0].levels[0].id", "not a level of this component", "recognised"},
    {"{id: in_unit, points: 60}", "{id: in_unit, points: 101}",
     "rankings[2].components[1].levels[0].points", "the number is out of range", "0 – 100"},
    {"tie_breaks: [effect, adoptions]", "tie_breaks: [effect, awards]", "rankings[2].tie_breaks[1]",
     "not a component of this ranking", "the id"},
    {"tie_breaks: [completion]", "tie_breaks: [assessment]", "rankings[0].tie_breaks[0]",
     "not a component of this ranking", "the id"},
    {"rounds: [annual]", "rounds: [annual, final]", "rounds[2].quotas[0].line",
     "this line is ranked in two ways in such a round", "one entry"},
    {"rounds: [interim, final]", "rounds: [final]", "rounds[1].quotas[0].line",
     "nothing says how this line is ranked in such a round", "one entry"},
    {"{id: awards, clause: III.1, percent: 20", "{id: completion, clause: III.1, percent: 20",
     "rankings[3].components[1].id", "the assessment counts this already", "assessment"},
    {"women_percent: 70", "women_percent: 0", "preferences[0].women_percent",
     "the number is out of range", "1 – 100"},
    {"valid_from: 2021-01-01\n    valid_to: 2023-12-31",
     "valid_from: 2024-01-01\n    valid_to: 2023-12-31", "legal_bases[0].valid_to",
     "the last day is before the first", ">= 2024-01-01"},
    {"title:\n", "title: Kế hoạch\ntitel:\n", "title", "keys with values are needed", "vi, en"},
    {"id: 50/KH-UBND", "id: \"\"", "id", "a text is missing", ""},
    {"id: 50/KH-UBND", "id: [50]", "id", "a text is needed", ""},
};

static void plan_file__one_mistake__is_told_with_path_and_allowed(void **state)
{
    size_t len;
    const char *text = plan_50_text(*state, &len);
    for (size_t i = 0; i < sizeof MISTAKES / sizeof *MISTAKES; i++) {
        const struct mistake *mistake = &MISTAKES[i];
        struct td_arena *arena = td_arena_new(PLANFILE_ARENA_BYTES);
        struct td_err err;
        char *wrong = replaced(*state, text, mistake->from, mistake->to);
        assert_int_equal(parse(arena, wrong, &err), TD_INVALID_ARGUMENT);
        const struct td_violation *violation = violation_find_at(&err, mistake->path);
        if (!violation)
            violations_print(&err);
        assert_non_null(violation);
        assert_string_equal(violation_param(violation, "file"), "p.yaml");
        assert_string_equal(violation_param(violation, "problem"), mistake->problem);
        assert_string_equal(violation->key, "plan.file");
        const char *allowed = violation_param(violation, "allowed");
        assert_int_equal(strncmp(allowed, mistake->allowed, strlen(mistake->allowed)), 0);
        td_arena_free(arena);
    }
}

static void plan_file__wrong_reference__names_its_line(void **state)
{
    struct td_err err;
    size_t len;
    char *text = replaced(*state, plan_50_text(*state, &len), "line: commune_ward, places: 3",
                          "line: communes, places: 3");
    assert_int_equal(parse(*state, text, &err), TD_INVALID_ARGUMENT);
    assert_int_equal(err.n_violations, 1);
    char expected[16];
    snprintf(expected, sizeof expected, "%u", line_of(text, "line: communes,"));
    assert_string_equal(violation_param(&err.violations[0], "line"), expected);
    assert_string_equal(violation_param(&err.violations[0], "at"),
                        "rounds[1].quotas[1].line: communes");
}

static void plan_file__several_mistakes__all_are_told_at_once(void **state)
{
    struct td_err err;
    size_t len;
    char *text = plan_50_text(*state, &len);
    text = replaced(*state, text, "originals: 2", "originals: two");
    text = replaced(*state, text, "kind: annual", "kind: yearly");
    text = replaced(*state, text, "year_to:", "until:");
    assert_int_equal(parse(*state, text, &err), TD_INVALID_ARGUMENT);
    assert_int_equal(err.n_violations, 4); /* until is unknown, and year_to is missing */
}

/* What is not even a tree: the whole file, the line and what is said about it. */
static const struct malformed {
    const char *text, *line, *problem;
} MALFORMED[] = {
    {"", "1", "the file is empty"},
    {"# nothing\n", "1", "the file is empty"},
    {"format: 1\nid: a: b\n", "2",
     "not valid YAML; look at indentation, colons and quotation marks"},
    {"format: 1\n\tid: x\n", "2",
     "not valid YAML; look at indentation, colons and quotation marks"},
    {"a: &x [1, 1]\nb: [*x, *x]\n", "1", "anchors, aliases and tags are not read"},
    {"a: !!str 1\n", "1", "anchors, aliases and tags are not read"},
    {"a: 1\n---\nb: 2\n", "2", "a second document is not read"},
    {"? [a, b]\n: 1\n", "1", "a key must be a simple word"},
    {"a:\n  - [[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]\n", "2", "too deeply nested"},
    {"format: 1\nid: \xff\n", "2", "not valid UTF-8 text; save the file as UTF-8"},
    {"format: 1\n\n# Ke\xcc\x82\n", "3",
     "decomposed Vietnamese letters (NFD); type them as composed Unicode (NFC)"},
    {"id: \"e\\u0302\"\n", "1",
     "decomposed Vietnamese letters (NFD); type them as composed Unicode (NFC)"},
    {"id: \"a\\0b\"\n", "1", "control or invisible characters are not allowed"},
    {"id: \x1b[31m\n", "1", "control or invisible characters are not allowed"},
    {"[]\n", "1", "keys with values are needed"},
    {"just words\n", "1", "keys with values are needed"},
};

static void plan_file__malformed__is_told_with_its_line(void **state)
{
    for (size_t i = 0; i < sizeof MALFORMED / sizeof *MALFORMED; i++) {
        struct td_err err;
        assert_int_equal(parse(*state, MALFORMED[i].text, &err), TD_INVALID_ARGUMENT);
        assert_int_equal(err.n_violations, 1);
        if (strcmp(violation_param(&err.violations[0], "problem"), MALFORMED[i].problem) != 0)
            violations_print(&err);
        assert_string_equal(violation_param(&err.violations[0], "problem"), MALFORMED[i].problem);
        assert_string_equal(violation_param(&err.violations[0], "line"), MALFORMED[i].line);
    }
}

static void plan_file__windows_editor__is_read_all_the_same(void **state)
{
    size_t len;
    const char *text = plan_50_text(*state, &len);
    char *crlf = td_arena_alloc(*state, 2 * len + 4);
    size_t used = 3;
    memcpy(crlf, "\xEF\xBB\xBF", 3);
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\n')
            crlf[used++] = '\r';
        crlf[used++] = text[i];
    }
    crlf[used] = '\0';
    struct td_err err;
    assert_int_equal(parse(*state, crlf, &err), TD_OK);
}

static void plan_file__too_large__is_refused_unread(void **state)
{
    struct td_err err;
    char *text = td_arena_alloc(*state, PLANFILE_MAX_BYTES + 2);
    memset(text, '#', PLANFILE_MAX_BYTES + 1);
    text[PLANFILE_MAX_BYTES + 1] = '\0';
    assert_int_equal(parse(*state, text, &err), TD_INVALID_ARGUMENT);
    assert_string_equal(violation_param(&err.violations[0], "problem"),
                        "the file is too large (bytes)");
}

static void plan_file__many_small_values__stay_within_bounds(void **state)
{
    struct td_err err;
    char *text = td_arena_alloc(*state, PLANFILE_MAX_BYTES);
    size_t used = 0;
    text[used++] = '[';
    while (used < PLANFILE_MAX_BYTES - 4) {
        text[used++] = 'a';
        text[used++] = ',';
    }
    text[used++] = ']';
    text[used] = '\0';
    struct td_arena *arena = td_arena_new(PLANFILE_ARENA_BYTES);
    assert_int_equal(parse(arena, text, &err), TD_INVALID_ARGUMENT);
    assert_string_equal(violation_param(&err.violations[0], "problem"), "too many values");
    td_arena_free(arena);
}

static void plan_file__arena_used_up__is_an_answer(void **state)
{
    size_t len;
    char *text = plan_50_text(*state, &len);
    for (size_t budget = 1024; budget < 256 * 1024; budget += 1024) {
        struct td_arena *small = td_arena_new(budget);
        struct td_err err;
        const struct plan *plan = NULL;
        td_err_init(&err, *state);
        enum td_code code = planfile_parse(text, len, "p.yaml", small, &plan, &err);
        assert_true(code == TD_RESOURCE_EXHAUSTED || code == TD_OK);
        assert_int_equal(code == TD_OK, plan != NULL);
        td_arena_free(small);
        if (code == TD_OK)
            return;
    }
    fail_msg("256 KiB are not enough for Plan 50");
}

/* -- versions stored before -- */

/* What the format gained since the first file, and what a version without it has not. */
static const struct gained {
    const char *key;
    enum plan_section section; /* PLAN_N_SECTIONS: nothing asks for it alone */
} GAINED[] = {
    {"council", PLAN_COUNCIL},
    {"head_criteria", PLAN_HEAD_CRITERIA},
    {"effectiveness", PLAN_EFFECTIVENESS},
    {"ranking_basis", PLAN_N_SECTIONS},
    {"rankings", PLAN_RANKINGS},
    {"preferences", PLAN_N_SECTIONS},
};
#define N_GAINED (sizeof GAINED / sizeof *GAINED)

static enum td_code parse_stored(struct td_arena *arena, const char *text, const struct plan **plan,
                                 struct td_err *err)
{
    *plan = NULL;
    td_err_init(err, arena);
    return planfile_parse_stored(text, strlen(text), "p.yaml", arena, plan, err);
}

/* The text without a key of the top level and all below it. */
static char *without(struct td_arena *arena, const char *text, const char *key)
{
    const char *from = strstr(text, td_arena_printf(arena, "\n%s:", key));
    assert_non_null(from);
    const char *to = ++from;
    do
        to = strchr(to, '\n') + 1;
    while (*to == ' ' || *to == '#' || *to == '\n');
    return td_arena_printf(arena, "%.*s%s", (int)(from - text), text, to);
}

static void stored__the_very_first_file__is_read_and_lacks_what_came_later(void **state)
{
    const struct plan *plan, *newest = plan_50(*state);
    struct td_err err;
    size_t len;
    const char *text = plan_file_text(*state, PLAN_50_FIRST_FILE, &len);
    assert_int_equal(parse_stored(*state, text, &plan, &err), TD_OK);
    assert_string_equal(plan->id, newest->id);
    assert_int_equal(plan->n_lines, newest->n_lines);
    assert_int_equal(plan->n_recipients, newest->n_recipients);
    assert_int_equal(plan_places(plan, PB__ROUND_KIND__ROUND_ANNUAL, "individual"), 3); /* III.1 */
    for (int i = 0; i < PLAN_N_SECTIONS; i++) {
        assert_false(plan_has(plan, (enum plan_section)i));
        assert_true(plan_has(newest, (enum plan_section)i));
    }
    assert_null(plan_ranking_find(plan, PB__ROUND_KIND__ROUND_ANNUAL, "individual"));
    assert_null(plan_preference_on(plan, "2024-05-01"));
}

/* Whoever types a file today is told of every section that is missing. */
static void stored__the_very_first_file__is_refused_when_loaded_anew(void **state)
{
    struct td_err err;
    size_t len;
    const char *text = plan_file_text(*state, PLAN_50_FIRST_FILE, &len);
    assert_int_equal(parse(*state, text, &err), TD_INVALID_ARGUMENT);
    assert_int_equal(err.n_violations, N_GAINED);
    for (size_t i = 0; i < N_GAINED; i++) {
        assert_string_equal(violation_param(&err.violations[i], "problem"), "this key is missing");
        assert_string_equal(violation_param(&err.violations[i], "allowed"), GAINED[i].key);
    }
}

static void stored__one_section_missing__only_that_is_lacking(void **state)
{
    size_t len;
    const char *text = plan_50_text(*state, &len);
    for (size_t i = 0; i < N_GAINED; i++) {
        struct td_arena *arena = td_arena_new(2 * PLANFILE_ARENA_BYTES);
        const struct plan *plan;
        struct td_err err;
        const char *shorter = without(arena, text, GAINED[i].key);
        assert_int_equal(parse_stored(arena, shorter, &plan, &err), TD_OK);
        for (int s = 0; s < PLAN_N_SECTIONS; s++)
            assert_int_equal(plan_has(plan, (enum plan_section)s), s != (int)GAINED[i].section);
        assert_int_equal(parse(arena, shorter, &err), TD_INVALID_ARGUMENT);
        td_arena_free(arena);
    }
}

/* Lacking is one thing, wrong another. */
static void stored__a_section_that_is_there__is_checked_as_ever(void **state)
{
    const struct plan *plan;
    struct td_err err;
    size_t len;
    char *text = replaced(*state, plan_50_text(*state, &len), "quorum_part: 2", "quorum_part: 4");
    assert_int_equal(parse_stored(*state, text, &plan, &err), TD_INVALID_ARGUMENT);
    assert_non_null(violation_find_at(&err, "council.quorum_part"));
    text =
        replaced(*state, plan_50_text(*state, &len), "  - line: department\n    rounds: [annual]",
                 "  - line: department\n    rounds: [final]");
    assert_int_equal(parse_stored(*state, text, &plan, &err), TD_INVALID_ARGUMENT);
}

/* The schema's words for the enums are those of the contract. */
static void plan_file__enum_words__are_those_of_the_wire(void **state)
{
    const struct plan *plan = plan_50(*state);
    size_t len;
    const char *text = plan_50_text(*state, &len);
    char word[TD_ENUM_NAME_SIZE];
    for (unsigned i = 0; i < plan->n_unit_kinds; i++) {
        const char *name =
            td_enum_name(&pb__unit_kind__descriptor, (int)plan->unit_kinds[i].kind, word);
        assert_non_null(name);
        assert_non_null(strstr(text, td_arena_printf(*state, "{kind: %s,", name)));
    }
    for (unsigned i = 0; i < plan->n_rounds; i++) {
        const char *name =
            td_enum_name(&pb__round_kind__descriptor, (int)plan->rounds[i].kind, word);
        assert_non_null(strstr(text, td_arena_printf(*state, "kind: %s\n", name)));
    }
    assert_string_equal(td_enum_name(&pb__nominee_kind__descriptor, (int)plan->lines[0].kind, word),
                        "collective");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(plan_50__as_shipped__is_read_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(plan_50__quotas__are_those_of_III_1_to_3, setup, teardown),
        cmocka_unit_test_setup_teardown(plan_50__legal_bases__follow_the_dates, setup, teardown),
        cmocka_unit_test_setup_teardown(plan_file__one_mistake__is_told_with_path_and_allowed,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(plan_file__wrong_reference__names_its_line, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(plan_file__several_mistakes__all_are_told_at_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(plan_file__malformed__is_told_with_its_line, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(plan_file__windows_editor__is_read_all_the_same, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(plan_file__too_large__is_refused_unread, setup, teardown),
        cmocka_unit_test_setup_teardown(plan_file__many_small_values__stay_within_bounds, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(plan_file__arena_used_up__is_an_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(
            stored__the_very_first_file__is_read_and_lacks_what_came_later, setup, teardown),
        cmocka_unit_test_setup_teardown(stored__the_very_first_file__is_refused_when_loaded_anew,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(stored__one_section_missing__only_that_is_lacking, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(stored__a_section_that_is_there__is_checked_as_ever, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(plan_file__enum_words__are_those_of_the_wire, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
