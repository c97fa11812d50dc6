/* The forms of names. */
#include "names.h"

#include "text.h"

#define DIGITS "0123456789"
#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define STAFF_CODE_MAX_CHARS 30
#define CITIZEN_ID_DIGITS 12

bool is_staff_code(const char *code)
{
    size_t len = strspn(code, CAPITALS SMALL DIGITS "./-");
    return !code[len] && len <= STAFF_CODE_MAX_CHARS;
}

bool is_citizen_id(const char *id)
{
    return !*id || (strlen(id) == CITIZEN_ID_DIGITS && strspn(id, DIGITS) == CITIZEN_ID_DIGITS);
}

static enum td_code form(const char *field, const char *expected, struct td_err *err)
{
    return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_TEXT_FORM, "expected", expected,
                   TD_END);
}

static enum td_code required(const char *field, struct td_err *err)
{
    return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_REQUIRED, TD_END);
}

enum td_code login_check(const char *login, const char *field, struct td_err *err)
{
    size_t len = strspn(login, SMALL DIGITS ".-");
    if (*login == '\0')
        return required(field, err);
    if (login[len] == '\0' && len >= 2 && len <= 40 && strchr(SMALL DIGITS, login[0]) &&
        strchr(SMALL DIGITS, login[len - 1]))
        return TD_OK;
    return form(field, "a-z 0-9 . - (2-40): p1.vanthu", err);
}

enum td_code unit_code_check(const char *unit_code, const char *field, struct td_err *err)
{
    size_t len = strspn(unit_code, CAPITALS DIGITS);
    if (*unit_code == '\0')
        return required(field, err);
    return unit_code[len] == '\0' && len <= 16 ? TD_OK : form(field, "A-Z 0-9 (1-16): PNV", err);
}

enum td_code label_check(const char *text, size_t max_chars, const char *field, struct td_err *err)
{
    char max[24];
    size_t chars = 0;
    if (text[strspn(text, " \t\r\n")] == '\0')
        return required(field, err);
    if (strpbrk(text, "\t\r\n"))
        return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_TEXT_CONTROL, TD_END);
    if (td_text_check(text, strlen(text), &chars) == TD_TEXT_FINE && chars <= max_chars)
        return TD_OK;
    (void)snprintf(max, sizeof max, "%zu", max_chars);
    return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_TEXT_LONG, "max", max, TD_END);
}
