/* What the files of DisciplineService share (I.2.e). Home Affairs and the auditor only see any of
 * it: DISCIPLINE_READERS. */
#ifndef SERVER_SERVICE_DISCIPLINE_CASE_H
#define SERVER_SERVICE_DISCIPLINE_CASE_H

#include "call.h"
#include "discipline.pb-c.h"
#include "disciplines.h"

/* The case of this number, as its events up to as_of_seq left it. NOT_FOUND (DISCIPLINE_UNKNOWN at
 * "case_id"). */
enum td_code discipline_get(struct call *call, const char *number, int64_t as_of_seq,
                            struct discipline_row *ret);
/* NULL: arena used up. The row is borrowed; day: on which it is in force or not. */
Pb__DisciplineCase *discipline_reply(struct call *call, const struct discipline_row *row,
                                     const char *day);
/* "discipline KL-2022-0001": of its evidence. NULL: arena used up. */
const char *discipline_subject(struct call *call, const struct discipline_row *row);
/* Of attachment.h. */
enum td_code discipline_see(struct call *call, const char *number, int64_t as_of_seq,
                            bool *ret_visible);

/* -- checks; what is wrong becomes violations below `path` -- */

/* Whom it is about: a person by number, or a unit, or a part of it by name. */
void discipline_check_subject(struct call *call, const char *path,
                              const struct discipline_case *facts);
/* The unit exists. Answers OK unless the store failed. */
enum td_code discipline_check_unit(struct call *call, const char *path, const char *unit_code);
/* A document of a day gone by; number_field, day_field: whole paths. */
void discipline_check_document(struct call *call, const char *number_field, const char *day_field,
                               const struct discipline_document *document);
/* A measure with its first and last day. */
void discipline_check_measure(struct call *call, const char *path,
                              const struct discipline_case *facts);
/* May be empty. */
void discipline_check_note(struct call *call, const char *path, const char *note);

/* -- writing; what is given was checked -- */

/* A new case of row->facts, and its first event. Sets row->id and row->facts.number. */
enum td_code discipline_store_opening(struct call *call, struct discipline_row *row,
                                      const char *note);
/* The measure of row->facts, as an event of the case. */
enum td_code discipline_store_measure(struct call *call, struct discipline_row *row,
                                      const char *note);

/* Handlers, by file: discipline_import.c, discipline_read.c. */
enum td_code discipline_import(struct call *call, const Pb__DisciplineImportRequest *in,
                               Pb__DisciplineImportResponse *out);
enum td_code discipline_list(struct call *call, const Pb__DisciplineListRequest *in,
                             Pb__DisciplineListResponse *out);
enum td_code discipline_show(struct call *call, const Pb__DisciplineShowRequest *in,
                             Pb__DisciplineShowResponse *out);

#endif
