/* Is a dossier well-formed and complete? A complete one, with one thing changed at a time; each
 * case cites the clause that must be named. */
#include "completeness.h"
#include "dossier_twice.h"
#include "plan_50.h"
#include "text.h"

#define MAX_FILE 1000000

/* A ward's complete dossier with a collective and two individuals, free to be spoilt. */
struct sample {
    struct dossier dossier;
    struct dossier_nominee nominees[DOSSIER_MAX_NOMINEES + 1];
    struct dossier_claim collective[8], first[8], second[8];
    struct dossier_file attachments[DOSSIER_MAX_ATTACHMENTS + 1];
};

static const char *const CONTENTS[] = {"II.2.b", "II.2.e"};
static const char *const WRONG_CONTENTS[] = {"II.2.b", "II.2.f"};

static struct dossier_nominee individual(const char *name, const char *staff_code,
                                         const struct dossier_claim *claims)
{
    return (struct dossier_nominee){
        .kind = PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL,
        .award_line = "individual",
        .name = name,
        .position = "Công chức Văn phòng – Thống kê",
        .staff_code = staff_code,
        .citizen_id = "",
        .summary = "Đề xuất quy trình một cửa.",
        .initiative = "SK-2022-0001",
        .gender = PB__GENDER__GENDER_FEMALE,
        .contents = CONTENTS,
        .n_contents = 2,
        .claims = claims,
        .n_claims = 2,
        .report = {"bao-cao.pdf", 1000},
    };
}

static void sample_init(struct sample *sample)
{
    memset(sample, 0, sizeof *sample);
    static const char *const COLLECTIVE[] = {"III.4.c1", "III.4.c2", "III.4.c3", "III.4.c4"};
    static const char *const INDIVIDUAL[] = {"III.4.i1", "III.4.i2"};
    for (size_t i = 0; i < 4; i++)
        sample->collective[i] = (struct dossier_claim){COLLECTIVE[i], "Đạt."};
    for (size_t i = 0; i < 2; i++)
        sample->first[i] = sample->second[i] = (struct dossier_claim){INDIVIDUAL[i], "Đạt."};
    sample->nominees[0] = (struct dossier_nominee){
        .kind = PB__NOMINEE_KIND__NOMINEE_COLLECTIVE,
        .award_line = "commune_ward",
        .name = "UBND Phường 1",
        .position = "",
        .staff_code = "",
        .citizen_id = "",
        .summary = "Hoàn thành 100% nhiệm vụ.",
        .initiative = "",
        .women_percent = 40,
        .contents = CONTENTS,
        .n_contents = 2,
        .claims = sample->collective,
        .n_claims = 4,
        .report = {"bao-cao-tap-the.pdf", 1000},
    };
    sample->nominees[1] = individual("Nguyễn Văn Mẫu", "NN-001", sample->first);
    sample->nominees[2] = individual("Trần Thị Ví Dụ", "NN-002", sample->second);
    sample->dossier = (struct dossier){
        .round_id = "2022-annual",
        .unit_code = "P1",
        .round_kind = PB__ROUND_KIND__ROUND_ANNUAL,
        .unit_kind = PB__UNIT_KIND__UNIT_WARD,
        .letter_number = "12/TTr-UBND",
        .letter_dated_on = "2022-11-20",
        .letter = {"to-trinh.pdf", 1000},
        .minutes_held_on = "2022-11-18",
        .minutes = {"bien-ban.pdf", 1000},
        .nominees = sample->nominees,
        .n_nominees = 3,
        .attachments = sample->attachments,
    };
}

struct world {
    struct td_arena *arena;
    const struct plan *plan;
};

static int setup(void **state)
{
    static struct world world;
    world.arena = td_arena_new(2 * PLANFILE_ARENA_BYTES);
    world.plan = plan_50(world.arena);
    *state = &world;
    return 0;
}

static int teardown(void **state)
{
    td_arena_free(((struct world *)*state)->arena);
    return 0;
}

/* One change to the complete dossier, and what must be said of it. */
struct spoilt {
    const char *situation;
    void (*spoil)(struct sample *sample);
    const char *field, *clause;
    enum td_key key;
};

#define SPOIL(name, ...)               \
    static void name(struct sample *s) \
    {                                  \
        __VA_ARGS__;                   \
    }

static const char *long_text(size_t chars)
{
    static char text[3 * 5000];
    text[0] = '\0';
    size_t used = 0;
    for (size_t i = 0; i < chars; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "ộ");
    return text;
}

static bool said_once(const struct td_err *err, const struct spoilt *spoilt)
{
    const struct td_violation *violation = violation_find(err, spoilt->field, spoilt->key);
    return err->n_violations == 1 && violation && strcmp(violation->clause, spoilt->clause) == 0;
}

static void spoilt_run(struct world *world, const struct spoilt *cases, size_t n, bool form)
{
    for (size_t i = 0; i < n; i++) {
        struct sample sample;
        sample_init(&sample);
        cases[i].spoil(&sample);
        struct td_err err;
        td_err_init(&err, world->arena);
        enum td_code code = form ? dossier_check_form(world->plan, &sample.dossier, MAX_FILE, &err)
                                 : dossier_check_parts(world->plan, &sample.dossier, &err);
        if (!said_once(&err, &cases[i])) {
            print_error("%s:\n", cases[i].situation);
            violations_print(&err);
        }
        assert_true(said_once(&err, &cases[i]));
        assert_int_equal(code, form ? TD_INVALID_ARGUMENT : TD_FAILED_PRECONDITION);
        assert_int_equal(err.code, code);
    }
}

/* ---- parts: III.5.a, III.4, II.2 ----------------------------------------------------------- */

SPOIL(no_letter_file, s->dossier.letter.name = "")
SPOIL(no_letter_number, s->dossier.letter_number = " ")
SPOIL(no_letter_date, s->dossier.letter_dated_on = "")
SPOIL(no_minutes_file, s->dossier.minutes.name = NULL)
SPOIL(no_minutes_date, s->dossier.minutes_held_on = "")
SPOIL(no_nominee, s->dossier.n_nominees = 0)
SPOIL(no_report, s->nominees[2].report.name = "")
SPOIL(no_summary, s->nominees[1].summary = "\n")
SPOIL(no_contents, s->nominees[0].n_contents = 0)
SPOIL(no_criterion, s->nominees[0].n_claims = 3)
SPOIL(blank_statement, s->first[1].statement = " \n")
SPOIL(no_identity, s->nominees[1].staff_code = "")
SPOIL(no_position, s->nominees[1].position = "")

static const struct spoilt PARTS[] = {
    {"no letter", no_letter_file, "letter", "III.5.a.1", TD_KEY_MISSING_LETTER},
    {"letter without number", no_letter_number, "letter", "III.5.a.1", TD_KEY_MISSING_LETTER},
    {"letter without date", no_letter_date, "letter", "III.5.a.1", TD_KEY_MISSING_LETTER},
    {"no list", no_nominee, "nominees", "III.5.a.1", TD_KEY_MISSING_LIST},
    {"no report of one", no_report, "nominees[2].report", "III.5.a.2", TD_KEY_MISSING_REPORT},
    {"no summary", no_summary, "nominees[1].summary", "III.5.a.2", TD_KEY_MISSING_SUMMARY},
    {"no minutes", no_minutes_file, "minutes", "III.5.a.3", TD_KEY_MISSING_MINUTES},
    {"minutes without date", no_minutes_date, "minutes", "III.5.a.3", TD_KEY_MISSING_MINUTES},
    {"no content", no_contents, "nominees[0].contents", "II.2", TD_KEY_MISSING_CONTENT},
    {"criterion 4 left out", no_criterion, "nominees[0].criteria", "III.4",
     TD_KEY_MISSING_CRITERION},
    {"criterion 2 blank", blank_statement, "nominees[1].criteria", "III.4",
     TD_KEY_MISSING_CRITERION},
    {"nobody knows who", no_identity, "nominees[1].staff_code", "III.5.a.1",
     TD_KEY_MISSING_IDENTITY},
    {"nobody knows where", no_position, "nominees[1].position", "III.5.a.1", TD_KEY_REQUIRED},
};

static void parts__one_missing__is_told_by_its_clause(void **state)
{
    spoilt_run(*state, PARTS, sizeof PARTS / sizeof *PARTS, false);
}

static void parts__complete__nothing_is_said(void **state)
{
    struct world *world = *state;
    struct sample sample;
    sample_init(&sample);
    struct td_err err;
    td_err_init(&err, world->arena);
    assert_int_equal(dossier_check_form(world->plan, &sample.dossier, MAX_FILE, &err), TD_OK);
    assert_int_equal(dossier_check_parts(world->plan, &sample.dossier, &err), TD_OK);
    assert_int_equal(err.n_violations, 0);
}

static void parts__empty_dossier__all_are_told_at_once(void **state)
{
    struct world *world = *state;
    struct sample sample;
    sample_init(&sample);
    sample.dossier.letter.name = sample.dossier.minutes.name = "";
    for (size_t i = 0; i < 3; i++) {
        sample.nominees[i].n_claims = 0;
        sample.nominees[i].report.name = "";
    }
    struct td_err err;
    td_err_init(&err, world->arena);
    assert_int_equal(dossier_check_parts(world->plan, &sample.dossier, &err),
                     TD_FAILED_PRECONDITION);
    /* letter, minutes; three reports; four, two and two criteria */
    assert_int_equal(err.n_violations, 2 + 3 + 8);
}

static void parts__citizen_number_alone__is_identity_enough(void **state)
{
    struct world *world = *state;
    struct sample sample;
    sample_init(&sample);
    sample.nominees[1].staff_code = ""; /* II.1.c: somebody from outside the units */
    sample.nominees[1].citizen_id = "094000000001";
    struct td_err err;
    td_err_init(&err, world->arena);
    assert_int_equal(dossier_check_parts(world->plan, &sample.dossier, &err), TD_OK);
}

static void parts__plan_without_minutes__does_not_ask_for_them(void **state)
{
    struct world *world = *state;
    struct plan plan = *world->plan;
    plan.parts = NULL;
    plan.n_parts = 0;
    struct sample sample;
    sample_init(&sample);
    sample.dossier.minutes.name = sample.dossier.letter.name = sample.nominees[0].report.name = "";
    struct td_err err;
    td_err_init(&err, world->arena);
    assert_int_equal(dossier_check_parts(&plan, &sample.dossier, &err), TD_OK);
}

/* ---- reception: III.5.a (2), III.5.b ------------------------------------------------------- */

static void reception__confirmation_and_originals__as_III_5_says(void **state)
{
    static const struct {
        bool confirmed;
        uint32_t originals;
        size_t n_violations;
        const char *clause;
        enum td_key key;
    } CASES[] = {
        {true, 2, 0, NULL, 0},
        {true, 3, 0, NULL, 0},
        {true, 1, 1, "III.5.b", TD_KEY_MISSING_ORIGINALS},
        {false, 2, 1, "III.5.a.2", TD_KEY_MISSING_CONFIRMATION},
        {false, 0, 2, "III.5.a.2", TD_KEY_MISSING_CONFIRMATION},
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct td_err err;
        td_err_init(&err, world->arena);
        enum td_code code =
            dossier_check_reception(world->plan, CASES[i].confirmed, CASES[i].originals, &err);
        assert_int_equal(code, CASES[i].n_violations ? TD_FAILED_PRECONDITION : TD_OK);
        assert_int_equal(err.n_violations, CASES[i].n_violations);
        if (!CASES[i].n_violations)
            continue;
        assert_string_equal(err.violations[0].clause, CASES[i].clause);
        assert_string_equal(err.violations[0].key, td_key_name(CASES[i].key));
    }
}

/* ---- form ---------------------------------------------------------------------------------- */

SPOIL(bad_letter_date, s->dossier.letter_dated_on = "20/11/2022")
SPOIL(bad_minutes_date, s->dossier.minutes_held_on = "2022-02-30")
SPOIL(long_number, s->dossier.letter_number = long_text(51))
SPOIL(long_name, s->nominees[1].name = long_text(201))
SPOIL(long_position, s->nominees[1].position = long_text(201))
SPOIL(long_summary, s->nominees[1].summary = long_text(4001))
SPOIL(long_statement, s->first[0].statement = long_text(2001))
SPOIL(two_line_name, s->nominees[1].name = "Nguyễn\nVăn Mẫu")
SPOIL(nameless, s->nominees[1].name = "")
SPOIL(kindless, s->nominees[1].kind = PB__NOMINEE_KIND__NOMINEE_UNSPECIFIED)
SPOIL(unknown_kind, s->nominees[1].kind = (Pb__NomineeKind)7)
SPOIL(unknown_gender, s->nominees[1].gender = (Pb__Gender)7)
SPOIL(lineless, s->nominees[1].award_line = "")
SPOIL(unknown_line, s->nominees[1].award_line = "organisation")
SPOIL(collective_as_individual, s->nominees[0].award_line = "individual")
SPOIL(ward_as_department, s->nominees[0].award_line = "department")
SPOIL(radio_as_ward, s->dossier.unit_kind = PB__UNIT_KIND__UNIT_PUBLIC_SERVICE_UNIT)
SPOIL(women_101, s->nominees[0].women_percent = 101)
SPOIL(bad_staff_code, s->nominees[1].staff_code = "NN 001")
SPOIL(long_staff_code, s->nominees[1].staff_code = "0123456789012345678901234567890")
SPOIL(short_citizen, s->nominees[1].citizen_id = "09400000001")
SPOIL(wordy_citizen, s->nominees[1].citizen_id = "09400000001x")
SPOIL(wordy_initiative, s->nominees[1].initiative = "Một cửa điện tử")
SPOIL(short_initiative, s->nominees[0].initiative = "SK-2022-1")
SPOIL(dossier_as_initiative, s->nominees[1].initiative = "HS-2022-0001")
SPOIL(unknown_content, s->nominees[1].contents = WRONG_CONTENTS)
SPOIL(unknown_criterion, s->first[1].criterion = "III.4.i9")
SPOIL(others_criterion, s->first[1].criterion = "III.4.c1")
SPOIL(path_name, s->dossier.letter.name = "../to-trinh.pdf")
SPOIL(hollow_file, s->dossier.minutes.size_bytes = 0)
SPOIL(huge_report, s->nominees[1].report.size_bytes = MAX_FILE + 1)
SPOIL(bad_attachment, s->attachments[1] = (struct dossier_file){"a:b", 1};
      s->attachments[0] = (struct dossier_file){"a.pdf", 1}; s->dossier.n_attachments = 2)
SPOIL(many_attachments, s->dossier.n_attachments = DOSSIER_MAX_ATTACHMENTS + 1)
SPOIL(many_nominees, s->dossier.n_nominees = DOSSIER_MAX_NOMINEES + 1)
SPOIL(same_staff_code, s->nominees[2].staff_code = "nn-001")
SPOIL(same_citizen, s->nominees[1].citizen_id = s->nominees[2].citizen_id = "094000000001")
SPOIL(same_folded_name, s->nominees[2].name = "NGUYEN VAN  MAU"; s->nominees[2].staff_code = "";
      s->nominees[2].citizen_id = "094000000001")
SPOIL(same_collective, s->nominees[2] = s->nominees[0]; s->nominees[2].name = "Ubnd phường 1")

static const struct spoilt FORM[] = {
    {"an initiative by its title", wordy_initiative, "nominees[1].initiative", "III.4",
     TD_KEY_TEXT_FORM},
    {"an initiative's number cut", short_initiative, "nominees[0].initiative", "III.4",
     TD_KEY_TEXT_FORM},
    {"a dossier is no initiative", dossier_as_initiative, "nominees[1].initiative", "III.4",
     TD_KEY_TEXT_FORM},
    {"letter's date", bad_letter_date, "letter.dated_on", "III.5.a.1", TD_KEY_DATE_FORM},
    {"minutes' date", bad_minutes_date, "minutes.held_on", "III.5.a.3", TD_KEY_DATE_FORM},
    {"51 in the number", long_number, "letter.number", "", TD_KEY_TEXT_LONG},
    {"201 in a name", long_name, "nominees[1].name", "", TD_KEY_TEXT_LONG},
    {"201 in a position", long_position, "nominees[1].position", "", TD_KEY_TEXT_LONG},
    {"4001 in a summary", long_summary, "nominees[1].summary", "", TD_KEY_TEXT_LONG},
    {"2001 in a statement", long_statement, "nominees[1].criteria[0].statement", "",
     TD_KEY_TEXT_LONG},
    {"two lines in a name", two_line_name, "nominees[1].name", "", TD_KEY_TEXT_CONTROL},
    {"no name", nameless, "nominees[1].name", "", TD_KEY_REQUIRED},
    {"no kind", kindless, "nominees[1].kind", "", TD_KEY_REQUIRED},
    {"a kind from the future", unknown_kind, "nominees[1].kind", "", TD_KEY_REQUIRED},
    {"a gender from the future", unknown_gender, "nominees[1].gender", "", TD_KEY_CHOICE},
    {"no line", lineless, "nominees[1].award_line", "", TD_KEY_REQUIRED},
    {"unknown line", unknown_line, "nominees[1].award_line", "", TD_KEY_CHOICE},
    {"collective among individuals", collective_as_individual, "nominees[0].award_line", "II.1.c",
     TD_KEY_LINE_KIND},
    {"ward among departments", ward_as_department, "nominees[0].award_line", "III.1",
     TD_KEY_LINE_UNIT},
    {"radio among wards", radio_as_ward, "nominees[0].award_line", "III.1", TD_KEY_LINE_UNIT},
    {"101 percent", women_101, "nominees[0].women_percent", "", TD_KEY_NUMBER_RANGE},
    {"blank in a staff code", bad_staff_code, "nominees[1].staff_code", "", TD_KEY_TEXT_FORM},
    {"31 in a staff code", long_staff_code, "nominees[1].staff_code", "", TD_KEY_TEXT_FORM},
    {"11 digits", short_citizen, "nominees[1].citizen_id", "", TD_KEY_TEXT_FORM},
    {"a letter among digits", wordy_citizen, "nominees[1].citizen_id", "", TD_KEY_TEXT_FORM},
    {"II.2.f", unknown_content, "nominees[1].contents[1]", "II.2", TD_KEY_CHOICE},
    {"III.4.i9", unknown_criterion, "nominees[1].criteria[1].criterion", "III.4", TD_KEY_CHOICE},
    {"collective's criterion", others_criterion, "nominees[1].criteria[1].criterion", "III.4",
     TD_KEY_CHOICE},
    {"path in a name", path_name, "letter.file", "", TD_KEY_FILE_NAME},
    {"empty file", hollow_file, "minutes.file", "", TD_KEY_FILE_EMPTY},
    {"huge file", huge_report, "nominees[1].report", "", TD_KEY_FILE_SIZE},
    {"attachment's name", bad_attachment, "attachments[1]", "", TD_KEY_FILE_NAME},
    {"51 attachments", many_attachments, "attachments", "", TD_KEY_LIST_LONG},
    {"201 nominees", many_nominees, "nominees", "", TD_KEY_LIST_LONG},
    {"same staff code", same_staff_code, "nominees[2].name", "III.5.a.1", TD_KEY_NOMINEE_DUPLICATE},
    {"same citizen number", same_citizen, "nominees[2].name", "III.5.a.1",
     TD_KEY_NOMINEE_DUPLICATE},
    {"same name when folded", same_folded_name, "nominees[2].name", "III.5.a.1",
     TD_KEY_NOMINEE_DUPLICATE},
    {"same collective", same_collective, "nominees[2].name", "III.5.a.1", TD_KEY_NOMINEE_DUPLICATE},
};

static void form__one_mistake__is_told_with_its_field(void **state)
{
    spoilt_run(*state, FORM, sizeof FORM / sizeof *FORM, true);
}

SPOIL(as_it_is, (void)s)
SPOIL(namesakes, s->nominees[2].name = s->nominees[1].name)
SPOIL(namesakes_by_citizen, s->nominees[2].name = s->nominees[1].name;
      s->nominees[1].staff_code = s->nominees[2].staff_code = "";
      s->nominees[1].citizen_id = "094000000001"; s->nominees[2].citizen_id = "094000000002")
SPOIL(person_named_like_unit, s->nominees[2].name = s->nominees[0].name)
SPOIL(unknown_unit, s->dossier.unit_kind = PB__UNIT_KIND__UNIT_UNSPECIFIED)
SPOIL(limits_reached, s->nominees[1].summary = long_text(4000);
      s->nominees[1].citizen_id = "094000000001"; s->nominees[0].women_percent = 100;
      s->dossier.letter.size_bytes = MAX_FILE)
SPOIL(nothing_yet, s->dossier.letter.name = s->dossier.minutes.name = "";
      s->dossier.letter_dated_on = s->dossier.minutes_held_on = ""; s->dossier.n_nominees = 0)

static void form__nothing_wrong__nothing_is_said(void **state)
{
    static void (*const FINE[])(struct sample *) = {
        as_it_is,     namesakes,      namesakes_by_citizen, person_named_like_unit,
        unknown_unit, limits_reached, nothing_yet,
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof FINE / sizeof *FINE; i++) {
        struct sample sample;
        sample_init(&sample);
        FINE[i](&sample);
        struct td_err err;
        td_err_init(&err, world->arena);
        enum td_code code = dossier_check_form(world->plan, &sample.dossier, MAX_FILE, &err);
        violations_print(&err);
        assert_int_equal(code, TD_OK);
        assert_int_equal(err.n_violations, 0);
    }
}

static void form__wrong_line__tells_the_right_ones(void **state)
{
    struct world *world = *state;
    struct sample sample;
    sample_init(&sample);
    sample.nominees[0].award_line = "individual";
    sample.nominees[1].award_line = "commune_ward";
    struct td_err err;
    td_err_init(&err, world->arena);
    dossier_check_form(world->plan, &sample.dossier, MAX_FILE, &err);
    assert_int_equal(err.n_violations, 2);
    assert_string_equal(violation_param(&err.violations[0], "allowed"), "commune_ward");
    assert_string_equal(violation_param(&err.violations[1], "allowed"), "individual");
    assert_non_null(strstr(td_key_text("line.kind"), "organisation outside"));
    sample_init(&sample);
    sample.nominees[0].award_line = "department";
    td_err_init(&err, world->arena);
    dossier_check_form(world->plan, &sample.dossier, MAX_FILE, &err);
    assert_string_equal(violation_param(&err.violations[0], "allowed"),
                        "department, public_service_unit, central_agency");
}

/* ---- the sketch ---------------------------------------------------------------------------- */

static void sketch__equal_when_folded__never_differs(void **state)
{
    static const char *const NAMES[] = {
        "Đặng Thị Ngọc Ánh",
        "dang thi ngoc anh",
        "DANG  THI NGOC ANH",
        "Đặng Thì Ngốc Ảnh",
        "Nguyễn Văn Mẫu",
        "Nguyen Van Mau",
        "nguyễn văn mậu",
        "Muñoz",
        "Munoz",
        "François",
        "Francois",
        "Trần Thị Ví Dụ",
        "Trần Thị Ví Dụ 2",
        "Ưng Ỷ Ơn",
        "ung y on",
        "ŠĐ",
        "sd",
        "ẞ",
        "ss",
        "UBND Phường 1",
        "UBND Phường 2",
        "Straße",
        "strasse",
        "Å ü ÿ",
        "a u y",
        "\xC2\xA0 Lê\xC2\xA0Văn",
        "le van",
        "",
    };
    struct world *world = *state;
    size_t n = sizeof NAMES / sizeof *NAMES;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            uint32_t a = dossier_name_sketch(NAMES[i]), b = dossier_name_sketch(NAMES[j]);
            if (strcmp(td_text_fold(world->arena, NAMES[i]),
                       td_text_fold(world->arena, NAMES[j])) == 0)
                assert_true(a == b || !a || !b);
        }
    assert_int_not_equal(dossier_name_sketch("Nguyễn Văn Mẫu"), 0);
    assert_int_not_equal(dossier_name_sketch("UBND Phường 1"),
                         dossier_name_sketch("UBND Phường 2"));
}

/* The writer thread judges every submission: five nominees must cost microseconds. */
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts__complete__nothing_is_said),
        cmocka_unit_test(parts__one_missing__is_told_by_its_clause),
        cmocka_unit_test(parts__empty_dossier__all_are_told_at_once),
        cmocka_unit_test(parts__citizen_number_alone__is_identity_enough),
        cmocka_unit_test(parts__plan_without_minutes__does_not_ask_for_them),
        cmocka_unit_test(reception__confirmation_and_originals__as_III_5_says),
        cmocka_unit_test(form__one_mistake__is_told_with_its_field),
        cmocka_unit_test(form__nothing_wrong__nothing_is_said),
        cmocka_unit_test(form__wrong_line__tells_the_right_ones),
        cmocka_unit_test(sketch__equal_when_folded__never_differs),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
