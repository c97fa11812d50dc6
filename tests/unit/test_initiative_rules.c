/* Initiatives: every state x event x role, what a registration must say, whose they are, and what
 * may be adopted. */
#include "initiative_rules.h"

#include "arena.h"
#include "message.h"
#include "plan_50.h"
#include "violations.h"

#define NO ((Pb__InitiativeState)0)
#define REG PB__INITIATIVE_STATE__INITIATIVE_STATE_REGISTERED
#define ASS PB__INITIATIVE_STATE__INITIATIVE_STATE_ASSESSED
#define REC PB__INITIATIVE_STATE__INITIATIVE_STATE_RECOGNISED
#define REF PB__INITIATIVE_STATE__INITIATIVE_STATE_REFUSED
#define PUB PB__INITIATIVE_STATE__INITIATIVE_STATE_PUBLISHED

enum { N_STATES = 7, N_EVENTS = 8, N_ROLES = 13 }; /* one more than there are, each */

#define C ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK)
#define H ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD)
#define S ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)
#define A ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)

/* Rows: the state before. Columns: register, correct, assess, recognise, refuse, publish. Written
 * from the Plan and the agreed rules, not from initiative_rules.c. */
static const struct {
    Pb__InitiativeState to;
    role_set who;
} expected[N_STATES][N_EVENTS] = {
    [NO] = {{NO, 0}, {REG, C | H}},
    [REG] = {{NO, 0}, {NO, 0}, {REG, C | H}, {ASS, S | A}},
    [ASS] = {{NO, 0}, {NO, 0}, {REG, C | H}, {ASS, S | A}, {REC, A}, {REF, A}},
    [REC] = {{NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {NO, 0}, {PUB, A}},
    [REF] = {{NO, 0}, {NO, 0}, {REG, C | H}},
};

struct world {
    struct td_arena *arena;
    const struct plan *plan;
    struct td_err err;
};

static int setup(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    world->arena = td_arena_new(16 << 20);
    world->plan = plan_50(world->arena);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    td_arena_free(world->arena);
    free(world);
    return 0;
}

static struct td_err *fresh(struct world *world)
{
    td_err_init(&world->err, world->arena);
    return &world->err;
}

static void next__every_state_event_and_role__follows_the_table(void **state)
{
    struct world *world = *state;
    for (int from = 0; from < N_STATES; from++)
        for (int event = 0; event < N_EVENTS; event++)
            for (int role = 1; role < N_ROLES; role++) {
                Pb__InitiativeState to = (Pb__InitiativeState)77;
                enum td_code want = !expected[from][event].to ? TD_FAILED_PRECONDITION
                                    : expected[from][event].who & ROLE_BIT(role)
                                        ? TD_OK
                                        : TD_PERMISSION_DENIED;
                enum td_code code =
                    initiative_next((Pb__InitiativeState)from, (Pb__InitiativeEvent)event,
                                    ROLE_BIT(role), &to, fresh(world));
                if (code != want)
                    print_error("state %d, event %d, role %d\n", from, event, role);
                assert_int_equal(code, want);
                assert_int_equal(to, want == TD_OK ? (int)expected[from][event].to : 77);
                assert_int_equal(world->err.n_violations, want == TD_OK ? 0 : 1);
            }
}

static void next__illegal__names_the_state(void **state)
{
    struct world *world = *state;
    Pb__InitiativeState to;
    initiative_next(PUB, PB__INITIATIVE_EVENT__INITIATIVE_EVENT_CORRECT, C, &to, fresh(world));
    assert_string_equal(world->err.violations[0].key, "initiative.state");
    assert_string_equal(violation_param(&world->err.violations[0], "state"), "published");
}

/* ---- content ----------------------------------------------------------------------------- */

struct sample {
    Pb__InitiativeContent content;
    Pb__EffectFigure figures[INITIATIVE_MAX_FIGURES + 1];
    Pb__EffectFigure *figure_list[INITIATIVE_MAX_FIGURES + 1];
    Pb__InitiativeAuthor authors[INITIATIVE_MAX_AUTHORS + 1];
    Pb__InitiativeAuthor *author_list[INITIATIVE_MAX_AUTHORS + 1];
};

static void author(struct sample *sample, size_t index, const char *name, const char *staff_code,
                   uint32_t percent)
{
    sample->authors[index].name = (char *)name;
    sample->authors[index].unit_code = (char *)"P1";
    sample->authors[index].staff_code = (char *)staff_code;
    sample->authors[index].share_percent = percent;
}

static void sample_init(struct sample *sample)
{
    pb__initiative_content__init(&sample->content);
    for (size_t i = 0; i <= INITIATIVE_MAX_FIGURES; i++) {
        pb__effect_figure__init(&sample->figures[i]);
        sample->figures[i].what = (char *)"Số ngày mỗi hồ sơ";
        sample->figures[i].before = (char *)"10";
        sample->figures[i].after = (char *)"4";
        sample->figure_list[i] = &sample->figures[i];
    }
    for (size_t i = 0; i <= INITIATIVE_MAX_AUTHORS; i++) {
        pb__initiative_author__init(&sample->authors[i]);
        sample->author_list[i] = &sample->authors[i];
    }
    author(sample, 0, "Nguyễn Văn Mẫu", "NN-001", 60);
    author(sample, 1, "Trần Thị Ví Dụ", "NN-002", 40);
    sample->content.kind = PB__INITIATIVE_KIND__INITIATIVE_SOLUTION;
    sample->content.title = (char *)"Ngày thứ Sáu không hẹn";
    sample->content.description = (char *)"Trả kết quả trong ngày.";
    sample->content.field = (char *)"administrative_procedures";
    sample->content.effect = (char *)"Người dân không phải đi lại.";
    sample->content.figures = sample->figure_list;
    sample->content.n_figures = 1;
    sample->content.authors = sample->author_list;
    sample->content.n_authors = 2;
}

static char *long_text(size_t n)
{
    static char texts[8][INITIATIVE_MAX_TEXT + 8];
    static unsigned next;
    char *text = texts[next++ % 8];
    memset(text, 'a', n);
    text[n] = '\0';
    return text;
}

#define SPOIL(name, ...)               \
    static void name(struct sample *s) \
    {                                  \
        __VA_ARGS__;                   \
    }
SPOIL(kindless, s->content.kind = 0)
SPOIL(unknown_kind, s->content.kind = (Pb__InitiativeKind)9)
SPOIL(untitled, s->content.title = (char *)"")
SPOIL(long_title, s->content.title = long_text(301))
SPOIL(two_line_title, s->content.title = (char *)"Một\nHai")
SPOIL(undescribed, s->content.description = (char *)"")
SPOIL(long_description, s->content.description = long_text(4001))
SPOIL(fieldless, s->content.field = (char *)"")
SPOIL(unknown_field, s->content.field = (char *)"sports")
SPOIL(effectless, s->content.effect = (char *)"")
SPOIL(no_figure, s->content.n_figures = 0)
SPOIL(many_figures, s->content.n_figures = INITIATIVE_MAX_FIGURES + 1)
SPOIL(nameless_figure, s->figures[0].what = (char *)"")
SPOIL(wordy_figure, s->figures[0].after = (char *)"ít hơn")
SPOIL(half_figure, s->figures[0].after = (char *)"")
SPOIL(no_author, s->content.n_authors = 0)
SPOIL(many_authors, s->content.n_authors = INITIATIVE_MAX_AUTHORS + 1)
SPOIL(nameless_author, s->authors[1].name = (char *)"")
SPOIL(bad_staff_code, s->authors[1].staff_code = (char *)"NN 2")
SPOIL(share_99, s->authors[1].share_percent = 39)
SPOIL(share_101, s->authors[1].share_percent = 41)
SPOIL(share_0, s->authors[0].share_percent = 100; s->authors[1].share_percent = 0)
SPOIL(share_overflow, s->authors[0].share_percent = UINT32_MAX; s->authors[1].share_percent = 101)
SPOIL(same_code, s->authors[1].staff_code = (char *)"nn-001")
SPOIL(same_name, author(s, 1, "NGUYEN VAN  MAU", "", 40))

static const struct spoilt {
    const char *situation;
    void (*spoil)(struct sample *s);
    const char *field, *clause;
    enum td_key key;
    size_t n_violations;
} SPOILT[] = {
    {"no kind", kindless, "content.kind", "III.4", TD_KEY_REQUIRED, 1},
    {"a kind that is none", unknown_kind, "content.kind", "", TD_KEY_CHOICE, 1},
    {"no title", untitled, "content.title", "III.4", TD_KEY_REQUIRED, 1},
    {"301 in the title", long_title, "content.title", "", TD_KEY_TEXT_LONG, 1},
    {"a title of two lines", two_line_title, "content.title", "III.4", TD_KEY_TEXT_CONTROL, 1},
    {"no description", undescribed, "content.description", "III.4", TD_KEY_REQUIRED, 1},
    {"4001 in the description", long_description, "content.description", "", TD_KEY_TEXT_LONG, 1},
    {"no field", fieldless, "content.field", "III.4", TD_KEY_REQUIRED, 1},
    {"none of the six fields", unknown_field, "content.field", "II.2.b", TD_KEY_CHOICE, 1},
    {"no effect", effectless, "content.effect", "III.4", TD_KEY_REQUIRED, 1},
    {"no figure", no_figure, "content.figures", "III.4", TD_KEY_REQUIRED, 1},
    {"21 figures", many_figures, "content.figures", "", TD_KEY_LIST_LONG, 1},
    {"a figure of nothing", nameless_figure, "content.figures[0].what", "III.4", TD_KEY_REQUIRED,
     1},
    {"a figure without one", wordy_figure, "content.figures[0].after", "III.4",
     TD_KEY_FIGURE_NUMBER, 1},
    {"half a figure", half_figure, "content.figures[0].after", "III.4", TD_KEY_REQUIRED, 1},
    {"no author", no_author, "content.authors", "III.4", TD_KEY_REQUIRED, 1},
    {"21 authors", many_authors, "content.authors", "", TD_KEY_LIST_LONG, 1},
    {"an author without name", nameless_author, "content.authors[1].name", "III.4", TD_KEY_REQUIRED,
     1},
    {"a blank in the staff code", bad_staff_code, "content.authors[1].staff_code", "",
     TD_KEY_TEXT_FORM, 1},
    {"99 %", share_99, "content.authors", "", TD_KEY_AUTHOR_SHARES, 1},
    {"101 %", share_101, "content.authors", "", TD_KEY_AUTHOR_SHARES, 1},
    {"an author of nothing", share_0, "content.authors[1].share_percent", "", TD_KEY_NUMBER_RANGE,
     1},
    {"shares that wrap around to 100", share_overflow, "content.authors", "", TD_KEY_AUTHOR_SHARES,
     3},
    {"a staff code twice", same_code, "content.authors[1]", "", TD_KEY_AUTHOR_TWICE, 1},
    {"a name twice", same_name, "content.authors[1]", "", TD_KEY_AUTHOR_TWICE, 1},
};

static void content__one_mistake__is_told_at_its_place(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < sizeof SPOILT / sizeof *SPOILT; i++) {
        struct sample sample;
        sample_init(&sample);
        SPOILT[i].spoil(&sample);
        enum td_code code =
            initiative_check_content(world->plan, &sample.content, "content", fresh(world));
        const struct td_violation *found =
            violation_find(&world->err, SPOILT[i].field, SPOILT[i].key);
        if (!found || world->err.n_violations != SPOILT[i].n_violations) {
            print_error("%s:\n", SPOILT[i].situation);
            violations_print(&world->err);
        }
        assert_non_null(found);
        assert_string_equal(found->clause, SPOILT[i].clause);
        assert_int_equal(world->err.n_violations, SPOILT[i].n_violations);
        assert_int_equal(code, TD_INVALID_ARGUMENT);
    }
}

static void content__fine__nothing_is_said(void **state)
{
    struct world *world = *state;
    struct sample sample;
    sample_init(&sample);
    assert_int_equal(
        initiative_check_content(world->plan, &sample.content, "content", fresh(world)), TD_OK);
    sample.content.kind = PB__INITIATIVE_KIND__INITIATIVE_MODEL;
    sample.figures[0].before = (char *)"";
    sample.content.n_authors = 1;
    author(&sample, 0, "Người dân Khóm 1", "", 100); /* II.1.c: from outside the units */
    sample.authors[0].unit_code = (char *)"";
    assert_int_equal(
        initiative_check_content(world->plan, &sample.content, "content", fresh(world)), TD_OK);
    assert_int_equal(world->err.n_violations, 0);
}

static void content__all_empty__all_is_told_at_once(void **state)
{
    struct world *world = *state;
    Pb__InitiativeContent empty = PB__INITIATIVE_CONTENT__INIT;
    initiative_check_content(world->plan, &empty, "content", fresh(world));
    assert_int_equal(world->err.n_violations, 7);
    assert_int_equal(initiative_check_content(world->plan, NULL, "content", fresh(world)),
                     TD_INVALID_ARGUMENT);
    assert_non_null(violation_find(&world->err, "content", TD_KEY_REQUIRED));
}

static void content__no_plan_loaded__any_field_will_do(void **state)
{
    struct world *world = *state;
    struct sample sample;
    sample_init(&sample);
    unknown_field(&sample);
    assert_int_equal(initiative_check_content(NULL, &sample.content, "content", fresh(world)),
                     TD_OK);
}

/* III.4: real effect. */
static void effect__only_what_was_found__is_recognised(void **state)
{
    struct world *world = *state;
    static const enum td_code want[] = {TD_FAILED_PRECONDITION, TD_FAILED_PRECONDITION, TD_OK,
                                        TD_OK, TD_FAILED_PRECONDITION};
    for (int effect = 0; effect < 5; effect++)
        assert_int_equal(initiative_check_effect((Pb__InitiativeEffect)effect, fresh(world)),
                         want[effect]);
    assert_string_equal(world->err.violations[0].clause, "III.4");
}

/* ---- whose ------------------------------------------------------------------------------- */

static void nominee__unit_or_author__may_point_to_it(void **state)
{
    struct world *world = *state;
    struct sample sample;
    sample_init(&sample);
    sample.authors[1].staff_code = (char *)"";
    static const struct {
        const char *situation;
        Pb__NomineeKind kind;
        const char *unit, *staff_code, *name;
        bool fits;
    } CASES[] = {
        {"the unit's own collective", 1, "P1", "", "UBND Phường 1", true},
        {"another unit's collective", 1, "P2", "", "UBND Phường 2", false},
        {"a collective named as an author", 1, "P2", "", "Nguyễn Văn Mẫu", false},
        {"an individual of the unit", 2, "P1", "NN-777", "Ai Đó", true},
        {"the author, now elsewhere", 2, "P2", "NN-001", "Nguyễn Văn Mẫu", true},
        {"a namesake with a code of his own", 2, "P2", "NN-009", "Nguyễn Văn Mẫu", false},
        {"a code in small letters", 2, "P2", "nn-001", "Nguyễn Văn Mẫu", true},
        {"no code: by name, folded", 2, "P2", "", "nguyen van mau", true},
        {"an author without code", 2, "P2", "NN-002", "Trần Thị Ví Dụ", true},
        {"somebody else", 2, "P2", "NN-003", "Lê Văn Khác", false},
        {"no name at all", 2, "P2", "", "", false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        bool fits = initiative_fits_nominee(CASES[i].kind, CASES[i].unit, CASES[i].staff_code,
                                            CASES[i].name, "P1", &sample.content, world->arena);
        if (fits != CASES[i].fits)
            print_error("%s\n", CASES[i].situation);
        assert_int_equal(fits, CASES[i].fits);
    }
}

static void public__only_published__is(void **state)
{
    (void)state;
    for (int s = 0; s < N_STATES; s++)
        assert_int_equal(initiative_is_public((Pb__InitiativeState)s), s == PUB);
}

/* ---- adoption: I.1.c --------------------------------------------------------------------- */

static void adoption__day_own_once__as_the_table(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *situation, *unit, *since, *before;
        enum td_code code;
        enum td_key key;
    } CASES[] = {
        {"another unit, today", "P2", "2022-11-30", "", TD_OK, 0},
        {"another unit, long ago", "P2", "2021-01-01", "", TD_OK, 0},
        {"tomorrow", "P2", "2022-12-01", "", TD_INVALID_ARGUMENT, TD_KEY_DATE_FUTURE},
        {"no day", "P2", "", "", TD_INVALID_ARGUMENT, TD_KEY_REQUIRED},
        {"no real day", "P2", "2022-02-30", "", TD_INVALID_ARGUMENT, TD_KEY_DATE_FORM},
        {"one's own", "P1", "2022-11-30", "", TD_FAILED_PRECONDITION, TD_KEY_ADOPTION_OWN},
        {"twice", "P2", "2022-11-30", "2022-11-01", TD_ALREADY_EXISTS, TD_KEY_ADOPTION_EXISTS},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        enum td_code code = adoption_check("P1", CASES[i].unit, CASES[i].since, "2022-11-30",
                                           CASES[i].before, fresh(world));
        if (code != CASES[i].code)
            print_error("%s\n", CASES[i].situation);
        assert_int_equal(code, CASES[i].code);
        if (code != TD_OK)
            assert_string_equal(world->err.violations[0].key, td_key_name(CASES[i].key));
    }
}

static void adoption__not_published__cannot_be_adopted(void **state)
{
    struct world *world = *state;
    assert_int_equal(adoption_check_public(PUB, fresh(world)), TD_OK);
    assert_int_equal(adoption_check_public(REC, fresh(world)), TD_FAILED_PRECONDITION);
    assert_string_equal(violation_param(&world->err.violations[0], "state"), "recognised");
}

static void adoption_end__day_and_once__as_the_table(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *before, *ended;
        enum td_code code;
        enum td_key key;
    } CASES[] = {
        {"", "2022-11-30", TD_OK, 0},
        {"", "2022-11-01", TD_OK, 0},
        {"", "2022-10-31", TD_INVALID_ARGUMENT, TD_KEY_DATE_ORDER},
        {"", "2022-12-01", TD_INVALID_ARGUMENT, TD_KEY_DATE_FUTURE},
        {"2022-11-20", "2022-11-30", TD_FAILED_PRECONDITION, TD_KEY_ADOPTION_ENDED},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        enum td_code code = adoption_check_end("2022-11-01", CASES[i].before, CASES[i].ended,
                                               "2022-11-30", fresh(world));
        assert_int_equal(code, CASES[i].code);
        if (code != TD_OK)
            assert_string_equal(world->err.violations[0].key, td_key_name(CASES[i].key));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next__every_state_event_and_role__follows_the_table),
        cmocka_unit_test(next__illegal__names_the_state),
        cmocka_unit_test(content__one_mistake__is_told_at_its_place),
        cmocka_unit_test(content__fine__nothing_is_said),
        cmocka_unit_test(content__all_empty__all_is_told_at_once),
        cmocka_unit_test(content__no_plan_loaded__any_field_will_do),
        cmocka_unit_test(effect__only_what_was_found__is_recognised),
        cmocka_unit_test(nominee__unit_or_author__may_point_to_it),
        cmocka_unit_test(public__only_published__is),
        cmocka_unit_test(adoption__day_own_once__as_the_table),
        cmocka_unit_test(adoption__not_published__cannot_be_adopted),
        cmocka_unit_test(adoption_end__day_and_once__as_the_table),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
