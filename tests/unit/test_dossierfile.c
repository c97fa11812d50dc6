/* dossier.yaml: the template, what clerks type, and back to YAML without losing a letter. */
#include "dossierfile.h"
#include "plan_50.h"
#include "timefmt.h"

static int setup(void **state)
{
    *state = td_arena_new(2 * DOSSIERFILE_ARENA_BYTES);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    td_arena_free(*state);
    return 0;
}

static const struct dossierfile *parsed(struct td_arena *arena, const char *text)
{
    struct td_err err;
    td_err_init(&err, arena);
    const struct dossierfile *file = NULL;
    enum td_code code = dossierfile_parse(text, strlen(text), "dossier.yaml", arena, &file, &err);
    violations_print(&err);
    assert_int_equal(code, TD_OK);
    return file;
}

static void refused(struct td_arena *arena, const char *text, struct td_err *ret_err)
{
    td_err_init(ret_err, arena);
    const struct dossierfile *file = NULL;
    enum td_code code =
        dossierfile_parse(text, strlen(text), "dossier.yaml", arena, &file, ret_err);
    assert_int_equal(code, TD_INVALID_ARGUMENT);
    assert_null(file);
    assert_int_equal(ret_err->n_violations, 1);
    assert_string_equal(ret_err->violations[0].key, "yaml.file");
}

static void assert_same(const struct dossierfile *a, const struct dossierfile *b)
{
    assert_string_equal(a->round_id, b->round_id);
    assert_string_equal(a->unit_code, b->unit_code);
    assert_string_equal(a->letter.number, b->letter.number);
    assert_string_equal(a->letter.dated_on, b->letter.dated_on);
    assert_string_equal(a->letter.file, b->letter.file);
    assert_string_equal(a->minutes.held_on, b->minutes.held_on);
    assert_string_equal(a->minutes.file, b->minutes.file);
    assert_int_equal(a->n_nominees, b->n_nominees);
    for (unsigned i = 0; i < a->n_nominees; i++) {
        const struct dossierfile_nominee *x = &a->nominees[i], *y = &b->nominees[i];
        assert_int_equal(x->kind, y->kind);
        assert_string_equal(x->award_line, y->award_line);
        assert_string_equal(x->name, y->name);
        assert_string_equal(x->position, y->position);
        assert_string_equal(x->staff_code, y->staff_code);
        assert_string_equal(x->citizen_id, y->citizen_id);
        assert_string_equal(x->summary, y->summary);
        assert_string_equal(x->report, y->report);
        assert_string_equal(x->initiative, y->initiative);
        assert_int_equal(x->gender, y->gender);
        assert_int_equal(!x->women_percent, !y->women_percent);
        if (x->women_percent)
            assert_int_equal(*x->women_percent, *y->women_percent);
        assert_int_equal(x->n_contents, y->n_contents);
        for (unsigned c = 0; c < x->n_contents; c++)
            assert_string_equal(x->contents[c], y->contents[c]);
        assert_int_equal(x->n_criteria, y->n_criteria);
        for (unsigned c = 0; c < x->n_criteria; c++) {
            assert_string_equal(x->criteria[c].criterion, y->criteria[c].criterion);
            assert_string_equal(x->criteria[c].statement, y->criteria[c].statement);
        }
    }
    assert_int_equal(a->n_attachments, b->n_attachments);
    for (unsigned i = 0; i < a->n_attachments; i++)
        assert_string_equal(a->attachments[i], b->attachments[i]);
}

/* ---- parse ------------------------------------------------------------------------------- */

static void parse__filled_in__is_tidied(void **state)
{
    const struct dossierfile *file = parsed(*state, "round_id: 2022-annual\n"
                                                    "unit_code: P1\n"
                                                    "letter: {number: 05, file: letter/a.pdf}\n"
                                                    "minutes:\n"
                                                    "nominees:\n"
                                                    "- kind: individual\n"
                                                    "  name: '  Nguyễn Văn Mẫu '\n"
                                                    "  women_percent:\n"
                                                    "  contents:\n"
                                                    "  # - II.2.a\n"
                                                    "  criteria:\n"
                                                    "  - criterion: III.4.i1\n"
                                                    "    statement: |\n"
                                                    "      Một.\n"
                                                    "      Hai.\n"
                                                    "  summary: >-\n"
                                                    "    gấp\n"
                                                    "    lại\n"
                                                    "- kind:\n"
                                                    "  gender: male\n"
                                                    "  initiative: ' SK-2022-0001 '\n"
                                                    "  women_percent: 50\n");
    assert_string_equal(file->letter.number, "05");
    assert_string_equal(file->letter.dated_on, "");
    assert_string_equal(file->minutes.file, "");
    assert_int_equal(file->n_nominees, 2);
    const struct dossierfile_nominee *first = &file->nominees[0], *second = &file->nominees[1];
    assert_int_equal(first->kind, PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL);
    assert_string_equal(first->name, "Nguyễn Văn Mẫu");
    assert_null(first->women_percent);
    assert_int_equal(first->n_contents, 0);
    assert_string_equal(first->criteria[0].statement, "Một.\nHai.");
    assert_string_equal(first->summary, "gấp lại");
    assert_string_equal(first->report, "");
    assert_string_equal(first->initiative, "");
    assert_string_equal(second->initiative, "SK-2022-0001");
    assert_int_equal(second->kind, PB__NOMINEE_KIND__NOMINEE_UNSPECIFIED);
    assert_int_equal(second->gender, PB__GENDER__GENDER_MALE);
    assert_int_equal(*second->women_percent, 50);
    assert_int_equal(file->n_attachments, 0);
}

static void parse__one_mistake__is_told_with_line_and_allowed(void **state)
{
    static const struct {
        const char *text, *line, *path, *problem, *allowed;
    } CASES[] = {
        {"round_id: a\nunit: P1\n", "2", "unit", "unknown key", "unit_code, round_id"},
        {"nominees:\n- kind: person\n", "2", "nominees[0].kind", "not one of the possible values",
         "collective, individual"},
        {"nominees:\n- name: A\n- gendre: male\n", "3", "nominees[1].gendre", "unknown key",
         "gender, "},
        {"nominees:\n- women_percent: half\n", "2", "nominees[0].women_percent",
         "a whole number is needed", "0"},
        {"nominees:\n- criteria:\n  - III.4.i1\n", "3", "nominees[0].criteria[0]",
         "keys with values are needed", "criterion, statement"},
        {"letter: letter/a.pdf\n", "1", "letter", "keys with values are needed", "number, "},
        {"attachments: a.pdf\n", "1", "attachments", "a list is needed", "-"},
        {"unit_code: P1\nunit_code: P2\n", "2", "unit_code", "this key stands here twice", "once"},
        {"nominees:\n- name: A\n name: B\n", "3", "did not find expected key",
         "not valid YAML; look at indentation, colons "
         "and quotation marks",
         ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct td_err err;
        refused(*state, CASES[i].text, &err);
        const struct td_violation *violation = violation_find_at(&err, CASES[i].path);
        if (!violation)
            violations_print(&err);
        assert_non_null(violation);
        assert_string_equal(violation_param(violation, "file"), "dossier.yaml");
        assert_string_equal(violation_param(violation, "problem"), CASES[i].problem);
        assert_string_equal(violation_param(violation, "line"), CASES[i].line);
        assert_memory_equal(violation_param(violation, "allowed"), CASES[i].allowed,
                            strlen(CASES[i].allowed));
    }
}

static void line__field_paths__lead_to_the_line_or_the_nearest(void **state)
{
    const struct dossierfile *file = parsed(*state, "round_id: x\n"
                                                    "letter:\n"
                                                    "  number: 1\n"
                                                    "nominees:\n"
                                                    "- name: A\n"
                                                    "- name: B\n"
                                                    "  criteria:\n"
                                                    "  - criterion: c\n"
                                                    "    statement: s\n");
    static const struct {
        const char *field;
        unsigned line;
    } CASES[] = {
        {"letter.number", 3},
        {"letter.file", 2}, /* not there: the letter */
        {"nominees[1].name", 6},
        {"nominees[1].criteria[0].statement", 9},
        {"nominees[1].report", 6},
        {"nominees[7].name", 4},
        {"minutes.file", 1},
        {"", 1},
        {"nominees[", 4},
        {"nominees[x].name", 4},
        {"].[", 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_int_equal(dossierfile_line(file, CASES[i].field), CASES[i].line);
    struct dossierfile unparsed = {0};
    assert_int_equal(dossierfile_line(&unparsed, "letter"), 0);
}

/* ---- template ---------------------------------------------------------------------------- */

static struct dossierfile_for ward(void)
{
    return (struct dossierfile_for){
        .round_id = "2022-annual",
        .unit_code = "P1",
        .unit_name = "UBND Phường 1",
        .round_kind = PB__ROUND_KIND__ROUND_ANNUAL,
        .unit_kind = PB__UNIT_KIND__UNIT_WARD,
        .deadline_utc_ms = 1670000000000,
    };
}

static void template__for_a_ward__parses_and_asks_for_everything(void **state)
{
    const struct plan *plan = plan_50(*state);
    struct dossierfile_for whom = ward();
    const char *text = dossierfile_template(plan, &whom, *state);
    assert_non_null(text);
    const struct dossierfile *file = parsed(*state, text);
    assert_string_equal(file->round_id, "2022-annual");
    assert_string_equal(file->unit_code, "P1");
    assert_int_equal(file->n_nominees, 2);
    assert_string_equal(file->nominees[0].award_line, "commune_ward");
    assert_int_equal(file->nominees[0].n_criteria, 4); /* III.4, collectives */
    assert_string_equal(file->nominees[1].award_line, "individual");
    assert_int_equal(file->nominees[1].n_criteria, 2); /* III.4, individuals */
    assert_string_equal(file->nominees[1].criteria[0].criterion, "III.4.i1");
    for (unsigned i = 0; i < plan->n_contents; i++)
        assert_non_null(strstr(text, plan->contents[i].text.vi));
    assert_non_null(strstr(text, "UBND Phường 1"));
    assert_non_null(strstr(text, "02/12/2022"));
}

static void template__kinds_of_unit__get_their_own_line(void **state)
{
    static const struct {
        Pb__UnitKind kind;
        const char *line;
    } CASES[] = {
        {PB__UNIT_KIND__UNIT_DEPARTMENT, "department"},
        {PB__UNIT_KIND__UNIT_CENTRAL_AGENCY, "department"},
        {PB__UNIT_KIND__UNIT_COMMUNE, "commune_ward"},
        {PB__UNIT_KIND__UNIT_UNSPECIFIED, ""}, /* not known: the clerk chooses */
    };
    const struct plan *plan = plan_50(*state);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct dossierfile_for whom = ward();
        whom.unit_kind = CASES[i].kind;
        whom.deadline_utc_ms = 0;
        const struct dossierfile *file = parsed(*state, dossierfile_template(plan, &whom, *state));
        assert_string_equal(file->nominees[0].award_line, CASES[i].line);
    }
}

static void template__unit_without_a_collective_line__proposes_individuals_only(void **state)
{
    struct plan plan = *plan_50(*state);
    plan.lines += 2; /* the individuals' line alone */
    plan.n_lines = 1;
    struct dossierfile_for whom = ward();
    const struct dossierfile *file = parsed(*state, dossierfile_template(&plan, &whom, *state));
    assert_int_equal(file->n_nominees, 1);
    assert_int_equal(file->nominees[0].kind, PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL);
}

static void template__line_ends_in_names__stay_in_the_comment(void **state)
{
    const struct plan *plan = plan_50(*state);
    struct dossierfile_for whom = ward();
    whom.unit_name = "Phường\nattachments: [../secret]\n1";
    const struct dossierfile *file = parsed(*state, dossierfile_template(plan, &whom, *state));
    assert_int_equal(file->n_attachments, 0);
}

/* ---- write ------------------------------------------------------------------------------- */

/* Texts that YAML would read as something else when written carelessly. */
static const char *const HOSTILE[] = {
    "",
    "Đạt.",
    "UBND Phường 1: tập thể",
    "kết thúc bằng hai chấm:",
    "- gạch",
    "# không phải chú thích",
    "đúng #1",
    "a # b",
    "'nháy' \"kép\" \\ gạch ngược \\n",
    "[a, b]",
    "{a: b}",
    "*sao &và !than |ống >lớn %phần @còng `huyền",
    "null",
    "~",
    "true",
    "0x10",
    "2022-12-05",
    "? hỏi",
    "---",
    "...",
    "dòng một\ndòng hai",
    "dòng một\n\n\ndòng bốn",
    "dòng một\n  thụt vào\nhết",
    "dòng một \nsau dấu cách",
    "dòng\n\t\ntab",
    "dòng\n# không phải chú thích\n---\n...\n- x",
    "a\tb",
    "“Ngày thứ Sáu không hẹn”",
    "…",
    "100%",
    "a:b",
    "http://vi.du/",
};

static void write__hostile_texts__come_back_unchanged(void **state)
{
    for (size_t i = 0; i < sizeof HOSTILE / sizeof *HOSTILE; i++) {
        const char *text = HOSTILE[i];
        const char *word[] = {*text ? text : "x"};
        struct dossierfile_claim claim = {text, text};
        struct dossierfile_nominee nominees[2] = {
            {PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL, text, text, text, text, text, text,
             PB__GENDER__GENDER_FEMALE, NULL, word, 1, &claim, 1, text, text},
        };
        nominees[1] = nominees[0];
        const struct dossierfile file = {
            .round_id = text,
            .unit_code = text,
            .letter = {text, text, text},
            .minutes = {text, text},
            .nominees = nominees,
            .n_nominees = 2,
            .attachments = word,
            .n_attachments = 1,
        };
        const char *yaml = dossierfile_write(&file, NULL, *state);
        assert_non_null(yaml);
        assert_same(&file, parsed(*state, yaml));
    }
}

static void write__template_filled__comes_back_with_comments(void **state)
{
    const struct plan *plan = plan_50(*state);
    struct dossierfile_for whom = ward();
    const struct dossierfile *file = parsed(*state, dossierfile_template(plan, &whom, *state));
    static const uint32_t women = 61;
    file->nominees[0].women_percent = &women;
    file->nominees[0].summary = "Hai\ndòng";
    const char *yaml = dossierfile_write(file, plan, *state);
    assert_same(file, parsed(*state, yaml));
    assert_non_null(strstr(yaml, "# III.4.c1: "));
    assert_non_null(strstr(yaml, "summary: |-\n      Hai\n      dòng\n"));
}

static void write__nothing_in_it__comes_back(void **state)
{
    const struct dossierfile file = {"2022-annual", "P1", {"", "", ""}, {"", ""}, NULL, 0,
                                     NULL,          0,    NULL};
    assert_same(&file, parsed(*state, dossierfile_write(&file, plan_50(*state), *state)));
}

static void write__arena_used_up__is_null(void **state)
{
    const struct plan *plan = plan_50(*state);
    struct dossierfile_for whom = ward();
    unsigned refusals = 0;
    for (size_t budget = 64;; budget *= 2) {
        struct td_arena *small = td_arena_new(budget);
        const char *text = dossierfile_template(plan, &whom, small);
        bool done = text && strstr(text, "\nattachments: []\n");
        assert_true(done || !text);
        td_arena_free(small);
        if (done)
            break;
        refusals++;
    }
    assert_true(refusals > 3);
}

static void example_dossiers__as_shipped__are_read(void **state)
{
    static const char *const FILES[] = {TD_SOURCE_DIR "/docs/examples/p1/dossier.yaml",
                                        TD_SOURCE_DIR "/docs/examples/xlb/dossier.yaml"};
    for (size_t i = 0; i < 2; i++) {
        FILE *stream = fopen(FILES[i], "rb");
        assert_non_null(stream);
        char *text = td_arena_zalloc(*state, 65536);
        assert_true(fread(text, 1, 65535, stream) > 0);
        fclose(stream);
        const struct dossierfile *file = parsed(*state, text);
        assert_true(file->n_nominees > 0);
        assert_same(file, parsed(*state, dossierfile_write(file, plan_50(*state), *state)));
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(parse__filled_in__is_tidied),
        CASE(parse__one_mistake__is_told_with_line_and_allowed),
        CASE(line__field_paths__lead_to_the_line_or_the_nearest),
        CASE(template__for_a_ward__parses_and_asks_for_everything),
        CASE(template__kinds_of_unit__get_their_own_line),
        CASE(template__unit_without_a_collective_line__proposes_individuals_only),
        CASE(template__line_ends_in_names__stay_in_the_comment),
        CASE(write__hostile_texts__come_back_unchanged),
        CASE(write__template_filled__comes_back_with_comments),
        CASE(write__nothing_in_it__comes_back),
        CASE(write__arena_used_up__is_null),
        CASE(example_dossiers__as_shipped__are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
