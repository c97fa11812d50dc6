/* Calendar arithmetic for Indochina time, without the C library's time zones: a server's TZ
 * setting must not move a deadline. */
#include "timefmt.h"

#include <time.h>

#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_MINUTE (60 * MS_PER_SECOND)
#define MS_PER_DAY (24 * 60 * MS_PER_MINUTE)
#define INDOCHINA_OFFSET_MS (7 * 60 * MS_PER_MINUTE)
#define YEAR_FIRST 1900
#define YEAR_LAST 2199

struct civil {
    int year, month, day, hour, minute, second;
};

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * MS_PER_SECOND + now.tv_nsec / 1000000;
}

int64_t td_now_utc_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

uint64_t td_monotonic_ms(void)
{
    return (uint64_t)clock_ms(CLOCK_MONOTONIC);
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/* Days from 1970-01-01 to the first of January of a year (from 1 on). */
static int64_t days_to_year(int year)
{
    int64_t before = year - 1;
    return 365 * before + before / 4 - before / 100 + before / 400 - 719162;
}

static int64_t days_of(const struct civil *at)
{
    int64_t days = days_to_year(at->year) + at->day - 1;
    for (int month = 1; month < at->month; month++)
        days += days_in_month(at->year, month);
    return days;
}

static int64_t instant_of(const struct civil *at, int64_t offset_ms)
{
    return days_of(at) * MS_PER_DAY +
           ((at->hour * 60 + at->minute) * INT64_C(60) + at->second) * MS_PER_SECOND - offset_ms;
}

/* The calendar in Indochina time; instants outside the supported years stop at their edge. */
static struct civil civil_of(int64_t at_utc_ms)
{
    int64_t first = days_to_year(YEAR_FIRST) * MS_PER_DAY;
    int64_t last = days_to_year(YEAR_LAST + 1) * MS_PER_DAY - 1;
    int64_t local_ms = at_utc_ms > last - INDOCHINA_OFFSET_MS    ? last
                       : at_utc_ms < first - INDOCHINA_OFFSET_MS ? first
                                                                 : at_utc_ms + INDOCHINA_OFFSET_MS;
    int64_t days = local_ms / MS_PER_DAY;
    int64_t rest = local_ms % MS_PER_DAY;
    if (rest < 0) {
        rest += MS_PER_DAY;
        days--;
    }
    struct civil at = {.year = YEAR_FIRST + (int)((days - days_to_year(YEAR_FIRST)) / 366)};
    while (days_to_year(at.year + 1) <= days)
        at.year++;
    int day = (int)(days - days_to_year(at.year));
    for (at.month = 1; day >= days_in_month(at.year, at.month); at.month++)
        day -= days_in_month(at.year, at.month);
    at.day = day + 1;
    int seconds = (int)(rest / MS_PER_SECOND);
    at.hour = seconds / 3600;
    at.minute = seconds / 60 % 60;
    at.second = seconds % 60;
    return at;
}

static bool take_char(const char **text, char wanted)
{
    if (**text != wanted)
        return false;
    ++*text;
    return true;
}

/* Exactly `digits` decimal digits with a value from min to max. */
static bool take_number(const char **text, int digits, int min, int max, int *ret)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        char c = (*text)[i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    if (value < min || value > max)
        return false;
    *text += digits;
    *ret = value;
    return true;
}

static bool take_date(const char **text, struct civil *at)
{
    return take_number(text, 4, YEAR_FIRST, YEAR_LAST, &at->year) && take_char(text, '-') &&
           take_number(text, 2, 1, 12, &at->month) && take_char(text, '-') &&
           take_number(text, 2, 1, days_in_month(at->year, at->month), &at->day);
}

static bool take_clock(const char **text, struct civil *at)
{
    if (!take_number(text, 2, 0, 23, &at->hour) || !take_char(text, ':') ||
        !take_number(text, 2, 0, 59, &at->minute))
        return false;
    return !take_char(text, ':') || take_number(text, 2, 0, 59, &at->second);
}

/* "", "Z", "+07:00" or "-03:30". */
static bool take_offset(const char **text, int64_t *ret_offset_ms)
{
    if (take_char(text, 'Z')) {
        *ret_offset_ms = 0;
        return true;
    }
    bool west = take_char(text, '-');
    if (!west && !take_char(text, '+'))
        return true;
    int hours, minutes;
    if (!take_number(text, 2, 0, 14, &hours) || !take_char(text, ':') ||
        !take_number(text, 2, 0, 59, &minutes))
        return false;
    *ret_offset_ms = (hours * 60 + minutes) * MS_PER_MINUTE * (west ? -1 : 1);
    return true;
}

bool td_date_valid(const char *date)
{
    struct civil at;
    return take_date(&date, &at) && *date == '\0';
}

bool td_date_parse(const char *text, char ret_date[TD_DATE_SIZE])
{
    unsigned day, month, year;
    int len = 0;
    if (td_date_valid(text)) {
        memcpy(ret_date, text, TD_DATE_SIZE);
        return true;
    }
    if (sscanf(text, "%2u/%2u/%4u%n", &day, &month, &year, &len) != 3 || text[len] ||
        strspn(text, "0123456789/") != strlen(text) || year < 1000)
        return false;
    snprintf(ret_date, TD_DATE_SIZE, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
    return td_date_valid(ret_date);
}

bool td_date_start(const char *date, int64_t *ret_utc_ms)
{
    struct civil at = {0};
    if (!take_date(&date, &at) || *date != '\0')
        return false;
    *ret_utc_ms = instant_of(&at, INDOCHINA_OFFSET_MS);
    return true;
}

bool td_time_parse(const char *text, int64_t *ret_utc_ms)
{
    struct civil at = {0};
    int64_t offset_ms = INDOCHINA_OFFSET_MS;
    if (!take_date(&text, &at))
        return false;
    if (*text != '\0') {
        if (!take_char(&text, 'T') && !take_char(&text, ' '))
            return false;
        if (!take_clock(&text, &at) || !take_offset(&text, &offset_ms) || *text != '\0')
            return false;
    }
    *ret_utc_ms = instant_of(&at, offset_ms);
    return true;
}

/* `digits` decimal digits with leading zeros; returns the place after them. */
static char *put_number(char *at, int value, int digits)
{
    for (int i = digits - 1; i >= 0; i--, value /= 10)
        at[i] = (char)('0' + value % 10);
    return at + digits;
}

static char *put_pair(char *at, int first, char between, int second)
{
    at = put_number(at, first, 2);
    *at++ = between;
    return put_number(at, second, 2);
}

static char *put_date(char *at, const struct civil *when)
{
    at = put_number(at, when->year, 4);
    *at++ = '-';
    return put_pair(at, when->month, '-', when->day);
}

void td_date_of(int64_t at_utc_ms, char ret_date[TD_DATE_SIZE])
{
    struct civil when = civil_of(at_utc_ms);
    *put_date(ret_date, &when) = '\0';
}

void td_time_iso(int64_t at_utc_ms, char ret_text[TD_TIME_SIZE])
{
    struct civil when = civil_of(at_utc_ms);
    char *at = put_date(ret_text, &when);
    *at++ = 'T';
    at = put_pair(at, when.hour, ':', when.minute);
    *at++ = ':';
    at = put_number(at, when.second, 2);
    memcpy(at, "+07:00", sizeof("+07:00"));
}

/* 30/11/2022, the order Vietnamese readers expect. */
static char *put_human_date(char *at, const struct civil *when)
{
    at = put_pair(at, when->day, '/', when->month);
    *at++ = '/';
    return put_number(at, when->year, 4);
}

void td_time_human(int64_t at_utc_ms, char ret_text[TD_TIME_SIZE])
{
    struct civil when = civil_of(at_utc_ms);
    char *at = put_pair(ret_text, when.hour, ':', when.minute);
    *at++ = ' ';
    *put_human_date(at, &when) = '\0';
}

void td_date_human(const char *date, char ret_text[TD_TIME_SIZE])
{
    struct civil when;
    const char *rest = date;
    if (take_date(&rest, &when) && *rest == '\0')
        *put_human_date(ret_text, &when) = '\0';
    else
        snprintf(ret_text, TD_TIME_SIZE, "%s", date);
}
