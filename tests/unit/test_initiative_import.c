/* InitiativeService/Import: all rows or none, what is registered already, what contradicts it; and
 * the details that lists give on request. */
#include "service_fixture.h"

#include "initiative.pb-c.h"

#define OURS &initiative_service

static int setup(void **state)
{
    int failed = town_setup(state);
    if (!failed)
        town_open_round(*state);
    return failed;
}

/* A row and what it points to. */
struct line {
    Pb__InitiativeImportRow row;
    Pb__InitiativeAuthor author, *authors[1];
    Pb__EffectFigure figure, *figures[1];
};

static void line_init(struct line *line, const char *title)
{
    pb__initiative_import_row__init(&line->row);
    pb__initiative_author__init(&line->author);
    pb__effect_figure__init(&line->figure);
    line->author.name = (char *)"Nguyễn Văn Mẫu";
    line->author.unit_code = (char *)"P1";
    line->author.share_percent = 100;
    line->figure.what = (char *)"Số ngày mỗi hồ sơ";
    line->figure.after = (char *)"4";
    line->authors[0] = &line->author;
    line->figures[0] = &line->figure;
    line->row.year = 2022;
    line->row.kind = PB__INITIATIVE_KIND__INITIATIVE_SOLUTION;
    line->row.title = (char *)title;
    line->row.description = (char *)"Trả kết quả trong ngày.";
    line->row.field = (char *)"administrative_procedures";
    line->row.effect = (char *)"Người dân không phải đi lại.";
    line->row.authors = line->authors;
    line->row.figures = line->figures;
    line->row.n_authors = line->row.n_figures = 1;
}

static enum td_code import(struct town *town, enum officer who, struct line *lines, size_t n,
                           Pb__InitiativeImportResponse *out)
{
    Pb__InitiativeImportRequest in = PB__INITIATIVE_IMPORT_REQUEST__INIT;
    Pb__InitiativeImportRow *rows[8];
    for (size_t i = 0; i < n; i++)
        rows[i] = &lines[i].row;
    in.initiatives = rows;
    in.n_initiatives = n;
    return town_call(town, who, OURS, "Import", &in, out);
}

static enum td_code correct(struct town *town, const char *id, const char *title)
{
    Pb__InitiativeShowRequest ask = PB__INITIATIVE_SHOW_REQUEST__INIT;
    Pb__InitiativeShowResponse shown;
    Pb__InitiativeCorrectRequest in = PB__INITIATIVE_CORRECT_REQUEST__INIT;
    Pb__InitiativeCorrectResponse out;
    ask.initiative_id = in.initiative_id = (char *)id;
    assert_done(town, town_call(town, CLERK, OURS, "Show", &ask, &shown));
    in.base_version = shown.version;
    in.content = shown.content;
    in.content->title = (char *)title;
    in.reason = (char *)"Sai tên";
    return town_call(town, CLERK, OURS, "Correct", &in, &out);
}

static int64_t initiatives_in(struct town *town)
{
    return store_number(town->db, "SELECT COUNT(*) FROM initiative");
}

static void import__new__are_registered_with_their_event(void **state)
{
    struct town *town = *state;
    struct line lines[2];
    Pb__InitiativeImportResponse out;
    line_init(&lines[0], "Ngày thứ Sáu không hẹn");
    line_init(&lines[1], "Tổ công nghệ số");
    lines[1].row.year = 2021;
    lines[1].row.unit_code = (char *)"P1";
    assert_done(town, import(town, CLERK, lines, 2, &out));
    assert_int_equal(out.added, 2);
    assert_string_equal(town->call.note.subject, "initiatives");
    assert_string_equal(town->call.note.detail, "2 added, 0 unchanged");
    Pb__InitiativeShowRequest in = PB__INITIATIVE_SHOW_REQUEST__INIT;
    Pb__InitiativeShowResponse shown;
    in.initiative_id = (char *)"SK-2021-0001";
    assert_done(town, town_call(town, HEAD, OURS, "Show", &in, &shown));
    assert_string_equal(shown.content->title, "Tổ công nghệ số");
    assert_string_equal(shown.initiative->unit_code, "P1");
    assert_int_equal(shown.initiative->state, PB__INITIATIVE_STATE__INITIATIVE_STATE_REGISTERED);
    assert_int_equal(shown.n_steps, 1);
}

static void import__again__is_unchanged_even_after_a_correction(void **state)
{
    struct town *town = *state;
    struct line lines[2];
    Pb__InitiativeImportResponse out;
    line_init(&lines[0], "Một");
    line_init(&lines[1], "Hai");
    assert_done(town, import(town, CLERK, lines, 2, &out));
    assert_done(town, import(town, HEAD, lines, 2, &out));
    assert_int_equal(out.unchanged, 2);
    assert_done(town, correct(town, "SK-2022-0001", "Một, sửa tên"));
    assert_done(town, import(town, CLERK, lines, 2, &out));
    assert_int_equal(out.unchanged, 2);
    /* Another unit's of that name, and one of another year, are others. */
    assert_done(town, import(town, OTHER_CLERK, lines, 2, &out));
    lines[0].row.year = 2021;
    assert_done(town, import(town, CLERK, lines, 2, &out));
    assert_int_equal(out.added, 1);
    assert_int_equal(initiatives_in(town), 5);
}

static void import__contradicts__each_column_is_told(void **state)
{
    struct town *town = *state;
    struct line lines[2];
    Pb__InitiativeImportResponse out;
    line_init(&lines[0], "Một cửa");
    assert_done(town, import(town, CLERK, lines, 1, &out));
    line_init(&lines[0], "MOT CUA"); /* the same title to readers */
    line_init(&lines[1], "Hai");
    lines[0].row.effect = (char *)"Khác";
    lines[0].author.staff_code = (char *)"NN-001";
    enum td_code code = import(town, CLERK, lines, 2, &out);
    static const char *const FIELDS[] = {"title", "effect", "authors"};
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        assert_refused(town, code, TD_ALREADY_EXISTS,
                       td_arena_printf(town->arena, "initiatives[0].%s", FIELDS[i]),
                       TD_KEY_INITIATIVE_DIFFERS);
    assert_int_equal(town->err.n_violations, 3);
    assert_string_equal(violation_param(&town->err.violations[0], "initiative"), "SK-2022-0001");
    assert_int_equal(initiatives_in(town), 1);
}

static void import__row_twice__same_is_fine_other_is_not(void **state)
{
    struct town *town = *state;
    struct line lines[2];
    Pb__InitiativeImportResponse out;
    line_init(&lines[0], "Một");
    line_init(&lines[1], "Một");
    lines[1].row.effect = (char *)"Khác";
    assert_refused(town, import(town, CLERK, lines, 2, &out), TD_ALREADY_EXISTS, "initiatives[1]",
                   TD_KEY_ROW_TWICE);
    assert_int_equal(initiatives_in(town), 0);
    line_init(&lines[1], "Một");
    assert_done(town, import(town, CLERK, lines, 2, &out));
    assert_int_equal(out.added, 1);
    assert_int_equal(out.unchanged, 1);
}

static void import__mistakes__all_rows_at_once(void **state)
{
    struct town *town = *state;
    struct line lines[4];
    Pb__InitiativeImportResponse out;
    for (size_t i = 0; i < 4; i++)
        line_init(&lines[i], td_arena_printf(town->arena, "Sáng kiến %zu", i));
    lines[0].row.unit_code = (char *)"P2";
    lines[1].row.year = 0;
    lines[1].author.share_percent = 90;
    lines[2].row.year = 2023;
    lines[2].author.unit_code = (char *)"P99";
    lines[3].row.field = (char *)"sports";
    lines[3].figure.after = (char *)"nhanh hơn";
    enum td_code code = import(town, CLERK, lines, 4, &out);
    static const struct {
        const char *field;
        enum td_key key;
    } told[] = {
        {"initiatives[0].unit_code", TD_KEY_UNIT_OTHER},
        {"initiatives[1].year", TD_KEY_REQUIRED},
        {"initiatives[1].authors", TD_KEY_AUTHOR_SHARES},
        {"initiatives[2].year", TD_KEY_NUMBER_RANGE},
        {"initiatives[2].authors[0].unit_code", TD_KEY_UNIT_UNKNOWN},
        {"initiatives[3].field", TD_KEY_CHOICE},
        {"initiatives[3].figures[0].after", TD_KEY_FIGURE_NUMBER},
    };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        assert_refused(town, code, code, told[i].field, told[i].key);
    assert_int_equal(town->err.n_violations, sizeof told / sizeof *told);
    assert_int_equal(initiatives_in(town), 0);
    assert_refused(town, import(town, CLERK, lines, 0, &out), TD_INVALID_ARGUMENT, "initiatives",
                   TD_KEY_REQUIRED);
}

static void list__with_details__in_short_pages(void **state)
{
    struct town *town = *state;
    struct line lines[5];
    Pb__InitiativeImportResponse out;
    Pb__InitiativeListRequest in = PB__INITIATIVE_LIST_REQUEST__INIT;
    Pb__InitiativeListResponse page;
    for (int half = 0; half < 2; half++) {
        for (size_t i = 0; i < 5; i++)
            line_init(&lines[i], td_arena_printf(town->arena, "Sáng kiến %d.%zu", half, i));
        assert_done(town, import(town, CLERK, lines, 5, &out));
    }
    in.page_size = 500;
    assert_done(town, town_call(town, CLERK, OURS, "List", &in, &page));
    assert_int_equal(page.n_initiatives, 10);
    assert_null(page.initiatives[0]->details);
    in.with_details = true;
    assert_done(town, town_call(town, CLERK, OURS, "List", &in, &page));
    assert_int_equal(page.n_initiatives, 8);
    assert_string_equal(page.initiatives[7]->details->authors[0]->name, "Nguyễn Văn Mẫu");
    in.page_token = page.next_page_token;
    assert_done(town, town_call(town, CLERK, OURS, "List", &in, &page));
    assert_int_equal(page.n_initiatives, 2);
    assert_string_equal(page.next_page_token, "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(import__new__are_registered_with_their_event),
        TEST(import__again__is_unchanged_even_after_a_correction),
        TEST(import__contradicts__each_column_is_told),
        TEST(import__row_twice__same_is_fine_other_is_not),
        TEST(import__mistakes__all_rows_at_once),
        TEST(list__with_details__in_short_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
