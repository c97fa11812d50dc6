/* Dates and instants. The town lives in Indochina time (UTC+7, no daylight saving); instants
 * are milliseconds since 1970 UTC, dates are "YYYY-MM-DD". Pure functions, except td_now. */
#ifndef TD_COMMON_TIMEFMT_H
#define TD_COMMON_TIMEFMT_H

#include <stdbool.h>
#include <stdint.h>

#define TD_DATE_SIZE 11 /* "YYYY-MM-DD" and NUL */
#define TD_TIME_SIZE 32

int64_t td_now_utc_ms(void);    /* wall clock */
uint64_t td_monotonic_ms(void); /* for intervals */

bool td_date_valid(const char *date); /* 1900-01-01 … 2199-12-31, real calendar days */
/* "2022-11-30", or as people and spreadsheets write it "30/11/2022", "1/6/2022"; false: no valid
 * date. */
bool td_date_parse(const char *text, char ret_date[TD_DATE_SIZE]);
/* The day in Indochina time. Here and below, instants outside 1900 to 2199 show as its edge. */
void td_date_of(int64_t at_utc_ms, char ret_date[TD_DATE_SIZE]);
/* First instant of a date in Indochina time. false: not a valid date. */
bool td_date_start(const char *date, int64_t *ret_utc_ms);
/* "2022-11-30" (start of day), "2022-11-30T17:00" or "2022-11-30T17:00:00+07:00" (a blank for the
 * T, "Z" for the offset are taken, too); without an offset Indochina time is meant. false: not of
 * that form, *ret_utc_ms untouched. */
bool td_time_parse(const char *text, int64_t *ret_utc_ms);
void td_time_iso(int64_t at_utc_ms, char ret_text[TD_TIME_SIZE]);   /* 2022-11-30T17:00:00+07:00 */
void td_time_human(int64_t at_utc_ms, char ret_text[TD_TIME_SIZE]); /* 17:00 30/11/2022 */
void td_date_human(const char *date,
                   char ret_text[TD_TIME_SIZE]); /* 30/11/2022; not a date: as it is */

#endif
