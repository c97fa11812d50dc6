/* Tables: columns line up under Vietnamese letters, files get whole lines. */
#include "cmocka_all.h"

#include "i18n.h"
#include "table.h"

static const struct table_column COLUMNS[] = {
    {"Unit", 0}, {"Places", TABLE_RIGHT}, {"Title", TABLE_WRAP}};

static void print(struct table *table, char *ret_text, size_t size)
{
    FILE *out = fmemopen(ret_text, size, "w");
    table_print(table, out);
    fclose(out);
    table_free(table);
}

static void print__vietnamese__columns_line_up(void **state)
{
    (void)state;
    char text[1024] = "";
    i18n_init("en");
    struct table *table = table_new(COLUMNS, 3, true);
    TABLE_ROW(table, "Phường 1", "2",
              "Một dòng rất dài không bị cắt khi ghi vào tệp, dài hơn tám mươi "
              "cột của một màn hình thường");
    TABLE_ROW(table, "Mỹ Quới", "10", NULL);
    assert_int_equal(table_rows(table), 2);
    print(table, text, sizeof text);
    assert_string_equal(text,
                        "Unit      Places  Title\n"
                        "Phường 1       2  Một dòng rất dài không bị cắt khi ghi vào tệp, dài "
                        "hơn tám mươi cột của một màn hình thường\n"
                        "Mỹ Quới       10\n");
}

static void print__headings__translated(void **state)
{
    (void)state;
    char text[256] = "";
    i18n_init("vi");
    struct table *table = table_new(COLUMNS, 3, true);
    TABLE_ROW(table, "P1", "1", "x");
    print(table, text, sizeof text);
    i18n_init("en");
    assert_string_equal(text, "Đơn vị  Số lượng  Tiêu đề\nP1             1  x\n");
}

static void print__line_breaks_in_data__stay_in_their_row(void **state)
{
    (void)state;
    char text[256] = "";
    struct table *table = table_new(COLUMNS, 3, false);
    TABLE_ROW(table, "a\nb", "1", "c\td");
    print(table, text, sizeof text);
    assert_string_equal(text, "a b  1  c d\n");
}

static void print__no_rows__nothing(void **state)
{
    (void)state;
    char text[64] = "";
    print(table_new(COLUMNS, 3, true), text, sizeof text);
    assert_string_equal(text, "");
}

static void facts__empty_value__left_out(void **state)
{
    (void)state;
    char text[64] = "";
    struct table *facts = facts_new();
    facts_add(facts, "Tên", "Nguyễn Văn Mẫu");
    facts_add(facts, "x", "");
    facts_add(facts, "y", NULL);
    print(facts, text, sizeof text);
    assert_string_equal(text, "Tên  Nguyễn Văn Mẫu\n");
}

static void table__none__all_functions_accept_it(void **state)
{
    (void)state;
    const char *cells[] = {"x"};
    table_row(NULL, cells);
    table_indent(NULL, 2);
    table_print(NULL, stdout);
    assert_int_equal(table_rows(NULL), 0);
    table_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(print__vietnamese__columns_line_up),
        cmocka_unit_test(print__headings__translated),
        cmocka_unit_test(print__line_breaks_in_data__stay_in_their_row),
        cmocka_unit_test(print__no_rows__nothing),
        cmocka_unit_test(facts__empty_value__left_out),
        cmocka_unit_test(table__none__all_functions_accept_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
