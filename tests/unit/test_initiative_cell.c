/* Authors and figures in one cell: the forms that are read, what is refused, and back. */
#include "cmocka_all.h"
#include "violations.h"

#include "initiative.pb-c.h"
#include "initiative_cell.h"

struct bench {
    struct td_arena *arena;
    struct td_err err;
    Pb__InitiativeImportRow row;
    enum td_code code;
};

static void bench_init(struct bench *bench)
{
    *bench = (struct bench){.arena = td_arena_new(1 << 20)};
    td_err_init(&bench->err, bench->arena);
    pb__initiative_import_row__init(&bench->row);
}

static void read_authors(struct bench *bench, const char *text)
{
    bench_init(bench);
    bench->code = initiative_cell_authors(text, "sk.csv:2:authors", bench->arena, &bench->row.base,
                                          &bench->err);
}

static void read_figures(struct bench *bench, const char *text)
{
    bench_init(bench);
    bench->code = initiative_cell_figures(text, "sk.csv:2:figures", bench->arena, &bench->row.base,
                                          &bench->err);
}

static void authors__forms__are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name, *unit_code, *staff_code;
        uint32_t percent;
    } cases[] = {
        {"Nguyễn Văn Mẫu (P1, NN-001) 60%", "Nguyễn Văn Mẫu", "P1", "NN-001", 60},
        {"  Nguyễn Văn Mẫu(P1,NN-001)60 % ;", "Nguyễn Văn Mẫu", "P1", "NN-001", 60},
        {"Nguyễn Văn Mẫu (P1) 60%", "Nguyễn Văn Mẫu", "P1", "", 60},
        {"Nguyễn Văn Mẫu (, NN-001) 60%", "Nguyễn Văn Mẫu", "", "NN-001", 60},
        {"Nguyễn Văn Mẫu 100%", "Nguyễn Văn Mẫu", "", "", 100},
        {"Tổ 1 999%", "Tổ 1", "", "", 999}, /* how much is possible the server says */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench bench;
        read_authors(&bench, cases[i].text);
        assert_int_equal(bench.code, TD_OK);
        assert_int_equal(bench.row.n_authors, 1);
        const Pb__InitiativeAuthor *author = bench.row.authors[0];
        assert_string_equal(author->name, cases[i].name);
        assert_string_equal(author->unit_code, cases[i].unit_code);
        assert_string_equal(author->staff_code, cases[i].staff_code);
        assert_int_equal(author->share_percent, cases[i].percent);
        td_arena_free(bench.arena);
    }
}

static void authors__other_forms__are_told_by_place(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "A (P1)",
        "A 60",
        "60%",
        "(P1) 60%",
        "A (P1, 1, 2) 60%",
        "A (P1 60%",
        "A P1) 60%",
        "A 33,5%",
        "A 1000%",
        "%",
        "A (B) (P1) 9%",
        "A (P1) sáu mươi%",
        "A (P1)-60%",
        "A (P1) 60 phần trăm",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        struct bench bench;
        struct td_arena *cell = td_arena_new(4096);
        read_authors(&bench, td_arena_printf(cell, "B (P1) 40%%; %s", TEXTS[i]));
        if (bench.code != TD_INVALID_ARGUMENT)
            fail_msg("read: %s", TEXTS[i]);
        assert_non_null(violation_find(&bench.err, "sk.csv:2:authors#2", TD_KEY_TEXT_FORM));
        assert_int_equal(bench.err.n_violations, 1);
        td_arena_free(cell);
        td_arena_free(bench.arena);
    }
}

static void figures__forms__are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *what, *before, *after;
    } cases[] = {
        {"Số ngày mỗi hồ sơ: 10 -> 4", "Số ngày mỗi hồ sơ", "10", "4"},
        {"Số ngày mỗi hồ sơ:10→4 ngày;", "Số ngày mỗi hồ sơ", "10", "4 ngày"},
        {"Số hồ sơ trực tuyến: 120", "Số hồ sơ trực tuyến", "", "120"},
        {"Giờ mở cửa: 8:00 -> 7:30", "Giờ mở cửa", "8:00", "7:30"},
        {"Tỷ lệ: 12,5% -> 98 %", "Tỷ lệ", "12,5%", "98 %"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench bench;
        read_figures(&bench, cases[i].text);
        assert_int_equal(bench.code, TD_OK);
        assert_int_equal(bench.row.n_figures, 1);
        assert_string_equal(bench.row.figures[0]->what, cases[i].what);
        assert_string_equal(bench.row.figures[0]->before, cases[i].before);
        assert_string_equal(bench.row.figures[0]->after, cases[i].after);
        td_arena_free(bench.arena);
    }
}

static void figures__other_forms__are_told_by_place(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "10 -> 4", ": 10 -> 4",     "a:",          "a: -> 4", "a: 10 ->", "a: 10 -> 4 -> 2",
        "chỉ chữ", "a: 1 -> 2 → 3", "a: 1 → 2 → 3"};
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        struct bench bench;
        read_figures(&bench, TEXTS[i]);
        if (bench.code != TD_INVALID_ARGUMENT)
            fail_msg("read: %s", TEXTS[i]);
        assert_non_null(violation_find(&bench.err, "sk.csv:2:figures#1", TD_KEY_TEXT_FORM));
        td_arena_free(bench.arena);
    }
}

static void write__what_was_read__is_the_same_cell(void **state)
{
    (void)state;
    static const char AUTHORS[] = "A (P1, NN-001) 60%; B (P1) 30%; C (, X-1) 4%; D 6%";
    static const char FIGURES[] = "Số ngày: 10 -> 4; Số hồ sơ: 120";
    struct bench bench;
    read_authors(&bench, AUTHORS);
    assert_string_equal(initiative_cell_write_authors((ProtobufCMessage **)bench.row.authors,
                                                      bench.row.n_authors, bench.arena),
                        AUTHORS);
    td_arena_free(bench.arena);
    read_figures(&bench, FIGURES);
    assert_string_equal(initiative_cell_write_figures((ProtobufCMessage **)bench.row.figures,
                                                      bench.row.n_figures, bench.arena),
                        FIGURES);
    td_arena_free(bench.arena);
}

/* Whatever people write in a name or a figure comes back from its cell. */
static void write__marks_of_the_form_in_texts__read_back(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"Tổ (công nghệ; số) 50%",
                                        "a\\b",
                                        "Giờ 12:30 -> 13:00",
                                        "x → y",
                                        "-",
                                        "A > B",
                                        "\\;",
                                        "mở (",
                                        ") đóng"};
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        struct bench bench;
        Pb__InitiativeAuthor author = PB__INITIATIVE_AUTHOR__INIT;
        Pb__EffectFigure figure = PB__EFFECT_FIGURE__INIT;
        ProtobufCMessage *authors[] = {&author.base, &author.base};
        ProtobufCMessage *figures[] = {&figure.base, &figure.base};
        author.name = figure.what = figure.before = figure.after = (char *)TEXTS[i];
        author.unit_code = (char *)"P1";
        author.share_percent = 50;
        bench_init(&bench);
        const char *cell = initiative_cell_write_authors(authors, 2, bench.arena);
        struct td_arena *arena = bench.arena;
        read_authors(&bench, cell);
        assert_int_equal(bench.code, TD_OK);
        assert_int_equal(bench.row.n_authors, 2);
        assert_string_equal(bench.row.authors[1]->name, TEXTS[i]);
        assert_string_equal(bench.row.authors[1]->unit_code, "P1");
        td_arena_free(bench.arena);
        cell = initiative_cell_write_figures(figures, 2, arena);
        read_figures(&bench, cell);
        assert_int_equal(bench.code, TD_OK);
        assert_int_equal(bench.row.n_figures, 2);
        assert_string_equal(bench.row.figures[1]->what, TEXTS[i]);
        assert_string_equal(bench.row.figures[1]->before, TEXTS[i]);
        assert_string_equal(bench.row.figures[1]->after, TEXTS[i]);
        td_arena_free(bench.arena);
        td_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(authors__forms__are_read),
        cmocka_unit_test(authors__other_forms__are_told_by_place),
        cmocka_unit_test(figures__forms__are_read),
        cmocka_unit_test(figures__other_forms__are_told_by_place),
        cmocka_unit_test(write__what_was_read__is_the_same_cell),
        cmocka_unit_test(write__marks_of_the_form_in_texts__read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
