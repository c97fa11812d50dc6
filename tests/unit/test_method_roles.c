/* Who may call what: every method of every service for every role, against one table. A method
 * that is not in the table, or is there and not served, fails. */
#include "cmocka_all.h"

#include "dispatch.h"
#include "violations.h"

#include <stdio.h>

#define N_ROLES 12 /* bit 0 stands for an officer without any role */

/* One column a role, in the order of enum Role: clerk, unit head, specialist, Home Affairs head,
 * council member, secretary, chair, Chairman's office, radio, auditor, administrator. */
static const struct row {
    const char *may;
    char kind; /* R, W, F */
    const char *method;
} matrix[] = {
    /* C H S A m s c O r a D */
    {". . x x x x x x . x .", 'R', "AppraisalService/Show"},
    {". . x . . . . . . . .", 'W', "AppraisalService/Judge"},
    {". . x . . . . . . . .", 'W', "AppraisalService/Conclude"},
    {". . . x . . . . . . .", 'W', "AppraisalService/Reopen"},
    {". . x x . . . . . . .", 'W', "AppraisalService/Assign"},
    {". . x x x x x x . x .", 'R', "AppraisalService/List"},
    {". . x x x x x x . x .", 'R', "AppraisalService/ListDifferences"},
    {". . x x x x x x . x .", 'R', "AppraisalService/ListDuplicates"},
    {". . x x . . . . . . .", 'W', "AppraisalService/DecideDuplicate"},
    {". . x x . . . . . . .", 'W', "AssessmentService/Record"},
    {". . x x . . . . . . .", 'W', "AssessmentService/Import"},
    {". . x x x x x x . x .", 'R', "AssessmentService/List"},
    {"x x x x x x x x . x .", 'R', "AssessmentService/Show"},
    {"x x x x x x x x x x x", 'R', "HistoryService/Show"},
    {"x x x x x x x x x x x", 'R', "CertificateService/List"},
    {"x x x x x x x x x x x", 'R', "CertificateService/Show"},
    {"x x x x x x x x x x x", 'R', "CertificateService/Verify"},
    {". . x x . . . . . . .", 'W', "CertificateService/Reissue"},
    {". . x . . . . . . . .", 'W', "DecisionService/Draft"},
    {". . . x . . . . . . .", 'W', "DecisionService/Approve"},
    {". . x x . . . . . . .", 'W', "DecisionService/Submit"},
    {". . . . . . . x . . .", 'W', "DecisionService/SendBack"},
    {". . . . . . . x . . .", 'W', "DecisionService/Sign"},
    {". . . . . . . x . . .", 'W', "DecisionService/Revoke"},
    {"x x x x x x x x x x x", 'R', "DecisionService/Show"},
    {"x x x x x x x x x x x", 'R', "DecisionService/List"},
    {"x . . . . . . . . . .", 'W', "DossierService/Submit"},
    {". x . . . . . . . . .", 'W', "DossierService/Confirm"},
    {". . x . . . . . . . .", 'W', "DossierService/Receive"},
    {". . x . . . . . . . .", 'W', "DossierService/ReturnForSupplement"},
    {"x x . . . . . . . . .", 'W', "DossierService/Withdraw"},
    {"x x x x x x x x . x .", 'R', "DossierService/Status"},
    {"x x x x x x x x . x .", 'R', "DossierService/List"},
    {"x x x x x x x x . x .", 'R', "DossierService/Show"},
    {"x x x x x x x x . x .", 'R', "DossierService/GetReceipt"},
    {"x x . . . . . . . . .", 'W', "DifficultyService/Report"},
    {"x x . . . . . . . . .", 'W', "DifficultyService/Import"},
    {". . x x . . . x . . .", 'W', "DifficultyService/Answer"},
    {". . x x . . . . . . .", 'W', "DifficultyService/Forward"},
    {"x x x x . . . . . . .", 'W', "DifficultyService/Close"},
    {"x x x x x x x x . x .", 'R', "DifficultyService/List"},
    {"x x x x x x x x . x .", 'R', "DifficultyService/Show"},
    {". . x x . . . . . . .", 'W', "DisciplineService/Open"},
    {". . x x . . . . . . .", 'W', "DisciplineService/Impose"},
    {". . x x . . . . . . .", 'W', "DisciplineService/Dismiss"},
    {". . x x . . . . . . .", 'W', "DisciplineService/End"},
    {". . x x . . . . . . .", 'W', "DisciplineService/Import"},
    {". . x x . . . . . x .", 'R', "DisciplineService/List"},
    {". . x x . . . . . x .", 'R', "DisciplineService/Show"},
    {"x x x x x x x x x x x", 'W', "EnrollmentService/Renew"},
    {". . . . . x x . . . .", 'W', "CouncilService/Appoint"},
    {". . . . . x x . . . .", 'W', "CouncilService/Release"},
    {". . . . . x x . . . .", 'W', "CouncilService/Import"},
    {". . x x x x x x . x .", 'R', "CouncilService/Members"},
    {". . . . . x x . . . .", 'W', "CouncilService/Convene"},
    {". . . . . x x . . . .", 'W', "CouncilService/Roll"},
    {". . . . . x x . . . .", 'W', "CouncilService/End"},
    {". . . . . x x . . . .", 'W', "CouncilService/OpenBallot"},
    {". . . . . . x . . . .", 'W', "CouncilService/Override"},
    {". . . . x x x . . . .", 'W', "CouncilService/Vote"},
    {". . . . . x x . . . .", 'W', "CouncilService/Opinion"},
    {". . . . . x x . . . .", 'W', "CouncilService/CloseBallot"},
    {". . . . . x x . . . .", 'W', "CouncilService/Annul"},
    {". . x x x x x x . x .", 'R', "CouncilService/Tally"},
    {". . x x x x x x . x .", 'R', "CouncilService/Show"},
    {". . x x x x x x . x .", 'R', "CouncilService/List"},
    {". . x x x x x x . x .", 'R', "CouncilService/Minutes"},
    {"x x x x . . . x x . .", 'F', "EvidenceService/Offer"},
    {"x x x x . . . x x . .", 'F', "EvidenceService/Append"},
    {"x x x x . . . . . . .", 'W', "LocalAwardService/Record"},
    {"x x x x . . . . . . .", 'W', "LocalAwardService/Correct"},
    {"x x x x . . . . . . .", 'W', "LocalAwardService/Import"},
    {"x x x x x x x x . x .", 'R', "LocalAwardService/List"},
    {"x x x x x x x x . x .", 'R', "LocalAwardService/Count"},
    {"x x x x x x x x . x .", 'R', "LocalAwardService/Show"},
    {". . x x . . . . . . .", 'W', "PastAwardService/Import"},
    {". . x x . . . . . . .", 'W', "PastAwardService/Correct"},
    {"x x x x x x x x . x .", 'R', "PastAwardService/List"},
    {"x x x x x x x x . x .", 'R', "PastAwardService/Show"},
    {". . x x . . . . . . .", 'W', "IndexService/Define"},
    {". . x x . . . . . . .", 'W', "IndexService/Import"},
    {"x x . . . . . . . . .", 'W', "IndexService/SelfScore"},
    {". . x x . . . . . . .", 'W', "IndexService/Appraise"},
    {". . . x . . . . . . .", 'W', "IndexService/Publish"},
    {"x x x x x x x x x x x", 'R', "IndexService/List"},
    {"x x x x x x x x x x x", 'R', "IndexService/ShowSet"},
    {"x x x x x x x x x x x", 'R', "IndexService/Show"},
    {"x x x x x x x x x x x", 'R', "IndexService/Rank"},
    {"x x x x x x x x x x x", 'R', "IndexService/Trend"},
    {". . x x x x x x . x .", 'R', "RankingService/Rank"},
    {". . x x x x x x . x .", 'R', "RankingService/Explain"},
    {". . x x x x x x . x .", 'R', "RankingService/Simulate"},
    {"x x x x x x x x x x x", 'F', "EvidenceService/Read"},
    {"x x x x x x x x x x x", 'R', "EvidenceService/List"},
    {"x x . . . . . . . . .", 'W', "InitiativeService/RegisterInitiative"},
    {"x x . . . . . . . . .", 'W', "InitiativeService/Import"},
    {"x x . . . . . . . . .", 'W', "InitiativeService/Correct"},
    {". . x x . . . . . . .", 'W', "InitiativeService/Assess"},
    {". . . x . . . . . . .", 'W', "InitiativeService/Recognise"},
    {". . . x . . . . . . .", 'W', "InitiativeService/Refuse"},
    {". . . x . . . . . . .", 'W', "InitiativeService/Publish"},
    {"x x . . . . . . . . .", 'W', "InitiativeService/Adopt"},
    {"x x . . . . . . . . .", 'W', "InitiativeService/EndAdoption"},
    {"x x x x x x x x x x x", 'R', "InitiativeService/List"},
    {"x x x x x x x x x x x", 'R', "InitiativeService/Show"},
    {"x x x x x x x x x x x", 'R', "InitiativeService/CountAdoptions"},
    {"x x x x x x x x x x x", 'R', "OfficerService/WhoAmI"},
    {". . . . . . . . . . x", 'W', "OfficerService/Add"},
    {". . . . . . . . . . x", 'W', "OfficerService/IssueCode"},
    {". . . . . . . . . . x", 'W', "OfficerService/Disable"},
    {". . x x . . . . . x x", 'R', "OfficerService/List"},
    {"x x . . . . . . x . .", 'W', "OutreachService/Record"},
    {"x x . . . . . . x . .", 'W', "OutreachService/Import"},
    {"x x . . . . . . x . .", 'W', "OutreachService/Correct"},
    {"x x x x x x x x x x .", 'R', "OutreachService/List"},
    {"x x x x x x x x x x .", 'R', "OutreachService/Show"},
    {"x x x x x x x x x x .", 'R', "OutreachService/Count"},
    {". . . x . . . . . . .", 'W', "PlanService/Load"},
    {"x x x x x x x x x x x", 'R', "PlanService/List"},
    {"x x x x x x x x x x x", 'R', "PlanService/Show"},
    {". . . x . . . . . . .", 'W', "PublicationService/Publish"},
    {". . x x . . . . . . .", 'W', "PublicationService/Send"},
    {"x x . . . . . . . . .", 'W', "PublicationService/Acknowledge"},
    {"x x x x x x x x x x x", 'R', "PublicationService/Show"},
    {"x x x x x x x x x x x", 'R', "PublicationService/ListAnnouncements"},
    {". . . . . . . . x . .", 'W', "PublicationService/Broadcast"},
    {". . x x . . . . . . .", 'W', "RoundService/Open"},
    {". . x x . . . . . . .", 'W', "RoundService/Extend"},
    {". . x x . . . . . . .", 'W', "RoundService/Close"},
    {"x x x x x x x x x x x", 'R', "RoundService/List"},
    {"x x x x x x x x x x x", 'R', "RoundService/Show"},
    {". . x x . . . . . . .", 'W', "TaskService/Assign"},
    {". . x x . . . . . . .", 'W', "TaskService/Import"},
    {"x x x x x x x x . x .", 'R', "TaskService/List"},
    {"x x x x x x x x . x .", 'R', "TaskService/Show"},
    {"x x . . . . . . . . .", 'W', "TaskService/Report"},
    {". . x x . . . . . . .", 'W', "TaskService/Confirm"},
    {". . x x . . . . . . .", 'W', "TaskService/SendBack"},
    {". . x x . . . . . . .", 'W', "TaskService/Withdraw"},
    {". . x x . . . . . . .", 'W', "TaskService/ChangeDue"},
    {"x x x x x x x x . x .", 'R', "TaskService/Summary"},
    {". . . . . . . . . . x", 'W', "UnitService/Add"},
    {". . . . . . . . . . x", 'W', "UnitService/Import"},
    {"x x x x x x x x x x x", 'R', "UnitService/List"},
    /* The only one open to strangers, and so to everyone. */
    {"x x x x x x x x x x x", 'W', "EnrollmentService/Enroll"},
};

#define N_METHODS (sizeof matrix / sizeof *matrix)

static bool row_allows(const struct row *row, unsigned role)
{
    if (role == 0) /* officers without a role: what all may */
        return strchr(row->may, '.') == NULL;
    return row->may[2 * (role - 1)] == 'x';
}

static void matrix__every_method_and_role__as_the_table_says(void **state)
{
    (void)state;
    static const char kinds[] = {[METHOD_READ] = 'R', [METHOD_WRITE] = 'W', [METHOD_FILE] = 'F'};
    for (size_t i = 0; i < N_METHODS; i++) {
        const ProtobufCMethodDescriptor *descriptor;
        const struct method *method = dispatch_find(all_services, matrix[i].method, &descriptor);
        if (!method)
            fail_msg("%s is not served", matrix[i].method);
        assert_int_equal(kinds[method->kind], matrix[i].kind);
        for (unsigned role = 0; role < N_ROLES; role++) {
            struct identity who = {.officer_id = 7, .roles = role ? ROLE_BIT(role) : 0};
            enum td_code code = dispatch_authorize(method, &who, NULL);
            if (code != (row_allows(&matrix[i], role) ? TD_OK : TD_PERMISSION_DENIED))
                fail_msg("%s, role %u: %s", matrix[i].method, role, td_code_name(code));
        }
    }
}

static void matrix__strangers__reach_enrolment_and_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_METHODS; i++) {
        const ProtobufCMethodDescriptor *descriptor;
        const struct method *method = dispatch_find(all_services, matrix[i].method, &descriptor);
        const struct identity stranger = {0}, impostor = {.roles = STRANGERS};
        bool enrol = strcmp(matrix[i].method, "EnrollmentService/Enroll") == 0;
        enum td_code expected = enrol ? TD_OK : TD_UNAUTHENTICATED;
        assert_int_equal(dispatch_open_to_strangers(method), enrol);
        assert_int_equal(dispatch_authorize(method, &stranger, NULL), expected);
        assert_int_equal(dispatch_authorize(method, &impostor, NULL), expected);
    }
}

static void matrix__services__each_method_has_its_line(void **state)
{
    (void)state;
    size_t served = 0;
    for (const struct service *const *service = all_services; *service; service++) {
        const ProtobufCServiceDescriptor *descriptor = (*service)->base.descriptor;
        assert_in_range(descriptor->n_methods, 1, SERVICE_MAX_METHODS);
        for (unsigned i = 0; i < descriptor->n_methods; i++) {
            char name[DISPATCH_METHOD_SIZE];
            bool found = false;
            snprintf(name, sizeof name, "%s/%s", descriptor->short_name,
                     descriptor->methods[i].name);
            for (size_t row = 0; row < N_METHODS; row++)
                found |= strcmp(matrix[row].method, name) == 0;
            if (!found)
                fail_msg("%s is missing in the matrix", name);
            assert_non_null((*service)->methods[i]);
            served++;
        }
    }
    assert_int_equal(served, N_METHODS);
}

/* C.10: an answer is of any day or number of the log. Those that are not, each with why. */
static const struct {
    const char *method, *why;
} of_now[] = {
    {"CertificateService/Verify", "whether the paper in hand is genuine is asked today"},
    {"OfficerService/WhoAmI", "of the connection"},
    {"DossierService/GetReceipt", "of a version, which never changes"},
};

static void as_of__every_answer__takes_it_or_says_why_not(void **state)
{
    (void)state;
    size_t n_of_now = 0;
    for (size_t i = 0; i < N_METHODS; i++) {
        const ProtobufCMethodDescriptor *descriptor;
        const struct method *method = dispatch_find(all_services, matrix[i].method, &descriptor);
        if (!method || method->kind != METHOD_READ)
            continue;
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field_by_name(descriptor->input, "as_of");
        bool excused = false;
        for (size_t k = 0; k < sizeof of_now / sizeof *of_now; k++)
            excused |= strcmp(of_now[k].method, matrix[i].method) == 0;
        if (!field != excused)
            fail_msg("%s: %s", matrix[i].method, excused ? "takes as_of by now" : "no as_of");
        if (field)
            assert_ptr_equal(field->descriptor, &pb__as_of__descriptor);
        n_of_now += excused;
    }
    assert_int_equal(n_of_now, sizeof of_now / sizeof *of_now);
}

static void matrix__roles__are_all_there_are(void **state)
{
    (void)state;
    assert_int_equal(pb__role__descriptor.n_values, N_ROLES);
    for (unsigned i = 0; i < N_ROLES; i++)
        assert_int_equal(pb__role__descriptor.values[i].value, i);
}

static void authorize__refused__names_the_roles_that_may(void **state)
{
    (void)state;
    struct td_arena *arena = td_arena_new(1 << 14);
    const ProtobufCMethodDescriptor *descriptor;
    const struct method *method =
        dispatch_find(all_services, "DossierService/Withdraw", &descriptor);
    const struct identity who = {.officer_id = 7, .roles = ROLE_BIT(PB__ROLE__ROLE_RADIO)};
    struct td_err err;
    td_err_init(&err, arena);
    assert_int_equal(dispatch_authorize(method, &who, &err), TD_PERMISSION_DENIED);
    const struct td_violation *violation = violation_find(&err, "", TD_KEY_ROLE);
    assert_non_null(violation);
    assert_string_equal(violation_param(violation, "roles"), "unit_clerk, unit_head");
    td_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrix__every_method_and_role__as_the_table_says),
        cmocka_unit_test(matrix__strangers__reach_enrolment_and_nothing_else),
        cmocka_unit_test(matrix__services__each_method_has_its_line),
        cmocka_unit_test(as_of__every_answer__takes_it_or_says_why_not),
        cmocka_unit_test(matrix__roles__are_all_there_are),
        cmocka_unit_test(authorize__refused__names_the_roles_that_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
