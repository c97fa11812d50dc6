/* Index definition files: the example, and every mistake with its line. */
#include "plan_50.h"

#include "indexfile.h"
#include "message.h"

#define EXAMPLE TD_SOURCE_DIR "/docs/examples/index-2022-commune_ward.yaml"

struct fixture {
    struct td_arena *arena;
    struct td_err err;
    const struct plan *plan;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->arena = td_arena_new(64 << 20);
    f->plan = plan_50(f->arena);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    td_arena_free(f->arena);
    free(f);
    return 0;
}

static enum td_code parse(struct fixture *f, const char *text, const struct index_definition **ret)
{
    td_err_init(&f->err, f->arena);
    return indexfile_parse(text, strlen(text), "bo.yaml", f->plan, f->arena, ret, &f->err);
}

#define HEAD "format: 1\nyear: 2022\nlevel: commune_ward\ntitle: {vi: Bộ, en: Set}\nfields:\n"

static void parse__example__is_the_sample_s_criteria(void **state)
{
    struct fixture *f = *state;
    const struct index_definition *set = NULL;
    char *text = td_arena_zalloc(f->arena, INDEXFILE_MAX_BYTES);
    FILE *file = fopen(EXAMPLE, "rb");
    assert_non_null(file);
    assert_true(fread(text, 1, INDEXFILE_MAX_BYTES - 1, file) > 0);
    fclose(file);
    assert_int_equal(parse(f, text, &set), TD_OK);
    assert_int_equal(set->year, 2022);
    assert_int_equal(set->level, PB__INDEX_LEVEL__INDEX_LEVEL_COMMUNE_WARD);
    assert_int_equal(set->n_items, 3);
    assert_int_equal(index_items_max(set->items, set->n_items), 4500);
    const struct index_item *item =
        index_item_meant(set->items, set->n_items, "impact", "Mức độ hài lòng của người dân");
    assert_non_null(item);
    assert_int_equal(item->max_centi, 1000);
    assert_int_equal(item->method, PB__INDEX_METHOD__INDEX_METHOD_SURVEY);
    assert_string_equal(index_field_text(f->plan, item->field)->en, "Impact of the reform");
    assert_null(index_field_text(f->plan, "weather"));
}

static void parse__sub_criteria__are_what_is_scored(void **state)
{
    struct fixture *f = *state;
    const struct index_definition *set = NULL;
    assert_int_equal(parse(f,
                           HEAD
                           "  - id: institutions\n    criteria:\n"
                           "      - id: A\n        name: Văn bản\n        max: 3\n"
                           "        sub_criteria:\n"
                           "          - {id: A.1, name: Một, max: 1.25, method: self_appraised}\n"
                           "          - {id: A.2, name: Hai, max: 1.75, method: survey}\n"
                           "      - {id: B, name: Ba, max: 0.5, method: self_appraised}\n",
                           &set),
                     TD_OK);
    assert_int_equal(set->n_items, 3);
    assert_string_equal(set->items[1].id, "A.2");
    assert_string_equal(set->items[1].criterion, "A");
    assert_string_equal(set->items[1].criterion_name, "Văn bản");
    assert_int_equal(set->items[1].max_centi, 175);
    assert_string_equal(set->items[2].criterion, "B");
    assert_null(index_item_find(set->items, set->n_items, "A"));
}

static void meant__name_in_two_fields__needs_the_field(void **state)
{
    (void)state;
    const struct index_item items[] = {
        {.field = "a", .id = "1", .name = "Công khai"},
        {.field = "b", .id = "2", .name = "Công khai"},
    };
    assert_null(index_item_meant(items, 2, "", "Công khai"));
    assert_ptr_equal(index_item_meant(items, 2, "b", "Công khai"), &items[1]);
    assert_ptr_equal(index_item_meant(items, 2, NULL, "1"), &items[0]);
    assert_null(index_item_meant(items, 2, "b", "1"));
}

#define FIELD "  - id: impact\n    criteria:\n"
#define ONE(rest) HEAD FIELD "      - {" rest "}\n"

static void parse__mistakes__told_with_line_and_what_is_allowed(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text, *at, *line, *allowed;
    } CASES[] = {
        {ONE("id: A, name: Một, max: 1, methd: survey"), "fields[0].criteria[0].methd", "8",
         "method, id, name, max, sub_criteria"},
        {ONE("id: A, name: Một, max: 1, method: servey"), "fields[0].criteria[0].method", "8",
         "survey, self_appraised"},
        {ONE("id: A, name: Một, max: 1"), "fields[0].criteria[0].method", "8",
         "self_appraised, survey"},
        {ONE("id: A, name: Một, max: 1.005, method: survey"), "fields[0].criteria[0].max", "8",
         "0.01 – 1000.00"},
        {ONE("id: A, name: Một, max: 0, method: survey"), "fields[0].criteria[0].max", "8",
         "0.01 – 1000.00"},
        {ONE("id: A, name: Một, max: 1000.01, method: survey"), "fields[0].criteria[0].max", "8",
         "0.01 – 1000.00"},
        {ONE("id: A 1, name: Một, max: 1, method: survey"), "fields[0].criteria[0].id", "8",
         "A-Z a-z 0-9 . _ -"},
        {HEAD "  - id: impacts\n    criteria:\n"
              "      - {id: A, name: Một, max: 1, method: survey}\n",
         "fields[0].id", "6",
         "impact, institutions, administrative_procedures, organisation, civil_service, "
         "public_finance, digital_government"},
        {HEAD FIELD "      - {id: A, name: Một, max: 1, method: survey}\n"
                    "      - {id: A, name: Hai, max: 1, method: survey}\n",
         "fields[0].criteria[1].id", "9", "once each"},
        {HEAD FIELD "      - {id: A, name: Một, max: 1, method: survey}\n"
                    "      - {id: B, name: Một, max: 1, method: survey}\n",
         "fields[0].criteria[1].name", "9", "once each"},
        {HEAD FIELD "      - {id: A, name: Một, max: 1, method: survey}\n" FIELD
                    "      - {id: B, name: Một, max: 1, method: survey}\n",
         "fields[1].id", "9", "once each"},
        {HEAD FIELD "      - id: A\n        name: Một\n        max: 3\n        sub_criteria:\n"
                    "          - {id: B, name: Hai, max: 1, method: survey}\n",
         "fields[0].criteria[0].max", "10", "1.00"},
        {HEAD FIELD "      - id: A\n        name: Một\n        max: 1\n        method: survey\n"
                    "        sub_criteria:\n"
                    "          - {id: B, name: Hai, max: 1, method: survey}\n",
         "fields[0].criteria[0].method", "11", "the method of each sub-criterion"},
        {"format: 1\nyear: 2031\nlevel: ward\ntitle: {vi: Bộ, en: Set}\nfields: []\n", "level", "3",
         "department, commune_ward"},
        {"format: 2\nyear: 2022\nlevel: department\ntitle: {vi: Bộ, en: Set}\nfields:\n" FIELD
         "      - {id: A, name: Một, max: 1, method: survey}\n",
         "format", "1", "1 – 1"},
        {"format: 1\nyear: 2031\nlevel: department\ntitle: {vi: Bộ, en: Set}\nfields:\n" FIELD
         "      - {id: A, name: Một, max: 1, method: survey}\n",
         "year", "2", "2021 – 2030"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct index_definition *set = NULL;
        assert_int_equal(parse(f, CASES[i].text, &set), TD_INVALID_ARGUMENT);
        assert_null(set);
        const struct td_violation *violation = violation_find_at(&f->err, CASES[i].at);
        if (!violation) {
            violations_print(&f->err);
            fail_msg("case %zu: nothing at %s", i, CASES[i].at);
            return;
        }
        assert_string_equal(violation->key, "yaml.file");
        assert_string_equal(violation_param(violation, "file"), "bo.yaml");
        assert_string_equal(violation_param(violation, "line"), CASES[i].line);
        assert_string_equal(violation_param(violation, "allowed"), CASES[i].allowed);
    }
}

static void parse__several_mistakes__all_at_once(void **state)
{
    struct fixture *f = *state;
    const struct index_definition *set = NULL;
    assert_int_equal(parse(f,
                           HEAD "  - id: weather\n    criteria:\n"
                                "      - {id: A, name: Một, max: x, method: survey}\n"
                                "      - {id: A, name: Một, max: 1}\n",
                           &set),
                     TD_INVALID_ARGUMENT);
    assert_int_equal(f->err.n_violations, 5);
}

static void parse__too_many_items__is_refused(void **state)
{
    struct fixture *f = *state;
    const struct index_definition *set = NULL;
    char *text = td_arena_zalloc(f->arena, INDEXFILE_MAX_BYTES);
    size_t len = (size_t)snprintf(text, INDEXFILE_MAX_BYTES, "%s", HEAD);
    static const char *const FIELDS[] = {"institutions", "organisation", "civil_service", "impact"};
    for (size_t k = 0; k < 4; k++) {
        len += (size_t)snprintf(text + len, INDEXFILE_MAX_BYTES - len,
                                "  - id: %s\n    criteria:\n", FIELDS[k]);
        for (size_t i = 0; i < 76; i++)
            len += (size_t)snprintf(text + len, INDEXFILE_MAX_BYTES - len,
                                    "      - {id: A%zu.%zu, name: T%zu, max: 1, method: survey}\n",
                                    k, i, i);
    }
    assert_int_equal(parse(f, text, &set), TD_INVALID_ARGUMENT);
    assert_non_null(violation_find_at(&f->err, "fields"));
}

static void names__of_the_schema__are_those_of_the_wire(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *word;
        bool level;
    } WORDS[] = {
        {"department", true}, {"commune_ward", true}, {"self_appraised", false}, {"survey", false}};
    for (size_t i = 0; i < 4; i++) {
        const struct index_definition *set = NULL;
        const char *text = td_arena_printf(
            f->arena,
            "format: 1\nyear: 2022\nlevel: %s\ntitle: {vi: Bộ, en: Set}\nfields:\n" FIELD
            "      - {id: A, name: Một, max: 1, method: %s}\n",
            WORDS[i].level ? WORDS[i].word : "department",
            WORDS[i].level ? "survey" : WORDS[i].word);
        char name[40];
        assert_int_equal(parse(f, text, &set), TD_OK);
        const ProtobufCEnumDescriptor *type =
            WORDS[i].level ? &pb__index_level__descriptor : &pb__index_method__descriptor;
        int value = WORDS[i].level ? (int)set->level : (int)set->items[0].method;
        assert_string_equal(td_enum_name(type, value, name), WORDS[i].word);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(parse__example__is_the_sample_s_criteria),
        TEST(parse__sub_criteria__are_what_is_scored),
        TEST(meant__name_in_two_fields__needs_the_field),
        TEST(parse__mistakes__told_with_line_and_what_is_allowed),
        TEST(parse__several_mistakes__all_at_once),
        TEST(parse__too_many_items__is_refused),
        TEST(names__of_the_schema__are_those_of_the_wire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
