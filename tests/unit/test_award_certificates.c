/* The register of certificates on a real database: entries, codes, new papers, revoked awards, and
 * who sees what. */
#include "decision_fixture.h"

#include "certificate_code.h"
#include "decisions.h"
#include "nominees.h"

/* -- calls -- */

static enum td_code list_as(struct town *town, enum officer who, Pb__CertificateListRequest in,
                            Pb__CertificateListResponse *out)
{
    return town_call(town, who, &certificate_service, "List", &in, out);
}

static enum td_code show_as(struct town *town, enum officer who, uint32_t golden_book,
                            uint64_t log_seq, Pb__CertificateShowResponse *out)
{
    Pb__CertificateShowRequest in = PB__CERTIFICATE_SHOW_REQUEST__INIT;
    Pb__AsOf as_of = PB__AS_OF__INIT;
    as_of.log_seq = log_seq;
    in.round_id = (char *)DECIDED_ROUND;
    in.golden_book = golden_book;
    in.as_of = log_seq ? &as_of : NULL;
    return town_call(town, who, &certificate_service, "Show", &in, out);
}

static enum td_code verify_as(struct town *town, enum officer who, const char *code,
                              Pb__CertificateVerifyResponse *out)
{
    Pb__CertificateVerifyRequest in = PB__CERTIFICATE_VERIFY_REQUEST__INIT;
    in.code = (char *)code;
    return town_call(town, who, &certificate_service, "Verify", &in, out);
}

static enum td_code reissue(struct town *town, uint32_t golden_book, uint32_t base_version,
                            Pb__ReissueCause cause, const char *name,
                            Pb__CertificateReissueResponse *out)
{
    Pb__CertificateReissueRequest in = PB__CERTIFICATE_REISSUE_REQUEST__INIT;
    in.round_id = (char *)DECIDED_ROUND;
    in.golden_book = golden_book;
    in.base_version = base_version;
    in.cause = cause;
    in.reason = (char *)"Đơn đề nghị ngày 03/01/2023";
    in.name = (char *)name;
    return town_call(town, SPECIALIST, &certificate_service, "Reissue", &in, out);
}

static const char *code_of(struct town *town, uint32_t golden_book)
{
    Pb__CertificateShowResponse out;
    assert_done(town, show_as(town, AUDITOR, golden_book, 0, &out));
    return out.versions[0]->code;
}

static void take_back(struct town *town, const char *nominee_id)
{
    Pb__DecisionRevokeRequest in = PB__DECISION_REVOKE_REQUEST__INIT;
    Pb__DecisionRevokeResponse out;
    in.nominee_id = (char *)nominee_id;
    in.reason = (char *)"Khai sai";
    in.document = (char *)"31/QĐ-UBND";
    in.dated_on = (char *)"2022-12-28";
    assert_done(town, town_call(town, CHAIRMAN, &decision_service, "Revoke", &in, &out));
}

/* -- the register -- */

static void list__by_golden_book__as_printed(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__CertificateListRequest in = PB__CERTIFICATE_LIST_REQUEST__INIT;
    Pb__CertificateListResponse out;
    decision_sample_sign(town, &of);
    assert_done(town, list_as(town, AUDITOR, in, &out));
    assert_int_equal(out.n_certificates, 4);
    for (size_t i = 0; i < out.n_certificates; i++) {
        assert_int_equal(out.certificates[i]->golden_book, i + 1);
        assert_int_equal(out.certificates[i]->state,
                         PB__CERTIFICATE_STATE__CERTIFICATE_STATE_GENUINE);
        char parsed[CERTIFICATE_CODE_SIZE];
        assert_true(certificate_code_parse(out.certificates[i]->code, parsed));
    }
    assert_string_equal(out.certificates[1]->unit_name, "Phường 1");
    assert_string_equal(out.certificates[1]->number, "05/QĐ-UBND");
    assert_string_equal(out.certificates[3]->nominee_id, of.ids[PERSON_1]);
    /* Filters, and pages. */
    in.unit_code = (char *)"P1";
    assert_done(town, list_as(town, AUDITOR, in, &out));
    assert_int_equal(out.n_certificates, 2);
    in.unit_code = (char *)"";
    in.name = (char *)"Lê Văn";
    assert_done(town, list_as(town, AUDITOR, in, &out));
    assert_int_equal(out.n_certificates, 1);
    in.name = (char *)"";
    in.page_size = 3;
    assert_done(town, list_as(town, AUDITOR, in, &out));
    assert_int_equal(out.n_certificates, 3);
    in.page_token = out.next_page_token;
    assert_done(town, list_as(town, AUDITOR, in, &out));
    assert_int_equal(out.n_certificates, 1);
    assert_string_equal(out.next_page_token, "");
    in = (Pb__CertificateListRequest)PB__CERTIFICATE_LIST_REQUEST__INIT;
    in.round_id = (char *)"1999-annual";
    assert_refused(town, list_as(town, AUDITOR, in, &out), TD_NOT_FOUND, "round_id",
                   TD_KEY_ROUND_UNKNOWN);
}

static void list__units__their_own_from_publication_on(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__CertificateListRequest in = PB__CERTIFICATE_LIST_REQUEST__INIT;
    Pb__CertificateListResponse out;
    Pb__CertificateShowResponse shown;
    decision_sample_sign(town, &of);
    assert_done(town, list_as(town, CLERK, in, &out));
    assert_int_equal(out.n_certificates, 0);
    assert_refused(town, show_as(town, CLERK, 2, 0, &shown), TD_NOT_FOUND, "golden_book",
                   TD_KEY_CERTIFICATE_NONE);
    decision_publish_row(town);
    assert_done(town, list_as(town, CLERK, in, &out));
    assert_int_equal(out.n_certificates, 2);
    assert_done(town, show_as(town, CLERK, 2, 0, &shown));
    assert_refused(town, show_as(town, CLERK, 3, 0, &shown), TD_NOT_FOUND, "golden_book",
                   TD_KEY_CERTIFICATE_NONE);
    in.unit_code = (char *)"P2";
    assert_done(town, list_as(town, CLERK, in, &out));
    assert_int_equal(out.n_certificates, 0);
    assert_refused(town, show_as(town, AUDITOR, 5, 0, &shown), TD_NOT_FOUND, "golden_book",
                   TD_KEY_CERTIFICATE_NONE);
}

/* -- verify -- */

static void verify__any_officer__learns_what_the_paper_says(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__CertificateVerifyResponse out;
    decision_sample_sign(town, &of);
    const char *code = code_of(town, 4);
    assert_done(town, verify_as(town, NOBODY, code, &out));
    assert_int_equal(out.state, PB__CERTIFICATE_STATE__CERTIFICATE_STATE_GENUINE);
    assert_string_equal(out.name, "le van mau");
    assert_string_equal(out.number, "05/QĐ-UBND");
    assert_string_equal(out.signed_on, "2022-12-27");
    assert_int_equal(out.golden_book, 4);
    char typed[32], wrong[32];
    (void)snprintf(typed, sizeof typed, "%.5s %s", code, code + 6);
    assert_done(town, verify_as(town, NOBODY, typed, &out));
    (void)snprintf(wrong, sizeof wrong, "%s", code);
    wrong[0] = wrong[0] == '2' ? '3' : '2';
    assert_refused(town, verify_as(town, NOBODY, wrong, &out), TD_INVALID_ARGUMENT, "code",
                   TD_KEY_CERTIFICATE_CODE);
    assert_refused(town, verify_as(town, NOBODY, "00000-00000", &out), TD_NOT_FOUND, "code",
                   TD_KEY_CERTIFICATE_UNKNOWN);
    assert_refused(town, verify_as(town, NOBODY, "", &out), TD_INVALID_ARGUMENT, "code",
                   TD_KEY_REQUIRED);
}

static void reissue__new_paper_and_code__the_old_one_is_replaced(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__CertificateReissueResponse out;
    Pb__CertificateVerifyResponse verified;
    Pb__CertificateShowResponse shown;
    decision_sample_sign(town, &of);
    const char *old = code_of(town, 4);
    uint64_t before = (uint64_t)store_number(town->db, "SELECT MAX(seq) FROM audit_event");
    assert_refused(town, reissue(town, 4, 1, 0, "", &out), TD_INVALID_ARGUMENT, "cause",
                   TD_KEY_CHOICE);
    assert_refused(town, reissue(town, 4, 2, PB__REISSUE_CAUSE__REISSUE_CAUSE_LOST, "", &out),
                   TD_ABORTED, "base_version", TD_KEY_RECORD_STALE);
    assert_refused(town, reissue(town, 4, 1, PB__REISSUE_CAUSE__REISSUE_CAUSE_MISSPELT, "", &out),
                   TD_INVALID_ARGUMENT, "name", TD_KEY_CERTIFICATE_NAME);
    assert_refused(town,
                   reissue(town, 4, 1, PB__REISSUE_CAUSE__REISSUE_CAUSE_LOST, "Người Khác", &out),
                   TD_INVALID_ARGUMENT, "name", TD_KEY_CERTIFICATE_NAME);
    assert_refused(town, reissue(town, 9, 1, PB__REISSUE_CAUSE__REISSUE_CAUSE_LOST, "", &out),
                   TD_NOT_FOUND, "golden_book", TD_KEY_CERTIFICATE_NONE);
    town->now_utc_ms += 7 * DAY_MS;
    assert_done(town,
                reissue(town, 4, 1, PB__REISSUE_CAUSE__REISSUE_CAUSE_MISSPELT, "Lê Văn Mẫu", &out));
    assert_string_equal(out.certificate->name, "Lê Văn Mẫu");
    assert_non_null(strstr(out.certificate->achievement, "năm 2022"));
    assert_int_equal(out.certificate->version, 2);
    assert_string_not_equal(out.certificate->code, old);
    assert_done(town, verify_as(town, CLERK, old, &verified));
    assert_int_equal(verified.state, PB__CERTIFICATE_STATE__CERTIFICATE_STATE_REPLACED);
    assert_int_equal(verified.version, 1);
    assert_int_equal(verified.newest_version, 2);
    assert_int_equal(verified.replaced_utc_ms, town->now_utc_ms);
    assert_done(town, verify_as(town, CLERK, out.certificate->code, &verified));
    assert_int_equal(verified.state, PB__CERTIFICATE_STATE__CERTIFICATE_STATE_GENUINE);
    assert_done(town, show_as(town, AUDITOR, 4, 0, &shown));
    assert_int_equal(shown.n_versions, 2);
    assert_string_equal(shown.versions[1]->code, old);
    assert_done(town, show_as(town, AUDITOR, 4, before, &shown));
    assert_int_equal(shown.n_versions, 1);
    assert_int_equal(shown.versions[0]->state, PB__CERTIFICATE_STATE__CERTIFICATE_STATE_GENUINE);
    /* The newest is listed, and found by its name. */
    Pb__CertificateListRequest in = PB__CERTIFICATE_LIST_REQUEST__INIT;
    Pb__CertificateListResponse listed;
    in.name = (char *)"LE VAN MAU";
    assert_done(town, list_as(town, AUDITOR, in, &listed));
    assert_int_equal(listed.n_certificates, 1);
    assert_int_equal(listed.certificates[0]->version, 2);
}

static void revoked__every_paper_says_so_and_none_is_made(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__CertificateReissueResponse out;
    Pb__CertificateVerifyResponse verified;
    Pb__CertificateListRequest in = PB__CERTIFICATE_LIST_REQUEST__INIT;
    Pb__CertificateListResponse listed;
    decision_sample_sign(town, &of);
    const char *first = code_of(town, 4);
    assert_done(town, reissue(town, 4, 1, PB__REISSUE_CAUSE__REISSUE_CAUSE_DAMAGED, "", &out));
    take_back(town, of.ids[PERSON_1]);
    const char *const codes[] = {first, code_of(town, 4)};
    for (size_t i = 0; i < 2; i++) {
        assert_done(town, verify_as(town, NOBODY, codes[i], &verified));
        assert_int_equal(verified.state, PB__CERTIFICATE_STATE__CERTIFICATE_STATE_REVOKED);
        assert_string_equal(verified.revoked_by, "31/QĐ-UBND");
    }
    assert_refused(town, reissue(town, 4, 2, PB__REISSUE_CAUSE__REISSUE_CAUSE_LOST, "", &out),
                   TD_FAILED_PRECONDITION, "golden_book", TD_KEY_CERTIFICATE_REVOKED);
    in.revoked = true;
    assert_done(town, list_as(town, AUDITOR, in, &listed));
    assert_int_equal(listed.n_certificates, 1);
    assert_int_equal(listed.certificates[0]->golden_book, 4);
}

/* -- what others build on -- */

static void outcomes__of_a_round_or_all__as_of(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    struct decision_entry_row *rows;
    size_t n, awarded = 0;
    decision_sample_sign(town, &of);
    int64_t before = store_number(town->db, "SELECT MAX(seq) FROM audit_event");
    take_back(town, of.ids[PERSON_1]);
    assert_int_equal(decisions_outcomes(town->db, "", NOMINEES_NOW, town->arena, &rows, &n), TD_OK);
    assert_int_equal(n, N_DECISION_SAMPLE);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(rows[i].number, "05/QĐ-UBND");
        awarded += rows[i].awarded;
        assert_int_equal(rows[i].awarded, rows[i].golden_book != 0);
        assert_int_equal(rows[i].awarded, *rows[i].code != '\0');
        assert_true(*rows[i].reason || *rows[i].council_reason);
    }
    assert_int_equal(awarded, 4);
    assert_true(rows[PERSON_1].revoked_log_seq != 0);
    assert_string_equal(rows[PERSON_1].revoked_reason, "Khai sai");
    assert_int_equal(decisions_outcomes(town->db, DECIDED_ROUND, before, town->arena, &rows, &n),
                     TD_OK);
    assert_int_equal(n, N_DECISION_SAMPLE);
    assert_int_equal(rows[PERSON_1].revoked_log_seq, 0);
    assert_int_equal(decisions_outcomes(town->db, DECIDED_ROUND, 3, town->arena, &rows, &n), TD_OK);
    assert_int_equal(n, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, decision_setup, town_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(list__by_golden_book__as_printed),
        CASE(list__units__their_own_from_publication_on),
        CASE(verify__any_officer__learns_what_the_paper_says),
        CASE(reissue__new_paper_and_code__the_old_one_is_replaced),
        CASE(revoked__every_paper_says_so_and_none_is_made),
        CASE(outcomes__of_a_round_or_all__as_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
