/* C.10 over all services: what is answered as of a number of the log is answered for ever. Stories
 * of several services run in a random order and at random times; after every write each list, show
 * and report is asked, and asked again at the end. */
#include "cmocka_all.h"

#include "council_fixture.h"
#include "decision_fixture.h"
#include "request_text.h"

#include "index.pb-c.h"

#include <stdlib.h>

#define MAX_TEXTS 14
#define ASK_BYTES ((size_t)16 << 20)

/* One write: a request, or what a request cannot say. */
struct step {
    enum officer who;
    const struct service *service;
    const char *method;
    const char *texts[MAX_TEXTS];
    void (*run)(struct town *town);
};

/* -- what requests of text cannot say -- */

static void submit_first(struct town *town)
{
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    assert_done(town, submit(town, CLERK, &sample, &out));
}

/* What came back, without one of its nominees. */
static void submit_second(struct town *town)
{
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    sample.base_version = 1;
    sample.content.n_nominees = 2;
    assert_done(town, submit(town, CLERK, &sample, &out));
}

static void confirm_version(struct town *town, uint32_t version)
{
    Pb__DossierShowRequest in = PB__DOSSIER_SHOW_REQUEST__INIT;
    Pb__DossierShowResponse shown;
    Pb__ConfirmResponse out;
    Pb__SubmitResponse submitted = PB__SUBMIT_RESPONSE__INIT;
    in.dossier_id = (char *)"HS-2022-0001";
    assert_done(town, town_call(town, HEAD, &dossier_service, "Show", &in, &shown));
    submitted.dossier_id = in.dossier_id;
    submitted.version = version;
    submitted.content_sha256 = shown.shown->content_sha256;
    assert_done(town, confirm(town, HEAD, &submitted, &out));
}

static void confirm_first(struct town *town)
{
    confirm_version(town, 1);
}

static void confirm_second(struct town *town)
{
    confirm_version(town, 2);
}

static void give_back_first(struct town *town)
{
    Pb__ReturnResponse out;
    assert_done(town, give_back(town, "HS-2022-0001", 1, TOWN_NOW + 40 * DAY_MS, &out));
}

static void define_index(struct town *town)
{
    static const char name[] = TD_SOURCE_DIR "/docs/examples/index-2022-commune_ward.yaml";
    Pb__IndexDefineRequest in = PB__INDEX_DEFINE_REQUEST__INIT;
    Pb__IndexDefineResponse out;
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    in.yaml.data = td_arena_alloc(town->arena, 65536);
    in.yaml.len = fread(in.yaml.data, 1, 65536, file);
    fclose(file);
    in.file_name = (char *)"bo.yaml";
    assert_done(town, town_call(town, SPECIALIST, &index_service, "Define", &in, &out));
}

/* Nominees of other dossiers: one for the council, one who is nominated by P1, too, and the rest
 * beyond the council. Then the round is closed for dossiers. */
static void nominees_appear(struct town *town)
{
    struct decision_sample sample;
    town->now_utc_ms = DECISION_NOW;
    eligible_add(town, 120,
                 (struct nominee_of){.unit = "P1",
                                     .line = "individual",
                                     .name = "ho thi thu",
                                     .staff_code = "NN-120",
                                     .initiative = "SK-2022-0001"});
    judged_add(town, 121,
               (struct nominee_of){.unit = "P2",
                                   .line = "individual",
                                   .name = "nguyen van mau",
                                   .staff_code = "NN-001",
                                   .state = PB__NOMINEE_STATE__NOMINEE_STATE_INELIGIBLE});
    decision_sample_add(town, &sample);
}

static void council_convenes(struct town *town)
{
    assert_done(town, convene(town, CHAIR, SECRETARY));
}

static void council_is_called(struct town *town)
{
    assert_done(town, roll(town, CHAIR, PRESENT));
    assert_done(town, roll(town, MEMBER_TTR, PRESENT));
}

static void ballot_opens(struct town *town)
{
    assert_done(town, ballot_open(town, "individual", NULL, OPEN, NULL));
}

static void chair_votes(struct town *town)
{
    const struct answer yes = {"HS-2022-0120/1", YES};
    assert_done(town, vote(town, CHAIR, BALLOT, OPEN, &yes, 1));
}

static void member_votes(struct town *town)
{
    const struct answer yes = {"HS-2022-0120/1", YES};
    assert_done(town, vote(town, MEMBER_TTR, BALLOT, OPEN, &yes, 1));
}

static void ballot_closes(struct town *town)
{
    assert_done(town, ballot_close(town, BALLOT, "", NULL));
}

static void draft_list(struct town *town)
{
    Pb__DecisionDraftResponse out;
    assert_done(town, decision_draft_of(town, NULL, 0, &out));
}

static void approve_list(struct town *town)
{
    assert_done(town, decision_approve_of(town, DECIDED_ROUND, 1));
}

static void submit_list(struct town *town)
{
    assert_done(town, decision_submit_of(town, DECIDED_ROUND, "12/TTr-PNV", "2022-12-20"));
}

static void sign_list(struct town *town)
{
    Pb__DecisionSignResponse out;
    assert_done(town, decision_sign_of(town, decision_sign_request(1), &out));
}

/* -- the stories -- */

#define WRITE(who, service, method, ...)           \
    {                                              \
        who, &service, method, {__VA_ARGS__}, NULL \
    }
#define DO(function)    \
    {                   \
        .run = function \
    }
#define END            \
    {                  \
        .method = NULL \
    }

static const struct step DOSSIER[] = {
    DO(submit_first),
    DO(confirm_first),
    WRITE(SPECIALIST, round_service, "Extend", "round_id=2022-annual", "unit_code=P1",
          "until_utc_ms=1671400000000", "reason=Mất điện"),
    DO(give_back_first),
    DO(submit_second),
    DO(confirm_second),
    WRITE(SPECIALIST, dossier_service, "Receive", "dossier_id=HS-2022-0001", "version=2",
          "originals=2"),
    WRITE(SPECIALIST, appraisal_service, "Assign", "dossier_id=HS-2022-0001", "login=nv.cv"),
    WRITE(SPECIALIST, appraisal_service, "Judge", "nominee_id=HS-2022-0001/2", "criterion=III.4.i2",
          "verdict=1"),
    WRITE(HOME_BOTH, appraisal_service, "Judge", "nominee_id=HS-2022-0001/2", "criterion=III.4.i2",
          "verdict=2", "note=Chưa rõ"),
    WRITE(SPECIALIST, appraisal_service, "Conclude", "nominee_id=HS-2022-0001/2", "eligible=false",
          "reason=Chưa đủ căn cứ"),
    WRITE(HOME_HEAD, appraisal_service, "Reopen", "nominee_id=HS-2022-0001/2", "reason=Xem lại"),
    WRITE(SPECIALIST, appraisal_service, "Conclude", "nominee_id=HS-2022-0001/2", "eligible=false",
          "reason=Không đủ căn cứ"),
    WRITE(SPECIALIST, appraisal_service, "Conclude", "nominee_id=HS-2022-0001/1", "eligible=false",
          "reason=Chậm một nhiệm vụ"),
    END};

static const struct step TASKS[] = {
    WRITE(SPECIALIST, task_service, "Assign", "task.code=NV1", "task.unit_code=P1",
          "task.field=institutions", "task.title=Rà soát văn bản", "task.assigned_on=2022-11-01",
          "task.due_on=2022-11-03", "task.source=01/KH-UBND"),
    WRITE(SPECIALIST, task_service, "Assign", "task.code=NV2", "task.unit_code=P2",
          "task.field=institutions", "task.title=Rà soát thủ tục", "task.assigned_on=2022-11-01",
          "task.due_on=2022-12-01", "task.source=01/KH-UBND"),
    WRITE(CLERK, task_service, "Report", "code=NV1", "completed_on=2022-11-01",
          "evidence[0]=@nv1.pdf"),
    WRITE(SPECIALIST, task_service, "SendBack", "code=NV1", "reason=Thiếu phụ lục"),
    WRITE(CLERK, task_service, "Report", "code=NV1", "completed_on=2022-11-01",
          "evidence[0]=@nv1b.pdf"),
    WRITE(SPECIALIST, task_service, "Confirm", "code=NV1"),
    WRITE(SPECIALIST, task_service, "ChangeDue", "code=NV2", "due_on=2022-12-20", "reason=Gia hạn",
          "document=02/CV"),
    WRITE(SPECIALIST, task_service, "Withdraw", "code=NV2", "reason=Trùng nhiệm vụ",
          "document=03/CV"),
    END};

#define INITIATIVE_CONTENT(title)                                                        \
    "content.kind=1", "content.title=" title, "content.description=Hẹn giờ trả kết quả", \
        "content.field=administrative_procedures", "content.effect=Giảm thời gian chờ",  \
        "content.figures[0].what=ngày", "content.figures[0].before=10",                  \
        "content.figures[0].after=4", "content.authors[0].name=Hồ Thị Thử",              \
        "content.authors[0].staff_code=NN-120", "content.authors[0].share_percent=100"

static const struct step INITIATIVE[] = {
    WRITE(CLERK, initiative_service, "RegisterInitiative", INITIATIVE_CONTENT("Một cửa hẹn giờ"),
          "evidence[0]=@sk.pdf"),
    WRITE(SPECIALIST, initiative_service, "Assess", "initiative_id=SK-2022-0001", "version=1",
          "effect=1", "note=Chưa thấy hiệu quả"),
    WRITE(CLERK, initiative_service, "Correct", "initiative_id=SK-2022-0001", "base_version=1",
          "reason=Thêm số liệu", INITIATIVE_CONTENT("Một cửa hẹn giờ trả")),
    WRITE(SPECIALIST, initiative_service, "Assess", "initiative_id=SK-2022-0001", "version=2",
          "effect=3", "note=Nhân rộng được"),
    WRITE(HOME_HEAD, initiative_service, "Recognise", "initiative_id=SK-2022-0001", "version=2",
          "decision_number=9/QĐ-UBND", "decided_on=2022-11-01",
          "decision_issuer=UBND thị xã Ngã Năm"),
    WRITE(HOME_HEAD, initiative_service, "Publish", "initiative_id=SK-2022-0001"),
    WRITE(OTHER_CLERK, initiative_service, "Adopt", "initiative_id=SK-2022-0001",
          "since_on=2022-11-01", "how=Áp dụng nguyên mẫu", "evidence[0]=@ad.pdf"),
    WRITE(OTHER_CLERK, initiative_service, "EndAdoption", "initiative_id=SK-2022-0001",
          "ended_on=2022-11-01", "reason=Đổi phần mềm"),
    END};

static const struct step DIFFICULTY[] = {
    WRITE(HEAD, difficulty_service, "Report", "title=Thiếu máy quét", "description=Một máy",
          "due_on=2022-12-01", "evidence[0]=@kk.pdf"),
    WRITE(CLERK, difficulty_service, "Report", "title=Mạng chậm", "description=Buổi sáng",
          "head_name=Trần Thị Ví Dụ", "due_on=2022-12-05"),
    WRITE(SPECIALIST, difficulty_service, "Forward", "difficulty_id=KK-2022-0001",
          "text=Đề nghị cấp máy", "due_on=2022-12-20"),
    WRITE(CHAIRMAN, difficulty_service, "Answer", "difficulty_id=KK-2022-0001", "text=Đồng ý"),
    WRITE(HEAD, difficulty_service, "Close", "difficulty_id=KK-2022-0001"),
    END};

static const struct step DISCIPLINE[] = {
    WRITE(SPECIALIST, discipline_service, "Open", "kind=2", "unit_code=P1", "name=Trần Văn Thử",
          "staff_code=NN-077", "document=07/TB-UBND", "dated_on=2022-10-20"),
    WRITE(HOME_HEAD, discipline_service, "Impose", "case_id=KL-2022-0001", "document=15/QĐ-UBND",
          "dated_on=2022-10-31", "measure=Khiển trách", "from_on=2022-10-31",
          "until_on=2023-01-31"),
    WRITE(SPECIALIST, discipline_service, "End", "case_id=KL-2022-0001", "document=16/QĐ-UBND",
          "dated_on=2022-11-01", "last_on=2022-11-01"),
    END};

static const struct step INDEX[] = {
    DO(define_index),
    WRITE(CLERK, index_service, "SelfScore", "set_id=2022-commune_ward",
          "entries[0].criterion=Dịch vụ công trực tuyến", "entries[0].score_centi=1400",
          "evidence[0]=@diem.pdf"),
    WRITE(SPECIALIST, index_service, "Appraise", "set_id=2022-commune_ward", "unit_code=P1",
          "entries[0].criterion=Dịch vụ công trực tuyến", "entries[0].score_centi=1300",
          "entries[0].reason=Theo báo cáo", "entries[1].criterion=Giải quyết hồ sơ đúng hạn",
          "entries[1].score_centi=1900", "entries[1].reason=Theo báo cáo"),
    WRITE(HOME_HEAD, index_service, "Publish", "set_id=2022-commune_ward", "partial=true"),
    WRITE(SPECIALIST, index_service, "Appraise", "set_id=2022-commune_ward", "unit_code=P2",
          "entries[0].criterion=Giải quyết hồ sơ đúng hạn", "entries[0].score_centi=1950",
          "entries[0].reason=Theo báo cáo", "entries[1].criterion=Dịch vụ công trực tuyến",
          "entries[1].score_centi=1250", "entries[1].reason=Theo báo cáo"),
    WRITE(HOME_HEAD, index_service, "Publish", "set_id=2022-commune_ward", "partial=true",
          "reason=Bổ sung Phường 2"),
    END};

static const struct step REGISTERS[] = {
    WRITE(ADMIN, unit_service, "Add", "unit.code=P3", "unit.name=Phường 3", "unit.kind=5",
          "unit.valid_from=2021-01-01"),
    WRITE(ADMIN, officer_service, "Add", "login=p3.vanthu", "full_name=Lê Thị Thử", "unit_code=P3",
          "roles[0]=1"),
    WRITE(ADMIN, unit_service, "Add", "unit.code=P3", "unit.name=Phường 3", "unit.kind=5",
          "unit.valid_from=2021-01-01", "unit.valid_to=2022-11-30"),
    WRITE(ADMIN, officer_service, "Disable", "login=p3.vanthu", "reason=Chuyển công tác"),
    WRITE(SECRETARY, council_service, "Appoint", "appointment.login=bcd.truong",
          "appointment.position=1", "appointment.from_on=2022-11-01"),
    WRITE(SECRETARY, council_service, "Appoint", "appointment.login=bcd.ttr",
          "appointment.position=3", "appointment.from_on=2022-11-01"),
    WRITE(SECRETARY, council_service, "Appoint", "appointment.login=bcd.p1",
          "appointment.position=3", "appointment.from_on=2022-11-01"),
    WRITE(SECRETARY, council_service, "Release", "login=bcd.p1", "to_on=2022-12-01",
          "reason=Chuyển công tác"),
    END};

static const struct step RECORDS[] = {
    WRITE(CLERK, outreach_service, "Record", "content.clause=II.2.d",
          "content.what=Phát thanh về Kế hoạch", "content.done_on=2022-10-15",
          "content.audience=Nhân dân", "content.channel=1", "evidence[0]=@tt.pdf"),
    WRITE(CLERK, outreach_service, "Correct", "outreach_id=TT-2022-0001", "base_version=1",
          "content.clause=IV.1", "content.what=Quán triệt Kế hoạch", "content.done_on=2022-10-15",
          "content.audience=Công chức", "content.channel=1", "reason=Nhầm mục",
          "evidence[0]=@tt2.pdf"),
    WRITE(HEAD, local_award_service, "Record", "award.number=3/QĐ", "award.granted_on=2022-10-10",
          "award.kind=2", "award.recipient=Nguyễn Văn Mẫu", "award.staff_code=NN-001",
          "award.achievement=Một cửa"),
    WRITE(HEAD, local_award_service, "Correct", "award.number=3/QĐ", "award.granted_on=2022-10-10",
          "award.kind=2", "award.recipient=Nguyễn Văn Mẫu", "award.staff_code=NN-001",
          "award.achievement=Một cửa liên thông", "base_version=1", "reason=Ghi thiếu"),
    WRITE(SPECIALIST, past_award_service, "Import", "awards[0].round=1", "awards[0].year=2021",
          "awards[0].number=31/QĐ-UBND", "awards[0].granted_on=2022-01-14",
          "awards[0].unit_code=P1", "awards[0].kind=2", "awards[0].recipient=Lê Văn Mẫu",
          "awards[0].staff_code=NN-003", "awards[0].achievement=Sáng kiến"),
    WRITE(SPECIALIST, past_award_service, "Correct", "award.round=1", "award.year=2021",
          "award.number=31/QĐ-UBND", "award.granted_on=2022-01-14", "award.unit_code=P1",
          "award.kind=2", "award.recipient=Lê Văn Mẫu", "award.staff_code=NN-003",
          "award.achievement=Sáng kiến", "award.revoked_by=40/QĐ-UBND",
          "award.revoked_on=2022-05-01", "base_version=1", "reason=Khai không đúng"),
    WRITE(SPECIALIST, assessment_service, "Record", "round_id=2022-annual", "unit_code=P2",
          "scores[0].criterion=plan", "scores[0].score_centi=1500", "findings[0].side=completion",
          "findings[0].text=Đúng hạn"),
    WRITE(SPECIALIST, assessment_service, "Record", "round_id=2022-annual", "unit_code=P2",
          "base_version=1", "scores[0].criterion=plan", "scores[0].score_centi=1800",
          "reason=Chấm lại"),
    END};

/* One after the other, when the other stories have ended. */
static const struct step DECISION[] = {
    DO(nominees_appear),
    WRITE(SPECIALIST, appraisal_service, "DecideDuplicate", "nominee_id=HS-2022-0001/2",
          "other_id=HS-2022-0121/1", "verdict=2", "reason=Thành tích khác"),
    DO(council_convenes),
    DO(council_is_called),
    DO(ballot_opens),
    DO(chair_votes),
    DO(member_votes),
    DO(ballot_closes),
    WRITE(SECRETARY, council_service, "End", "session_id=BCD-2022-0001", "conclusion=Nhất trí"),
    DO(draft_list),
    DO(approve_list),
    DO(submit_list),
    DO(sign_list),
    WRITE(HOME_HEAD, publication_service, "Publish", "round_id=2022-annual",
          "broadcast_due_on=2023-03-01"),
    WRITE(SPECIALIST, publication_service, "Send", "round_id=2022-annual",
          "recipient=provincial_home_affairs", "document=40/UBND", "sent_on=2022-12-28"),
    WRITE(CLERK, publication_service, "Acknowledge", "round_id=2022-annual"),
    WRITE(HOME_HEAD, certificate_service, "Reissue", "round_id=2022-annual", "golden_book=1",
          "base_version=1", "cause=1", "reason=Mất giấy"),
    WRITE(CHAIRMAN, decision_service, "Revoke", "nominee_id=HS-2022-0105/1", "reason=Khai gian",
          "document=32/QĐ-UBND", "dated_on=2022-12-28"),
    END};

static const struct step *const STORIES[] = {DOSSIER,    TASKS, INITIATIVE, DIFFICULTY,
                                             DISCIPLINE, INDEX, REGISTERS,  RECORDS};
enum { N_STORIES = sizeof STORIES / sizeof *STORIES };

/* -- the questions -- */

static const struct ask {
    const struct service *service;
    const char *method;
    const char *texts[4];
} ASKS[] = {
    {&appraisal_service, "Show", {"nominee_id=HS-2022-0001/2"}},
    {&appraisal_service, "List", {"round_id=2022-annual"}},
    {&appraisal_service, "ListDifferences", {"round_id=2022-annual"}},
    {&appraisal_service, "ListDuplicates", {"round_id=2022-annual"}},
    {&assessment_service, "List", {"round_id=2022-annual"}},
    {&assessment_service, "Show", {"round_id=2022-annual", "unit_code=P2"}},
    {&certificate_service, "List", {"round_id=2022-annual"}},
    {&certificate_service, "Show", {"round_id=2022-annual", "golden_book=1"}},
    {&council_service, "Members", {NULL}},
    {&council_service, "Members", {"on=2022-12-10"}},
    {&council_service, "Tally", {"ballot_id=BCD-2022-0001/1"}},
    {&council_service, "Show", {"id=BCD-2022-0001"}},
    {&council_service, "List", {NULL}},
    {&council_service, "Minutes", {"session_id=BCD-2022-0001"}},
    {&decision_service, "Show", {"round_id=2022-annual"}},
    {&decision_service, "List", {NULL}},
    {&difficulty_service, "List", {NULL}},
    {&difficulty_service, "List", {"state=3"}},
    {&difficulty_service, "List", {"overdue=true", "sort=1"}},
    {&difficulty_service, "Show", {"difficulty_id=KK-2022-0001"}},
    {&discipline_service, "List", {NULL}},
    {&discipline_service, "Show", {"case_id=KL-2022-0001"}},
    {&dossier_service, "Status", {"dossier_id=HS-2022-0001"}},
    {&dossier_service, "List", {NULL}},
    {&dossier_service, "List", {"state=5", "round_id=2022-annual", "unit_code=P1"}},
    {&dossier_service, "Show", {"dossier_id=HS-2022-0001"}},
    {&dossier_service, "Show", {"dossier_id=HS-2022-0001", "version=2"}},
    {&evidence_service, "List", {"subject=task NV1"}},
    {&evidence_service, "List", {"subject=initiative SK-2022-0001"}},
    {&history_service, "Show", {"about=P1"}},
    {&history_service, "Show", {"about=le van mau"}},
    {&index_service, "List", {NULL}},
    {&index_service, "ShowSet", {"set_id=2022-commune_ward"}},
    {&index_service, "Show", {"unit_code=P1"}},
    {&index_service, "Show", {"unit_code=P1", "set_id=2022-commune_ward", "history=true"}},
    {&index_service, "Rank", {"set_id=2022-commune_ward"}},
    {&index_service, "Rank", {"set_id=2022-commune_ward", "preliminary=true"}},
    {&index_service, "Trend", {"unit_code=P1"}},
    {&initiative_service, "List", {NULL}},
    {&initiative_service, "List", {"with_details=true", "title=hẹn giờ", "sort=2"}},
    {&initiative_service, "List", {"kind=1", "field=administrative_procedures", "state=2"}},
    {&initiative_service, "Show", {"initiative_id=SK-2022-0001"}},
    {&initiative_service, "CountAdoptions", {NULL}},
    {&local_award_service, "List", {NULL}},
    {&local_award_service, "Count", {NULL}},
    {&local_award_service, "Show", {"key.unit_code=P1", "key.year=2022", "key.number=3/QĐ"}},
    {&officer_service, "List", {NULL}},
    {&officer_service, "List", {"include_disabled=true"}},
    {&outreach_service, "List", {NULL}},
    {&outreach_service, "Show", {"outreach_id=TT-2022-0001"}},
    {&outreach_service, "Count", {NULL}},
    {&past_award_service, "List", {NULL}},
    {&past_award_service, "List", {"year=2021", "include_withdrawn=true"}},
    {&past_award_service, "Show", {"key.signed_year=2022", "key.number=31/QĐ-UBND"}},
    {&plan_service, "List", {NULL}},
    {&plan_service, "Show", {NULL}},
    {&publication_service, "Show", {"round_id=2022-annual"}},
    {&publication_service, "ListAnnouncements", {NULL}},
    {&ranking_service, "Rank", {"round_id=2022-annual", "provisional=true"}},
    {&ranking_service, "Explain", {"round_id=2022-annual", "nominee_id=HS-2022-0001/2"}},
    {&ranking_service, "Simulate", {"round_id=2022-annual", "provisional=true"}},
    {&round_service, "List", {NULL}},
    {&round_service, "Show", {"round_id=2022-annual"}},
    {&task_service, "List", {NULL}},
    {&task_service, "List", {"overdue=true", "sort=2"}},
    {&task_service, "Show", {"code=NV1"}},
    {&task_service, "Summary", {"year=2022"}},
    {&task_service, "Summary", {"round_id=2022-annual", "unit_code=P1"}},
    {&unit_service, "List", {NULL}},
    {&unit_service, "List", {"on=2022-12-10"}},
};
enum { N_ASKS = sizeof ASKS / sizeof *ASKS };

static const enum officer READERS[] = {AUDITOR, CLERK};
enum { N_READERS = sizeof READERS / sizeof *READERS };

struct told {
    enum td_code code;
    uint8_t *bytes;
    size_t len;
};

/* log_seq 0: now. In memory of its own; what comes back lives until it is freed. */
static struct told ask_of(struct town *town, struct td_arena *scratch, enum officer who,
                          const struct ask *ask, uint64_t log_seq)
{
    struct told answer;
    struct td_arena *kept = town->arena;
    Pb__AsOf as_of = PB__AS_OF__INIT;
    as_of.log_seq = log_seq;
    td_arena_reset(scratch);
    town->arena = scratch;
    const ProtobufCMethodDescriptor *method =
        &ask->service->base.descriptor->methods[town_method(ask->service, ask->method)];
    ProtobufCMessage *in = request_of(town, ask->service, ask->method, officers[who].unit_code,
                                      ask->texts, sizeof ask->texts / sizeof *ask->texts);
    ProtobufCMessage *out = td_arena_zalloc(scratch, method->output->sizeof_message);
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(method->input, "as_of");
    if (log_seq)
        *(Pb__AsOf **)(void *)((uint8_t *)in + field->offset) = &as_of;
    answer.code = town_call(town, who, ask->service, ask->method, in, out);
    answer.len = answer.code == TD_OK ? protobuf_c_message_get_packed_size(out) : 0;
    answer.bytes = malloc(answer.len + 1);
    assert_non_null(answer.bytes);
    if (answer.code == TD_OK)
        protobuf_c_message_pack(out, answer.bytes);
    town->arena = kept;
    return answer;
}

static void assert_same(const struct told *then, const struct told *now, const struct ask *ask,
                        uint64_t log_seq, const char *when)
{
    if (then->code != now->code || then->len != now->len ||
        memcmp(then->bytes, now->bytes, now->len) != 0)
        fail_msg("%s/%s %s as of %llu is another one %s: code %d, %zu bytes; it was %d, %zu bytes",
                 ask->service->base.descriptor->short_name, ask->method,
                 ask->texts[0] ? ask->texts[0] : "", (unsigned long long)log_seq, when,
                 (int)now->code, now->len, (int)then->code, then->len);
}

/* -- the test -- */

/* The town's officers are rows without roles, which the council asks for. */
static void roles_add(struct town *town)
{
    for (int i = 0; i < N_OFFICERS; i++)
        for (int role = 1; role <= PB__ROLE__ROLE_ADMINISTRATOR; role++)
            if (officers[i].roles & ROLE_BIT(role))
                row_add(town, "INSERT INTO officer_role (officer_id, role) VALUES (?1, ?2)",
                        db_int(i + 1), db_int(role));
}

struct moment {
    uint64_t log_seq;
    struct told answers[N_READERS][N_ASKS];
};

#define MAX_MOMENTS 100

struct history {
    struct moment moments[MAX_MOMENTS];
    size_t n;
    struct td_arena *scratch;
    uint32_t random;
};

/* Park and Miller's, so that a seed tells the whole story. */
static uint32_t random_below(struct history *history, uint32_t n)
{
    history->random = (uint32_t)((uint64_t)history->random * 48271 % 2147483647);
    return history->random % n;
}

static void step_run(struct town *town, const struct step *step)
{
    if (step->run) {
        step->run(town);
        return;
    }
    const struct service *service = step->service;
    const ProtobufCMethodDescriptor *method =
        &service->base.descriptor->methods[town_method(service, step->method)];
    ProtobufCMessage *in = request_of(town, service, step->method, officers[step->who].unit_code,
                                      step->texts, MAX_TEXTS);
    void *out = td_arena_zalloc(town->arena, method->output->sizeof_message);
    enum td_code code = town_call(town, step->who, service, step->method, in, out);
    if (code != TD_OK)
        print_error("%s/%s\n", service->base.descriptor->short_name, step->method);
    assert_done(town, code);
}

/* Everything, as of the newest number; which is what is answered now, too. */
static void look(struct town *town, struct history *history)
{
    struct moment *moment = &history->moments[history->n++];
    uint64_t next;
    assert_true(history->n <= MAX_MOMENTS);
    assert_int_equal(audit_next_seq(town->db, &next), TD_OK);
    moment->log_seq = next - 1;
    for (size_t r = 0; r < N_READERS; r++)
        for (size_t i = 0; i < N_ASKS; i++) {
            struct told now = ask_of(town, history->scratch, READERS[r], &ASKS[i], 0);
            moment->answers[r][i] =
                ask_of(town, history->scratch, READERS[r], &ASKS[i], moment->log_seq);
            assert_same(&moment->answers[r][i], &now, &ASKS[i], moment->log_seq, "now");
            free(now.bytes);
        }
}

static void look_back(struct town *town, struct history *history)
{
    for (size_t m = 0; m < history->n; m++)
        for (size_t r = 0; r < N_READERS; r++)
            for (size_t i = 0; i < N_ASKS; i++) {
                struct told *then = &history->moments[m].answers[r][i];
                struct told later = ask_of(town, history->scratch, READERS[r], &ASKS[i],
                                           history->moments[m].log_seq);
                assert_same(then, &later, &ASKS[i], history->moments[m].log_seq, "later");
                free(later.bytes);
                free(then->bytes);
            }
}

/* A question that never had an answer proves nothing. */
static void assert_all_answered(const struct history *history)
{
    for (size_t i = 0; i < N_ASKS; i++) {
        bool answered = false;
        for (size_t m = 0; m < history->n; m++)
            answered |= history->moments[m].answers[0][i].len > 0;
        if (!answered)
            fail_msg("%s/%s %s was never answered", ASKS[i].service->base.descriptor->short_name,
                     ASKS[i].method, ASKS[i].texts[0] ? ASKS[i].texts[0] : "");
    }
}

static const struct step *step_next(struct history *history, size_t at[N_STORIES])
{
    size_t left[N_STORIES], n = 0;
    for (size_t s = 0; s < N_STORIES; s++)
        if (STORIES[s][at[s]].run || STORIES[s][at[s]].method)
            left[n++] = s;
    if (n == 0)
        return NULL;
    size_t s = left[random_below(history, (uint32_t)n)];
    return &STORIES[s][at[s]++];
}

static void tell(struct town *town, uint32_t seed)
{
    static const int64_t PAUSES_MS[] = {0, 0, HOUR_MS, 7 * HOUR_MS, 20 * HOUR_MS};
    struct history *history = calloc(1, sizeof *history);
    size_t at[N_STORIES] = {0};
    const struct step *step;
    assert_non_null(history);
    history->scratch = td_arena_new(ASK_BYTES);
    history->random = seed;
    roles_add(town);
    town_open_round(town);
    look(town, history);
    while ((step = step_next(history, at))) {
        step_run(town, step);
        look(town, history);
        town->now_utc_ms += PAUSES_MS[random_below(history, 5)];
    }
    for (step = DECISION; step->run || step->method; step++) {
        step_run(town, step);
        look(town, history);
    }
    assert_all_answered(history);
    town->now_utc_ms += 400 * DAY_MS;
    look_back(town, history);
    td_arena_free(history->scratch);
    free(history);
}

static void as_of__stories_of_all_services__the_same_answer_for_ever(void **state)
{
    tell(*state, 1);
}

static void as_of__the_same_in_another_order__the_same_answer_for_ever(void **state)
{
    tell(*state, 20220523);
}

/* A new list is among the questions. */
static void asks__every_method_that_takes_as_of__is_asked(void **state)
{
    (void)state;
    for (const struct service *const *service = all_services; *service; service++) {
        const ProtobufCServiceDescriptor *type = (*service)->base.descriptor;
        for (unsigned m = 0; m < type->n_methods; m++) {
            bool asked =
                !protobuf_c_message_descriptor_get_field_by_name(type->methods[m].input, "as_of");
            for (size_t i = 0; i < N_ASKS && !asked; i++)
                asked = ASKS[i].service == *service &&
                        strcmp(ASKS[i].method, type->methods[m].name) == 0;
            if (!asked)
                fail_msg("%s/%s is not among the questions", type->short_name,
                         type->methods[m].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(as_of__stories_of_all_services__the_same_answer_for_ever,
                                        town_setup, town_teardown),
        cmocka_unit_test_setup_teardown(as_of__the_same_in_another_order__the_same_answer_for_ever,
                                        town_setup, town_teardown),
        cmocka_unit_test(asks__every_method_that_takes_as_of__is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
