/* InitiativeService on a real database: from registration to the catalogue, who sees what, whose
 * number a decision has, adoption and its counts, and what a nominee may point to. */
#include "dossier_fixture.h"

#include "evidence.pb-c.h"
#include "initiative.pb-c.h"

#define OURS &initiative_service

static int setup(void **state)
{
    int failed = town_setup(state);
    if (failed)
        return failed;
    town_open_round(*state); /* the clock: 2022-11-01 */
    return 0;
}

struct entry {
    Pb__InitiativeContent content;
    Pb__EffectFigure figure, *figures[1];
    Pb__InitiativeAuthor author, *authors[1];
};

static void entry_init(struct entry *entry, const char *title)
{
    pb__initiative_content__init(&entry->content);
    pb__effect_figure__init(&entry->figure);
    pb__initiative_author__init(&entry->author);
    entry->figures[0] = &entry->figure;
    entry->authors[0] = &entry->author;
    entry->figure.what = (char *)"Số ngày mỗi hồ sơ";
    entry->figure.after = (char *)"4";
    entry->author.name = (char *)"Nguyễn Văn Mẫu";
    entry->author.unit_code = (char *)"P1";
    entry->author.staff_code = (char *)"NN-001";
    entry->author.share_percent = 100;
    entry->content.kind = PB__INITIATIVE_KIND__INITIATIVE_SOLUTION;
    entry->content.title = (char *)title;
    entry->content.description = (char *)"Trả kết quả trong ngày.";
    entry->content.field = (char *)"administrative_procedures";
    entry->content.effect = (char *)"Người dân không phải đi lại.";
    entry->content.figures = entry->figures;
    entry->content.authors = entry->authors;
    entry->content.n_figures = entry->content.n_authors = 1;
}

static enum td_code enter(struct town *town, enum officer who, struct entry *entry,
                          Pb__InitiativeRegisterResponse *out)
{
    Pb__InitiativeRegisterRequest in = PB__INITIATIVE_REGISTER_REQUEST__INIT;
    Pb__FileRef *files[1] = {sample_file(town, officers[who].unit_code, "so-lieu.pdf")};
    in.content = &entry->content;
    in.evidence = files;
    in.n_evidence = 1;
    return town_call(town, who, OURS, "RegisterInitiative", &in, out);
}

static const char *registered(struct town *town, enum officer who, const char *title)
{
    struct entry entry;
    Pb__InitiativeRegisterResponse out;
    entry_init(&entry, title);
    assert_done(town, enter(town, who, &entry, &out));
    return out.initiative->id;
}

static enum td_code assess(struct town *town, enum officer who, const char *id, uint32_t version,
                           Pb__InitiativeEffect effect)
{
    Pb__InitiativeAssessRequest in = PB__INITIATIVE_ASSESS_REQUEST__INIT;
    Pb__InitiativeAssessResponse out;
    in.initiative_id = (char *)id;
    in.version = version;
    in.effect = effect;
    in.note = (char *)"Đối chiếu sổ theo dõi.";
    return town_call(town, who, OURS, "Assess", &in, &out);
}

static enum td_code recognise(struct town *town, const char *id, const char *number,
                              const char *decided_on, Pb__InitiativeRecogniseResponse *out)
{
    Pb__InitiativeRecogniseRequest in = PB__INITIATIVE_RECOGNISE_REQUEST__INIT;
    in.initiative_id = (char *)id;
    in.version = 1;
    in.decision_number = (char *)number;
    in.decided_on = (char *)decided_on;
    return town_call(town, HOME_HEAD, OURS, "Recognise", &in, out);
}

static enum td_code publish(struct town *town, const char *id)
{
    Pb__InitiativePublishRequest in = PB__INITIATIVE_PUBLISH_REQUEST__INIT;
    Pb__InitiativePublishResponse out;
    in.initiative_id = (char *)id;
    return town_call(town, HOME_HEAD, OURS, "Publish", &in, &out);
}

static const char *published(struct town *town, enum officer who, const char *title)
{
    Pb__InitiativeRecogniseResponse out;
    const char *id = registered(town, who, title);
    assert_done(
        town, assess(town, SPECIALIST, id, 1, PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_REPLICABLE));
    assert_done(town, recognise(town, id, "125/QĐ-UBND", "2022-10-20", &out));
    assert_done(town, publish(town, id));
    return id;
}

static enum td_code show(struct town *town, enum officer who, const char *id, uint32_t version,
                         Pb__InitiativeShowResponse *out)
{
    Pb__InitiativeShowRequest in = PB__INITIATIVE_SHOW_REQUEST__INIT;
    in.initiative_id = (char *)id;
    in.version = version;
    return town_call(town, who, OURS, "Show", &in, out);
}

static size_t listed(struct town *town, enum officer who, Pb__InitiativeListRequest in,
                     Pb__InitiativeListResponse *out)
{
    assert_done(town, town_call(town, who, OURS, "List", &in, out));
    return out->n_initiatives;
}

static enum td_code correct(struct town *town, enum officer who, const char *id, uint32_t base,
                            const char *title, Pb__InitiativeCorrectResponse *out)
{
    Pb__InitiativeCorrectRequest in = PB__INITIATIVE_CORRECT_REQUEST__INIT;
    struct entry entry;
    entry_init(&entry, title);
    in.initiative_id = (char *)id;
    in.base_version = base;
    in.content = &entry.content;
    in.reason = (char *)"Sai tên";
    return town_call(town, who, OURS, "Correct", &in, out);
}

static enum td_code adopt(struct town *town, enum officer who, const char *id, const char *since,
                          Pb__InitiativeAdoptResponse *out)
{
    Pb__InitiativeAdoptRequest in = PB__INITIATIVE_ADOPT_REQUEST__INIT;
    Pb__FileRef *files[1] = {sample_file(town, officers[who].unit_code, "ke-hoach.pdf")};
    in.initiative_id = (char *)id;
    in.since_on = (char *)since;
    in.how = (char *)"Áp dụng tại bộ phận một cửa";
    in.evidence = files;
    in.n_evidence = 1;
    return town_call(town, who, OURS, "Adopt", &in, out);
}

static enum td_code end_adoption(struct town *town, enum officer who, const char *id,
                                 const char *ended, Pb__InitiativeEndAdoptionResponse *out)
{
    Pb__InitiativeEndAdoptionRequest in = PB__INITIATIVE_END_ADOPTION_REQUEST__INIT;
    in.initiative_id = (char *)id;
    in.ended_on = (char *)ended;
    in.reason = (char *)"Thay bằng quy trình của tỉnh";
    return town_call(town, who, OURS, "EndAdoption", &in, out);
}

/* ---- the way to the catalogue ------------------------------------------------------------ */

static void register__twice__numbered_within_the_year(void **state)
{
    struct town *town = *state;
    struct entry entry;
    Pb__InitiativeRegisterRequest in = PB__INITIATIVE_REGISTER_REQUEST__INIT;
    Pb__InitiativeRegisterResponse out;
    assert_string_equal(registered(town, CLERK, "Một"), "SK-2022-0001");
    assert_string_equal(registered(town, HEAD, "Hai"), "SK-2022-0002");
    entry_init(&entry, "Ba");
    in.content = &entry.content;
    in.year = 2021; /* last year's */
    assert_done(town, town_call(town, CLERK, OURS, "RegisterInitiative", &in, &out));
    assert_string_equal(out.initiative->id, "SK-2021-0001");
    assert_int_equal(out.initiative->state, PB__INITIATIVE_STATE__INITIATIVE_STATE_REGISTERED);
    assert_string_equal(town->call.note.subject, "SK-2021-0001");
    in.year = 2023;
    assert_refused(town, town_call(town, CLERK, OURS, "RegisterInitiative", &in, &out),
                   TD_INVALID_ARGUMENT, "year", TD_KEY_NUMBER_RANGE);
}

static void register__wrong_values__all_at_once(void **state)
{
    struct town *town = *state;
    struct entry entry;
    Pb__InitiativeRegisterRequest in = PB__INITIATIVE_REGISTER_REQUEST__INIT;
    Pb__InitiativeRegisterResponse out;
    uint8_t digest[32] = {1};
    Pb__FileRef file = PB__FILE_REF__INIT, *files[1] = {&file};
    file.name = (char *)"../x.pdf";
    file.sha256 = (ProtobufCBinaryData){32, digest};
    file.size_bytes = 5;
    entry_init(&entry, "");
    entry.author.unit_code = (char *)"P9";
    entry.author.share_percent = 99;
    in.content = &entry.content;
    in.evidence = files;
    in.n_evidence = 1;
    enum td_code code = town_call(town, CLERK, OURS, "RegisterInitiative", &in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "content.title", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "content.authors", TD_KEY_AUTHOR_SHARES);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "content.authors[0].unit_code",
                   TD_KEY_UNIT_UNKNOWN);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "evidence[0].name", TD_KEY_FILE_NAME);
    in.content = NULL;
    assert_refused(town, town_call(town, CLERK, OURS, "RegisterInitiative", &in, &out),
                   TD_INVALID_ARGUMENT, "content", TD_KEY_REQUIRED);
}

static void steps__to_the_catalogue__each_is_kept(void **state)
{
    struct town *town = *state;
    Pb__InitiativeShowResponse out;
    const char *id = published(town, CLERK, "Một");
    assert_done(town, show(town, CLERK, id, 0, &out));
    assert_int_equal(out.initiative->state, PB__INITIATIVE_STATE__INITIATIVE_STATE_PUBLISHED);
    assert_string_equal(out.initiative->decision_issuer, "Ủy ban nhân dân thị xã Ngã Năm");
    assert_string_equal(out.initiative->decided_on, "2022-10-20");
    assert_int_equal(out.n_steps, 4);
    assert_int_equal(out.steps[0]->n_evidence, 1);
    assert_string_equal(out.steps[0]->evidence[0]->name, "so-lieu.pdf");
    assert_int_equal(out.steps[1]->effect, PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_REPLICABLE);
    assert_int_equal(out.steps[1]->n_evidence, 0);
    assert_string_equal(out.steps[1]->officer, "nv.cv");
    assert_string_equal(out.steps[2]->note,
                        "125/QĐ-UBND, 2022-10-20, Ủy ban nhân dân thị xã Ngã Năm");
    assert_string_equal(out.content->figures[0]->after, "4");
}

static void correct__assessed_one__is_a_new_version_to_be_assessed_anew(void **state)
{
    struct town *town = *state;
    Pb__InitiativeCorrectResponse corrected;
    Pb__InitiativeShowResponse out;
    const char *id = registered(town, CLERK, "Mọt");
    assert_done(town,
                assess(town, SPECIALIST, id, 1, PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_IN_UNIT));
    assert_done(town, correct(town, HEAD, id, 1, "Một", &corrected));
    assert_int_equal(corrected.initiative->version, 2);
    assert_int_equal(corrected.initiative->state,
                     PB__INITIATIVE_STATE__INITIATIVE_STATE_REGISTERED);
    assert_int_equal(corrected.initiative->assessed_effect, 0);
    assert_refused(town, correct(town, CLERK, id, 1, "Hai", &corrected), TD_ABORTED, "version",
                   TD_KEY_RECORD_STALE);
    assert_refused(
        town, assess(town, SPECIALIST, id, 1, PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_IN_UNIT),
        TD_ABORTED, "version", TD_KEY_RECORD_STALE);
    assert_done(town, show(town, CLERK, id, 1, &out));
    assert_string_equal(out.content->title, "Mọt");
    assert_string_equal(out.initiative->title, "Một");
    assert_refused(town, show(town, CLERK, id, 3, &out), TD_NOT_FOUND, "version",
                   TD_KEY_NUMBER_RANGE);
}

static void correct__others_or_recognised__is_refused(void **state)
{
    struct town *town = *state;
    Pb__InitiativeCorrectResponse out;
    const char *id = registered(town, CLERK, "Một"), *done = published(town, CLERK, "Hai");
    assert_refused(town, correct(town, OTHER_CLERK, id, 1, "Của tôi", &out), TD_NOT_FOUND,
                   "initiative_id", TD_KEY_INITIATIVE_UNKNOWN);
    assert_refused(town, correct(town, OTHER_CLERK, done, 1, "Của tôi", &out), TD_PERMISSION_DENIED,
                   "initiative_id", TD_KEY_UNIT_OTHER);
    assert_refused(town, correct(town, CLERK, done, 1, "Hai b", &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_INITIATIVE_STATE);
}

static void recognise__no_effect_or_not_assessed__is_refused(void **state)
{
    struct town *town = *state;
    Pb__InitiativeRecogniseResponse out;
    const char *id = registered(town, CLERK, "Một");
    assert_refused(town, recognise(town, id, "1/QĐ", "2022-10-20", &out), TD_FAILED_PRECONDITION,
                   "", TD_KEY_INITIATIVE_STATE);
    assert_done(
        town, assess(town, SPECIALIST, id, 1, PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_NOT_SHOWN));
    assert_refused(town, recognise(town, id, "1/QĐ", "2022-10-20", &out), TD_FAILED_PRECONDITION,
                   "", TD_KEY_INITIATIVE_EFFECT);
    enum td_code code = recognise(town, id, " ", "2022-11-02", &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "decision_number", TD_KEY_REQUIRED);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "decided_on", TD_KEY_DATE_FUTURE);
    assert_refused(town, publish(town, id), TD_FAILED_PRECONDITION, "", TD_KEY_INITIATIVE_STATE);
    assert_refused(town, assess(town, SPECIALIST, id, 1, (Pb__InitiativeEffect)9),
                   TD_INVALID_ARGUMENT, "effect", TD_KEY_CHOICE);
}

/* Domain rule 9: a number is unique per issuer and year; one decision has a list. */
static void recognise__number_of_another_day__is_taken(void **state)
{
    struct town *town = *state;
    Pb__InitiativeRecogniseResponse out;
    Pb__InitiativeRecogniseRequest in = PB__INITIATIVE_RECOGNISE_REQUEST__INIT;
    const char *ids[4];
    for (size_t i = 0; i < 4; i++) {
        ids[i] = registered(town, CLERK, "Một");
        assert_done(town, assess(town, HOME_HEAD, ids[i], 1,
                                 PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_IN_UNIT));
    }
    assert_done(town, recognise(town, ids[0], "125/QĐ-UBND", "2022-10-20", &out));
    assert_done(town, recognise(town, ids[1], "125/QĐ-UBND", "2022-10-20", &out));
    assert_refused(town, recognise(town, ids[2], "125/QĐ-UBND", "2022-10-21", &out),
                   TD_ALREADY_EXISTS, "decision_number", TD_KEY_DECISION_NUMBER);
    assert_string_equal(violation_param(&town->err.violations[0], "other_on"), "2022-10-20");
    assert_done(town, recognise(town, ids[2], "125/QĐ-UBND", "2021-10-21", &out)); /* other year */
    in.initiative_id = (char *)ids[3];
    in.version = 1;
    in.decision_number = (char *)"125/QĐ-UBND";
    in.decided_on = (char *)"2022-10-22";
    in.decision_issuer = (char *)"Hội đồng sáng kiến tỉnh"; /* other issuer */
    assert_done(town, town_call(town, HOME_HEAD, OURS, "Recognise", &in, &out));
    assert_string_equal(out.initiative->decision_issuer, "Hội đồng sáng kiến tỉnh");
}

static void refuse__then_corrected__may_be_assessed_again(void **state)
{
    struct town *town = *state;
    Pb__InitiativeRefuseRequest in = PB__INITIATIVE_REFUSE_REQUEST__INIT;
    Pb__InitiativeRefuseResponse out;
    Pb__InitiativeCorrectResponse corrected;
    const char *id = registered(town, CLERK, "Một");
    assert_done(
        town, assess(town, SPECIALIST, id, 1, PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_NOT_SHOWN));
    in.initiative_id = (char *)id;
    in.version = 1;
    assert_refused(town, town_call(town, HOME_HEAD, OURS, "Refuse", &in, &out), TD_INVALID_ARGUMENT,
                   "reason", TD_KEY_REQUIRED);
    in.reason = (char *)"Chưa có số liệu";
    assert_done(town, town_call(town, HOME_HEAD, OURS, "Refuse", &in, &out));
    assert_string_equal(town->call.note.detail, "Chưa có số liệu");
    assert_done(town, correct(town, CLERK, id, 1, "Một, có số liệu", &corrected));
    assert_done(town,
                assess(town, SPECIALIST, id, 2, PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_IN_UNIT));
}

static void assess__by_who_wrote_it__is_refused(void **state)
{
    struct town *town = *state;
    Pb__InitiativeRecogniseResponse out;
    /* Home Affairs' own, registered by an officer who judges as well. */
    const char *id = registered(town, HOME_BOTH, "Một");
    assert_refused(town,
                   assess(town, HOME_BOTH, id, 1, PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_IN_UNIT),
                   TD_PERMISSION_DENIED, "", TD_KEY_FOUR_EYES);
    assert_done(town,
                assess(town, HOME_HEAD, id, 1, PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_IN_UNIT));
    assert_done(town, recognise(town, id, "1/QĐ-UBND", "2022-10-20", &out));
}

/* ---- who sees what ----------------------------------------------------------------------- */

static void show__before_and_after_publication__as_the_table(void **state)
{
    struct town *town = *state;
    static const struct {
        enum officer who;
        bool before, judgement;
    } CASES[] = {{CLERK, true, true},     {HEAD, true, true},    {SPECIALIST, true, true},
                 {HOME_HEAD, true, true}, {AUDITOR, true, true}, {OTHER_CLERK, false, false},
                 {RADIO, false, false},   {ADMIN, false, false}, {NOBODY, false, false}};
    Pb__InitiativeListRequest all = PB__INITIATIVE_LIST_REQUEST__INIT;
    Pb__InitiativeListResponse list;
    Pb__InitiativeShowResponse out;
    const char *closed = registered(town, CLERK, "Một"), *open = published(town, CLERK, "Hai");
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        enum td_code code = show(town, CASES[i].who, closed, 0, &out);
        assert_int_equal(code, CASES[i].before ? TD_OK : TD_NOT_FOUND);
        assert_int_equal(listed(town, CASES[i].who, all, &list), CASES[i].before ? 2 : 1);
        assert_done(town, show(town, CASES[i].who, open, 0, &out));
        assert_string_equal(out.content->title, "Hai");
        assert_int_equal(out.n_steps, CASES[i].judgement ? 4 : 3); /* without the assessment */
    }
    assert_refused(town, show(town, CLERK, "SK-2022-1", 0, &out), TD_NOT_FOUND, "initiative_id",
                   TD_KEY_INITIATIVE_UNKNOWN);
}

static void show__earlier_version__is_not_for_the_catalogue(void **state)
{
    struct town *town = *state;
    Pb__InitiativeCorrectResponse corrected;
    Pb__InitiativeRecogniseRequest in = PB__INITIATIVE_RECOGNISE_REQUEST__INIT;
    Pb__InitiativeRecogniseResponse recognised;
    Pb__InitiativeShowResponse out;
    const char *id = registered(town, CLERK, "Mọt");
    assert_done(town, correct(town, CLERK, id, 1, "Một", &corrected));
    assert_done(town,
                assess(town, SPECIALIST, id, 2, PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_IN_UNIT));
    in.initiative_id = (char *)id;
    in.version = 2;
    in.decision_number = (char *)"1/QĐ-UBND";
    in.decided_on = (char *)"2022-10-20";
    assert_done(town, town_call(town, HOME_HEAD, OURS, "Recognise", &in, &recognised));
    assert_done(town, publish(town, id));
    assert_done(town, show(town, HEAD, id, 1, &out));
    assert_done(town, show(town, OTHER_CLERK, id, 2, &out));
    assert_refused(town, show(town, OTHER_CLERK, id, 1, &out), TD_NOT_FOUND, "version",
                   TD_KEY_NUMBER_RANGE);
}

static void evidence__of_an_initiative__is_seen_with_it(void **state)
{
    struct town *town = *state;
    Pb__AttachmentListRequest in = PB__ATTACHMENT_LIST_REQUEST__INIT;
    Pb__AttachmentListResponse out;
    const char *id = registered(town, CLERK, "Một");
    in.subject = td_arena_printf(town->arena, "initiative %s", id);
    assert_done(town, town_call(town, HEAD, &evidence_service, "List", &in, &out));
    assert_int_equal(out.n_attachments, 1);
    assert_refused(town, town_call(town, RADIO, &evidence_service, "List", &in, &out), TD_NOT_FOUND,
                   "subject", TD_KEY_SUBJECT_UNKNOWN);
    in.subject = td_arena_printf(town->arena, "initiative %s", published(town, CLERK, "Hai"));
    assert_done(town, town_call(town, RADIO, &evidence_service, "List", &in, &out));
    assert_string_equal(out.attachments[0]->file->name, "so-lieu.pdf");
}

static void list__filters_orders_and_pages__hold(void **state)
{
    struct town *town = *state;
    Pb__InitiativeListRequest in = PB__INITIATIVE_LIST_REQUEST__INIT;
    Pb__InitiativeListResponse out;
    Pb__InitiativeAdoptResponse adopted;
    const char *first = published(town, CLERK, "Một"), *second = published(town, CLERK, "Hai");
    registered(town, OTHER_CLERK, "Ba");
    assert_done(town, adopt(town, OTHER_CLERK, second, "2022-10-25", &adopted));
    in.unit_code = (char *)"P2";
    assert_int_equal(listed(town, SPECIALIST, in, &out), 1);
    in.unit_code = (char *)"";
    in.state = PB__INITIATIVE_STATE__INITIATIVE_STATE_PUBLISHED;
    assert_int_equal(listed(town, SPECIALIST, in, &out), 2);
    in.state = 0;
    in.year = 2021;
    assert_int_equal(listed(town, SPECIALIST, in, &out), 0);
    in.year = 2022;
    in.kind = PB__INITIATIVE_KIND__INITIATIVE_MODEL;
    assert_int_equal(listed(town, SPECIALIST, in, &out), 0);
    in.kind = 0;
    in.field = (char *)"public_finance";
    assert_int_equal(listed(town, SPECIALIST, in, &out), 0);
    in.field = (char *)"";
    in.page_size = 2;
    in.sort = PB__INITIATIVE_SORT__INITIATIVE_SORT_ADOPTIONS;
    assert_int_equal(listed(town, SPECIALIST, in, &out), 2);
    assert_string_equal(out.initiatives[0]->id, second); /* the adopted one leads */
    assert_int_equal(out.initiatives[0]->adoptions, 1);
    assert_string_equal(out.initiatives[1]->id, first);
    in.page_token = out.next_page_token;
    assert_int_equal(listed(town, SPECIALIST, in, &out), 1);
    assert_string_equal(out.initiatives[0]->title, "Ba");
    assert_string_equal(out.next_page_token, "");
    in.page_token = (char *)"zz";
    in.state = (Pb__InitiativeState)42;
    enum td_code code = town_call(town, SPECIALIST, OURS, "List", &in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "page_token", TD_KEY_TEXT_FORM);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "state", TD_KEY_CHOICE);
}

/* ---- adoption ---------------------------------------------------------------------------- */

static void adopt__by_another_unit__counts_once(void **state)
{
    struct town *town = *state;
    Pb__InitiativeAdoptResponse out;
    Pb__InitiativeShowResponse shown;
    const char *id = published(town, CLERK, "Một"), *closed = registered(town, CLERK, "Hai");
    assert_done(town, adopt(town, OTHER_CLERK, id, "2022-10-25", &out));
    assert_int_equal(out.initiative->adoptions, 1);
    assert_string_equal(out.adoption->evidence[0]->name, "ke-hoach.pdf");
    assert_refused(town, adopt(town, OTHER_CLERK, id, "2022-10-26", &out), TD_ALREADY_EXISTS, "",
                   TD_KEY_ADOPTION_EXISTS);
    assert_refused(town, adopt(town, CLERK, id, "2022-10-25", &out), TD_FAILED_PRECONDITION, "",
                   TD_KEY_ADOPTION_OWN);
    assert_refused(town, adopt(town, OTHER_CLERK, closed, "2022-10-25", &out), TD_NOT_FOUND,
                   "initiative_id", TD_KEY_INITIATIVE_UNKNOWN);
    assert_refused(town, adopt(town, OTHER_CLERK, id, "2022-11-02", &out), TD_INVALID_ARGUMENT,
                   "since_on", TD_KEY_DATE_FUTURE);
    assert_done(town, show(town, RADIO, id, 0, &shown));
    assert_int_equal(shown.n_adoptions, 1);
    assert_string_equal(shown.adoptions[0]->unit_code, "P2");
    assert_int_equal(shown.adoptions[0]->n_evidence, 1);
}

static void adoption_end__once__stays_in_the_history(void **state)
{
    struct town *town = *state;
    Pb__InitiativeAdoptResponse adopted;
    Pb__InitiativeEndAdoptionResponse out;
    const char *id = published(town, CLERK, "Một");
    assert_refused(town, end_adoption(town, OTHER_CLERK, id, "2022-10-30", &out), TD_NOT_FOUND,
                   "initiative_id", TD_KEY_ADOPTION_NONE);
    assert_done(town, adopt(town, OTHER_CLERK, id, "2021-10-25", &adopted));
    assert_done(town, end_adoption(town, OTHER_CLERK, id, "2022-10-30", &out));
    assert_int_equal(out.initiative->adoptions, 1);
    assert_int_equal(out.initiative->adoptions_in_force, 0);
    assert_string_equal(out.adoption->ended_on, "2022-10-30");
    assert_refused(town, end_adoption(town, OTHER_CLERK, id, "2022-10-31", &out),
                   TD_FAILED_PRECONDITION, "", TD_KEY_ADOPTION_ENDED);
    assert_refused(town, adopt(town, OTHER_CLERK, id, "2022-11-01", &adopted), TD_ALREADY_EXISTS,
                   "", TD_KEY_ADOPTION_EXISTS);
}

static void count__adopted_and_ended__by_initiative_and_year(void **state)
{
    struct town *town = *state;
    Pb__AdoptionCountRequest in = PB__ADOPTION_COUNT_REQUEST__INIT;
    Pb__AdoptionCountResponse out;
    Pb__InitiativeAdoptResponse adopted;
    Pb__InitiativeEndAdoptionResponse ended;
    const char *first = published(town, CLERK, "Một"),
               *second = published(town, OTHER_CLERK, "Hai");
    assert_done(town, adopt(town, OTHER_CLERK, first, "2021-05-01", &adopted));
    assert_done(town, end_adoption(town, OTHER_CLERK, first, "2022-10-30", &ended));
    assert_done(town, adopt(town, CLERK, second, "2022-10-25", &adopted));
    assert_done(town, town_call(town, RADIO, OURS, "CountAdoptions", &in, &out));
    assert_int_equal(out.n_counts, 3);
    static const struct {
        uint32_t year, begun, ended, in_force;
    } WANT[] = {{2021, 1, 0, 1}, {2022, 0, 1, 0}, {2022, 1, 0, 1}};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(out.counts[i]->year, WANT[i].year);
        assert_int_equal(out.counts[i]->begun, WANT[i].begun);
        assert_int_equal(out.counts[i]->ended, WANT[i].ended);
        assert_int_equal(out.counts[i]->in_force, WANT[i].in_force);
    }
    in.year = 2022;
    in.page_size = 1;
    assert_done(town, town_call(town, RADIO, OURS, "CountAdoptions", &in, &out));
    assert_string_equal(out.counts[0]->initiative_id, first);
    in.page_token = out.next_page_token;
    assert_done(town, town_call(town, RADIO, OURS, "CountAdoptions", &in, &out));
    assert_string_equal(out.counts[0]->initiative_id, second);
    assert_string_equal(out.next_page_token, "");
    in.initiative_id = (char *)"SK-2022-0099";
    assert_refused(town, town_call(town, RADIO, OURS, "CountAdoptions", &in, &out), TD_NOT_FOUND,
                   "initiative_id", TD_KEY_INITIATIVE_UNKNOWN);
}

/* ---- a nominee's outstanding initiative: III.4 ------------------------------------------- */

static void submit__nominee_points_to_an_initiative__must_be_theirs(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    Pb__DossierShowRequest ask = PB__DOSSIER_SHOW_REQUEST__INIT;
    Pb__DossierShowResponse shown;
    const char *own = registered(town, CLERK, "Của Phường 1");
    const char *others = registered(town, OTHER_CLERK, "Của Phường 2"); /* author NN-001 */
    sample_init(town, &sample, "P1", 1);
    sample.nominees[0].initiative = (char *)others;         /* a collective: not its unit's */
    sample.nominees[1].initiative = (char *)others;         /* NN-001 is its author */
    sample.nominees[2].initiative = (char *)"SK-2022-0099"; /* there is none */
    enum td_code code = submit(town, CLERK, &sample, &out);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "content.nominees[0].initiative",
                   TD_KEY_NOMINEE_INITIATIVE);
    assert_refused(town, code, TD_FAILED_PRECONDITION, "content.nominees[2].initiative",
                   TD_KEY_NOMINEE_INITIATIVE);
    assert_null(
        violation_find(&town->err, "content.nominees[1].initiative", TD_KEY_NOMINEE_INITIATIVE));
    assert_string_equal(town->err.violations[0].clause, "III.4");
    sample.nominees[0].initiative = sample.nominees[2].initiative = (char *)own;
    assert_done(town, submit(town, CLERK, &sample, &out));
    ask.dossier_id = out.dossier_id;
    assert_done(town, town_call(town, CLERK, &dossier_service, "Show", &ask, &shown));
    const Pb__DossierContent *content = (const Pb__DossierContent *)td_message_unpack(
        &pb__dossier_content__descriptor, town->arena, shown.content.data, shown.content.len);
    assert_string_equal(content->nominees[1]->initiative, others);
}

static void submit__initiative_of_wrong_form__is_told_as_form(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse out;
    sample_init(town, &sample, "P1", 1);
    sample.nominees[1].initiative = (char *)"sáng kiến một cửa";
    assert_refused(town, submit(town, CLERK, &sample, &out), TD_INVALID_ARGUMENT,
                   "content.nominees[1].initiative", TD_KEY_TEXT_FORM);
    assert_int_equal(town->err.n_violations, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(register__twice__numbered_within_the_year),
        TEST(register__wrong_values__all_at_once),
        TEST(steps__to_the_catalogue__each_is_kept),
        TEST(correct__assessed_one__is_a_new_version_to_be_assessed_anew),
        TEST(correct__others_or_recognised__is_refused),
        TEST(recognise__no_effect_or_not_assessed__is_refused),
        TEST(recognise__number_of_another_day__is_taken),
        TEST(refuse__then_corrected__may_be_assessed_again),
        TEST(assess__by_who_wrote_it__is_refused),
        TEST(show__before_and_after_publication__as_the_table),
        TEST(show__earlier_version__is_not_for_the_catalogue),
        TEST(evidence__of_an_initiative__is_seen_with_it),
        TEST(list__filters_orders_and_pages__hold),
        TEST(adopt__by_another_unit__counts_once),
        TEST(adoption_end__once__stays_in_the_history),
        TEST(count__adopted_and_ended__by_initiative_and_year),
        TEST(submit__nominee_points_to_an_initiative__must_be_theirs),
        TEST(submit__initiative_of_wrong_form__is_told_as_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
