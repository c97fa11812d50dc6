/* UnitService and the rows behind it: days from and to, conflicts, imports. */
#include "service_fixture.h"

#include "units.h"

static Pb__Unit unit_of(const char *code, const char *name, const char *from, const char *to)
{
    Pb__Unit unit = PB__UNIT__INIT;
    unit.code = (char *)code;
    unit.name = (char *)name;
    unit.kind = PB__UNIT_KIND__UNIT_WARD;
    unit.valid_from = (char *)from;
    unit.valid_to = (char *)to;
    return unit;
}

static enum td_code add(struct town *town, Pb__Unit unit)
{
    Pb__UnitAddRequest in = PB__UNIT_ADD_REQUEST__INIT;
    Pb__UnitAddResponse out;
    in.unit = &unit;
    return town_call(town, ADMIN, &unit_service, "Add", &in, &out);
}

static enum td_code import(struct town *town, Pb__Unit *units, size_t n,
                           Pb__UnitImportResponse *out)
{
    Pb__UnitImportRequest in = PB__UNIT_IMPORT_REQUEST__INIT;
    Pb__Unit *list[8];
    for (size_t i = 0; i < n; i++)
        list[i] = &units[i];
    in.units = list;
    in.n_units = n;
    return town_call(town, ADMIN, &unit_service, "Import", &in, out);
}

static size_t listed(struct town *town, const char *day, Pb__UnitListResponse *out)
{
    Pb__UnitListRequest in = PB__UNIT_LIST_REQUEST__INIT;
    in.on = (char *)day;
    assert_done(town, town_call(town, CLERK, &unit_service, "List", &in, out));
    return out->n_units;
}

static void add__new_unit__is_listed_from_its_first_to_its_last_day(void **state)
{
    struct town *town = *state;
    Pb__UnitListResponse out;
    assert_done(town, add(town, unit_of("P1", "Phường 1", "2021-01-01", "2025-06-30")));
    assert_string_equal(town->call.note.subject, "unit P1");
    assert_int_equal(listed(town, "2020-12-31", &out), 0);
    assert_int_equal(listed(town, "2021-01-01", &out), 1);
    assert_string_equal(out.units[0]->name, "Phường 1");
    assert_int_equal(out.units[0]->kind, PB__UNIT_KIND__UNIT_WARD);
    assert_string_equal(out.units[0]->valid_to, "2025-06-30");
    assert_int_equal(listed(town, "2025-06-30", &out), 1);
    assert_int_equal(listed(town, "2025-07-01", &out), 0);
    assert_int_equal(listed(town, "", &out), 1); /* today */
}

static void add__wrong_values__are_told_at_once(void **state)
{
    struct town *town = *state;
    Pb__Unit unit = unit_of("p 1", "", "2021-02-30", "");
    unit.kind = (Pb__UnitKind)77;
    enum td_code code = add(town, unit);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "unit.code", TD_KEY_TEXT_FORM);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "unit.name", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "unit.kind", TD_KEY_CHOICE);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "unit.valid_from", TD_KEY_DATE_FORM);
    assert_refused(town, add(town, unit_of("P1", "Phường 1", "2021-01-02", "2021-01-01")),
                   TD_INVALID_ARGUMENT, "unit.valid_to", TD_KEY_DATE_ORDER);
}

static void add__no_unit__is_refused(void **state)
{
    struct town *town = *state;
    Pb__UnitAddRequest in = PB__UNIT_ADD_REQUEST__INIT;
    Pb__UnitAddResponse out;
    assert_refused(town, town_call(town, ADMIN, &unit_service, "Add", &in, &out),
                   TD_INVALID_ARGUMENT, "unit", TD_KEY_REQUIRED);
}

static void add__same_code_in_other_words__conflicts_only_in_the_same_days(void **state)
{
    struct town *town = *state;
    Pb__UnitListResponse out;
    assert_done(town, add(town, unit_of("P1", "Phường 1", "2021-01-01", "2025-06-30")));
    assert_refused(town, add(town, unit_of("P1", "Phường Một", "2025-06-30", "")),
                   TD_ALREADY_EXISTS, "unit", TD_KEY_UNIT_EXISTS);
    assert_done(town, add(town, unit_of("P1", "Phường Một", "2025-07-01", "")));
    assert_int_equal(listed(town, "2025-07-01", &out), 1);
    assert_string_equal(out.units[0]->name, "Phường Một");
    assert_int_equal(listed(town, "2025-06-30", &out), 1);
    assert_string_equal(out.units[0]->name, "Phường 1");
}

static void add__open_end__may_be_closed_once(void **state)
{
    struct town *town = *state;
    Pb__UnitListResponse out;
    assert_done(town, add(town, unit_of("P1", "Phường 1", "2021-01-01", "")));
    assert_done(town, add(town, unit_of("P1", "Phường 1", "2021-01-01", "2025-06-30")));
    assert_int_equal(listed(town, "2025-07-01", &out), 0);
    assert_refused(town, add(town, unit_of("P1", "Phường 1", "2021-01-01", "2025-12-31")),
                   TD_ALREADY_EXISTS, "unit", TD_KEY_UNIT_EXISTS);
}

static void import__twice__changes_nothing_the_second_time(void **state)
{
    struct town *town = *state;
    Pb__UnitImportResponse out;
    Pb__Unit units[] = {unit_of("P1", "Phường 1", "2021-01-01", ""),
                        unit_of("P2", "Phường 2", "2021-01-01", "")};
    assert_done(town, import(town, units, 2, &out));
    assert_int_equal(out.added, 2);
    assert_done(town, import(town, units, 2, &out));
    assert_int_equal(out.added, 0);
    assert_int_equal(out.unchanged, 2);
    assert_string_equal(town->call.note.detail, "0 added, 2 unchanged");
}

static void import__one_conflict__stores_none(void **state)
{
    struct town *town = *state;
    Pb__UnitImportResponse out;
    Pb__UnitListResponse list;
    Pb__Unit units[] = {unit_of("P2", "Phường 2", "2021-01-01", ""),
                        unit_of("P1", "Phường Một", "2021-01-01", "")};
    assert_done(town, add(town, unit_of("P1", "Phường 1", "2021-01-01", "")));
    assert_refused(town, import(town, units, 2, &out), TD_ALREADY_EXISTS, "units[1]",
                   TD_KEY_UNIT_EXISTS);
    assert_int_equal(listed(town, "", &list), 1);
}

static void import__unit_twice_or_none__is_refused(void **state)
{
    struct town *town = *state;
    Pb__UnitImportResponse out;
    Pb__Unit units[] = {unit_of("P1", "Phường 1", "2021-01-01", ""),
                        unit_of("P1", "Phường 1", "2022-01-01", "")};
    assert_refused(town, import(town, units, 2, &out), TD_INVALID_ARGUMENT, "units[1]",
                   TD_KEY_UNIT_DUPLICATE);
    assert_refused(town, import(town, units, 0, &out), TD_INVALID_ARGUMENT, "units",
                   TD_KEY_REQUIRED);
}

static void list__no_date__is_refused(void **state)
{
    struct town *town = *state;
    Pb__UnitListRequest in = PB__UNIT_LIST_REQUEST__INIT;
    Pb__UnitListResponse out;
    in.on = (char *)"hôm nay";
    assert_refused(town, town_call(town, CLERK, &unit_service, "List", &in, &out),
                   TD_INVALID_ARGUMENT, "on", TD_KEY_DATE_FORM);
}

static void find__day_and_code__tells_known_from_valid(void **state)
{
    struct town *town = *state;
    struct unit_row unit;
    bool known = true;
    assert_done(town, add(town, unit_of("P1", "Phường 1", "2021-01-01", "2025-06-30")));
    assert_int_equal(units_find(town->db, "P1", "2022-01-01", INT64_MAX, town->arena, &unit),
                     TD_OK);
    assert_string_equal(unit.name, "Phường 1");
    assert_int_equal(units_find(town->db, "P1", "2026-01-01", INT64_MAX, town->arena, &unit),
                     TD_NOT_FOUND);
    assert_int_equal(units_known(town->db, "P1", &known), TD_OK);
    assert_true(known);
    assert_int_equal(units_known(town->db, "P9", &known), TD_OK);
    assert_false(known);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, town_setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(add__new_unit__is_listed_from_its_first_to_its_last_day),
        TEST(add__wrong_values__are_told_at_once),
        TEST(add__no_unit__is_refused),
        TEST(add__same_code_in_other_words__conflicts_only_in_the_same_days),
        TEST(add__open_end__may_be_closed_once),
        TEST(import__twice__changes_nothing_the_second_time),
        TEST(import__one_conflict__stores_none),
        TEST(import__unit_twice_or_none__is_refused),
        TEST(list__no_date__is_refused),
        TEST(find__day_and_code__tells_known_from_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
