/* PlanService: versions, what is refused, and the cache of parsed plans. */
#include "service_fixture.h"

#include "plans.h"

static enum td_code load(struct town *town, const void *yaml, size_t len, Pb__PlanLoadResponse *out)
{
    Pb__PlanLoadRequest in = PB__PLAN_LOAD_REQUEST__INIT;
    in.yaml.data = (uint8_t *)yaml;
    in.yaml.len = len;
    in.file_name = (char *)"ke-hoach.yaml";
    return town_call(town, HOME_HEAD, &plan_service, "Load", &in, out);
}

/* Plan 50, and one comment more. */
static char *later_plan(struct town *town, size_t *ret_len)
{
    size_t len;
    char *text = plan_50_text(town->arena, &len);
    text = td_arena_printf(town->arena, "%s\n# sửa\n", text);
    *ret_len = strlen(text);
    return text;
}

static void load__first__is_version_1_with_its_facts(void **state)
{
    struct town *town = *state;
    Pb__PlanLoadResponse out;
    size_t len;
    uint8_t digest[32];
    char *text = plan_50_text(town->arena, &len);
    assert_done(town, load(town, text, len, &out));
    td_sha256(text, len, digest);
    assert_string_equal(out.plan->plan_id, "50/KH-UBND");
    assert_int_equal(out.plan->version, 1);
    assert_string_equal(out.plan->issued_on, "2022-05-23");
    assert_string_equal(out.plan->loaded_by, "nv.tp");
    assert_int_equal(out.plan->loaded_utc_ms, TOWN_NOW);
    assert_int_equal(out.plan->sha256.len, 32);
    assert_memory_equal(out.plan->sha256.data, digest, 32);
    assert_false(out.unchanged);
    assert_string_equal(town->call.note.subject, "plan 50/KH-UBND");
    assert_int_equal(town->call.note.version, 1);
}

static void load__same_bytes__stays_the_same_version(void **state)
{
    struct town *town = *state;
    Pb__PlanLoadResponse out;
    size_t len;
    char *text = plan_50_text(town->arena, &len);
    assert_done(town, load(town, text, len, &out));
    town->now_utc_ms += HOUR_MS;
    assert_done(town, load(town, text, len, &out));
    assert_true(out.unchanged);
    assert_int_equal(out.plan->version, 1);
    assert_int_equal(out.plan->loaded_utc_ms, TOWN_NOW);
}

static void load__other_bytes_and_back__are_new_versions(void **state)
{
    struct town *town = *state;
    Pb__PlanLoadResponse out;
    size_t len, later_len;
    char *text = plan_50_text(town->arena, &len), *later = later_plan(town, &later_len);
    assert_done(town, load(town, text, len, &out));
    assert_done(town, load(town, later, later_len, &out));
    assert_int_equal(out.plan->version, 2);
    assert_done(town, load(town, text, len, &out));
    assert_int_equal(out.plan->version, 3);
}

static void load__not_a_plan__is_refused_and_nothing_stored(void **state)
{
    struct town *town = *state;
    Pb__PlanLoadResponse out;
    Pb__PlanListRequest list = PB__PLAN_LIST_REQUEST__INIT;
    Pb__PlanListResponse listed;
    size_t len;
    char *text = plan_50_text(town->arena, &len);
    char *spoilt = td_arena_printf(town->arena, "%s\nquota: 3\n", text);
    assert_int_equal(load(town, spoilt, strlen(spoilt), &out), TD_INVALID_ARGUMENT);
    assert_string_equal(town->err.violations[0].key, "plan.file");
    assert_string_equal(violation_param(&town->err.violations[0], "file"), "ke-hoach.yaml");
    assert_done(town, town_call(town, CLERK, &plan_service, "List", &list, &listed));
    assert_int_equal(listed.n_plans, 0);
}

static void load__empty_or_huge__is_refused(void **state)
{
    struct town *town = *state;
    Pb__PlanLoadResponse out;
    void *huge = td_arena_zalloc(town->arena, PLANFILE_MAX_BYTES + 1);
    assert_refused(town, load(town, "", 0, &out), TD_INVALID_ARGUMENT, "yaml", TD_KEY_REQUIRED);
    assert_refused(town, load(town, huge, PLANFILE_MAX_BYTES + 1, &out), TD_INVALID_ARGUMENT,
                   "yaml", TD_KEY_FILE_SIZE);
}

static enum td_code show(struct town *town, const char *id, uint32_t version,
                         Pb__PlanShowResponse *out)
{
    Pb__PlanShowRequest in = PB__PLAN_SHOW_REQUEST__INIT;
    in.plan_id = (char *)id;
    in.version = version;
    return town_call(town, AUDITOR, &plan_service, "Show", &in, out);
}

static void show__versions__come_back_byte_for_byte(void **state)
{
    struct town *town = *state;
    Pb__PlanLoadResponse loaded;
    Pb__PlanShowResponse out;
    size_t len, later_len;
    char *text = plan_50_text(town->arena, &len), *later = later_plan(town, &later_len);
    assert_done(town, load(town, text, len, &loaded));
    assert_done(town, load(town, later, later_len, &loaded));
    assert_done(town, show(town, "", 0, &out));
    assert_int_equal(out.plan->version, 2);
    assert_int_equal(out.yaml.len, later_len);
    assert_done(town, show(town, "50/KH-UBND", 1, &out));
    assert_int_equal(out.plan->version, 1);
    assert_int_equal(out.yaml.len, len);
    assert_memory_equal(out.yaml.data, text, len);
}

static void show__nothing_loaded_or_unknown__says_which(void **state)
{
    struct town *town = *state;
    Pb__PlanShowResponse out;
    assert_refused(town, show(town, "", 0, &out), TD_NOT_FOUND, "", TD_KEY_PLAN_NONE);
    town_load_plan(town);
    assert_refused(town, show(town, "51/KH-UBND", 0, &out), TD_NOT_FOUND, "plan_id",
                   TD_KEY_PLAN_UNKNOWN);
    assert_refused(town, show(town, "50/KH-UBND", 9, &out), TD_NOT_FOUND, "plan_id",
                   TD_KEY_PLAN_UNKNOWN);
}

static void list__two_versions__newest_first(void **state)
{
    struct town *town = *state;
    Pb__PlanLoadResponse loaded;
    Pb__PlanListRequest in = PB__PLAN_LIST_REQUEST__INIT;
    Pb__PlanListResponse out;
    size_t later_len;
    char *later = later_plan(town, &later_len);
    town_load_plan(town);
    assert_done(town, load(town, later, later_len, &loaded));
    assert_done(town, town_call(town, CLERK, &plan_service, "List", &in, &out));
    assert_int_equal(out.n_plans, 2);
    assert_int_equal(out.plans[0]->version, 2);
    assert_int_equal(out.plans[1]->version, 1);
}

static void cache__same_digest__is_parsed_once(void **state)
{
    struct town *town = *state;
    struct plan_row row;
    const struct plan *first = NULL, *second = NULL;
    town_load_plan(town);
    assert_int_equal(plans_find(town->db, "", 0, INT64_MAX, town->arena, &row), TD_OK);
    assert_int_equal(plan_cache_get(town->services.plans, town->db, row.plan_id, row.version,
                                    row.sha256, &first),
                     TD_OK);
    assert_string_equal(first->id, "50/KH-UBND");
    assert_int_equal(plan_cache_get(town->services.plans, town->db, row.plan_id, row.version,
                                    row.sha256, &second),
                     TD_OK);
    assert_ptr_equal(first, second);
}

static void cache__missing_or_damaged__is_an_error_and_not_kept(void **state)
{
    struct town *town = *state;
    const struct plan *plan = NULL;
    struct plan_row row;
    uint8_t other[32] = {1};
    assert_int_equal(plan_cache_get(town->services.plans, town->db, "x", 1, other, &plan),
                     TD_NOT_FOUND);
    town_load_plan(town);
    assert_int_equal(plans_find(town->db, "", 0, INT64_MAX, town->arena, &row), TD_OK);
    assert_int_equal(db_exec(town->db, "UPDATE plan_version SET yaml = ?1", db_blob("id: 1", 5)),
                     TD_OK);
    assert_int_equal(
        plan_cache_get(town->services.plans, town->db, row.plan_id, row.version, row.sha256, &plan),
        TD_DATA_LOSS);
    assert_null(plan);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, town_setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(load__first__is_version_1_with_its_facts),
        TEST(load__same_bytes__stays_the_same_version),
        TEST(load__other_bytes_and_back__are_new_versions),
        TEST(load__not_a_plan__is_refused_and_nothing_stored),
        TEST(load__empty_or_huge__is_refused),
        TEST(show__versions__come_back_byte_for_byte),
        TEST(show__nothing_loaded_or_unknown__says_which),
        TEST(list__two_versions__newest_first),
        TEST(cache__same_digest__is_parsed_once),
        TEST(cache__missing_or_damaged__is_an_error_and_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
