/* Cases of discipline for handlers' tests. Needs a town with units (town_open_round). */
#ifndef TD_TESTS_DISCIPLINE_FIXTURE_H
#define TD_TESTS_DISCIPLINE_FIXTURE_H

#include "service_fixture.h"

#include "discipline.pb-c.h"

/* About Trần Thị Ví Dụ, NN-002, of P1: considered since 2022-10-20 (the town's day is 2022-11-01).
 */
static inline Pb__DisciplineOpenRequest case_request(void)
{
    Pb__DisciplineOpenRequest in = PB__DISCIPLINE_OPEN_REQUEST__INIT;
    in.kind = PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL;
    in.unit_code = (char *)"P1";
    in.name = (char *)"Trần Thị Ví Dụ";
    in.staff_code = (char *)"NN-002";
    in.document = (char *)"07/TB-UBND";
    in.dated_on = (char *)"2022-10-20";
    return in;
}

static inline enum td_code case_open(struct town *town, Pb__DisciplineOpenRequest in,
                                     Pb__DisciplineOpenResponse *out)
{
    return town_call(town, SPECIALIST, &discipline_service, "Open", &in, out);
}

static inline enum td_code case_impose(struct town *town, const char *id, const char *from_on,
                                       const char *until_on, Pb__DisciplineImposeResponse *out)
{
    Pb__DisciplineImposeRequest in = PB__DISCIPLINE_IMPOSE_REQUEST__INIT;
    in.case_id = (char *)id;
    in.document = (char *)"15/QĐ-UBND";
    in.dated_on = (char *)"2022-10-31";
    in.measure = (char *)"Khiển trách";
    in.from_on = (char *)from_on;
    in.until_on = (char *)until_on;
    return town_call(town, HOME_HEAD, &discipline_service, "Impose", &in, out);
}

static inline enum td_code case_dismiss(struct town *town, const char *id, const char *free_on,
                                        Pb__DisciplineDismissResponse *out)
{
    Pb__DisciplineDismissRequest in = PB__DISCIPLINE_DISMISS_REQUEST__INIT;
    in.case_id = (char *)id;
    in.document = (char *)"20/TB-UBND";
    in.dated_on = (char *)"2022-11-01";
    in.free_on = (char *)free_on;
    in.note = (char *)"Không có vi phạm";
    return town_call(town, SPECIALIST, &discipline_service, "Dismiss", &in, out);
}

static inline enum td_code case_end(struct town *town, const char *id, const char *document,
                                    const char *last_on, Pb__DisciplineEndResponse *out)
{
    Pb__DisciplineEndRequest in = PB__DISCIPLINE_END_REQUEST__INIT;
    in.case_id = (char *)id;
    in.document = (char *)document;
    in.dated_on = (char *)(*document ? "2022-11-01" : "");
    in.last_on = (char *)last_on;
    return town_call(town, SPECIALIST, &discipline_service, "End", &in, out);
}

static inline void case_considered(struct town *town, const char *staff_code, const char *dated_on)
{
    Pb__DisciplineOpenRequest in = case_request();
    Pb__DisciplineOpenResponse out;
    in.staff_code = (char *)staff_code;
    in.name = (char *)"Người Đang Xét";
    in.dated_on = (char *)dated_on;
    assert_done(town, case_open(town, in, &out));
}

#endif
