/* PublicationService on a real database: what may be published when, who is told what, and when a
 * broadcast is overdue (I.1.c, IV.2, recipients). */
#include "decision_fixture.h"

#include "publication.pb-c.h"

#define R DECIDED_ROUND
#define CALL_OF(town, who, name, in, out) \
    town_call((town), (who), &publication_service, (name), (in), (out))

static enum td_code publish(struct town *town, const char *due_on, const char *reason,
                            Pb__PublicationPublishResponse *out)
{
    Pb__PublicationPublishRequest in = PB__PUBLICATION_PUBLISH_REQUEST__INIT;
    in.round_id = (char *)R;
    in.broadcast_due_on = (char *)due_on;
    in.reason = (char *)reason;
    return CALL_OF(town, HOME_HEAD, "Publish", &in, out);
}

static void published(struct town *town, struct decision_sample *ret)
{
    Pb__PublicationPublishResponse out;
    decision_sample_sign(town, ret); /* of 2022-12-27, on the day after */
    assert_done(town, publish(town, "2023-01-10", "", &out));
}

static enum td_code send(struct town *town, const char *recipient, const char *document,
                         const char *sent_on, Pb__PublicationSendResponse *out)
{
    Pb__PublicationSendRequest in = PB__PUBLICATION_SEND_REQUEST__INIT;
    in.round_id = (char *)R;
    in.recipient = (char *)recipient;
    in.document = (char *)document;
    in.sent_on = (char *)sent_on;
    return CALL_OF(town, SPECIALIST, "Send", &in, out);
}

static const Pb__Publication *seen(struct town *town, enum officer who)
{
    Pb__PublicationShowRequest in = PB__PUBLICATION_SHOW_REQUEST__INIT;
    static Pb__PublicationShowResponse out;
    in.round_id = (char *)R;
    assert_done(town, CALL_OF(town, who, "Show", &in, &out));
    return out.publication;
}

static enum td_code broadcast(struct town *town, uint32_t version, int64_t at_utc_ms,
                              const char *programme)
{
    Pb__AnnouncementBroadcastRequest in = PB__ANNOUNCEMENT_BROADCAST_REQUEST__INIT;
    Pb__AnnouncementBroadcastResponse out;
    in.round_id = (char *)R;
    in.version = version;
    in.broadcast_utc_ms = at_utc_ms;
    in.programme = (char *)programme;
    return CALL_OF(town, RADIO, "Broadcast", &in, &out);
}

static const Pb__AnnouncementListResponse *announced(struct town *town, bool open, bool overdue)
{
    Pb__AnnouncementListRequest in = PB__ANNOUNCEMENT_LIST_REQUEST__INIT;
    static Pb__AnnouncementListResponse out;
    in.open = open;
    in.overdue = overdue;
    assert_done(town, CALL_OF(town, RADIO, "ListAnnouncements", &in, &out));
    return &out;
}

static size_t entries_of(const Pb__Decision *decision, bool awarded)
{
    size_t n = 0;
    for (size_t l = 0; l < decision->n_lines; l++)
        for (size_t i = 0; i < decision->lines[l]->n_entries; i++)
            n += decision->lines[l]->entries[i]->awarded == awarded;
    return n;
}

/* -- publishing -- */

static void publish__when_and_how__each_mistake_named(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__PublicationPublishResponse out;
    assert_refused(town, publish(town, "2023-01-10", "", &out), TD_FAILED_PRECONDITION, "round_id",
                   TD_KEY_ROUND_STATE);
    decision_sample_sign(town, &of);
    assert_refused(town, publish(town, "", "", &out), TD_INVALID_ARGUMENT, "broadcast_due_on",
                   TD_KEY_REQUIRED);
    assert_refused(town, publish(town, "2022-12-01", "", &out), TD_INVALID_ARGUMENT,
                   "broadcast_due_on", TD_KEY_DATE_ORDER);
    assert_done(town, publish(town, "2023-01-10", "", &out));
    assert_int_equal(out.publication->version, 1);
    assert_refused(town, publish(town, "2023-01-10", "", &out), TD_INVALID_ARGUMENT, "reason",
                   TD_KEY_REQUIRED); /* the second one is a correction */
    assert_done(town, publish(town, "2023-01-10", "Sai tên", &out));
    assert_int_equal(out.publication->version, 2);
    assert_int_equal(out.publication->n_versions, 2);
    assert_string_equal(out.publication->versions[0]->reason, "Sai tên");
}

/* I.1.c: results to every unit, and of refusals each unit its own. */
static void show__each_sees_what_is_theirs(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    published(town, &of);
    static const struct {
        enum officer who;
        size_t awarded, refused;
    } CASES[] = {{AUDITOR, 4, 3}, {CLERK, 4, 1}, {OTHER_CLERK, 4, 1}, {RADIO, 4, 0}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const Pb__Decision *decision = seen(town, CASES[i].who)->decision;
        if (entries_of(decision, true) != CASES[i].awarded ||
            entries_of(decision, false) != CASES[i].refused)
            fail_msg("case %zu: %zu awards, %zu refusals", i, entries_of(decision, true),
                     entries_of(decision, false));
    }
}

/* -- recipients -- */

static void send__to_the_plans_recipients__after_the_decision(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__PublicationSendResponse out;
    decision_sample_sign(town, &of);
    assert_refused(town, send(town, "archive", "21/TB-PNV", "2022-12-28", &out),
                   TD_FAILED_PRECONDITION, "round_id", TD_KEY_PUBLICATION_NONE);
    Pb__PublicationPublishResponse first;
    assert_done(town, publish(town, "2023-01-10", "", &first));
    static const struct {
        const char *recipient, *document, *sent_on, *field;
        enum td_key key;
    } CASES[] = {
        {"nobody", "21/TB-PNV", "2022-12-28", "recipient", TD_KEY_CHOICE},
        {"archive", "", "2022-12-28", "document", TD_KEY_REQUIRED},
        {"archive", "21", "2022-12-28", "document", TD_KEY_TEXT_FORM},
        {"archive", "21/TB-PNV", "28/12/2022", "sent_on", TD_KEY_DATE_FORM},
        {"archive", "21/TB-PNV", "2022-12-26", "sent_on", TD_KEY_DATE_ORDER}, /* not signed yet */
        {"archive", "21/TB-PNV", "2023-02-01", "sent_on", TD_KEY_DATE_FUTURE},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_refused(town,
                       send(town, CASES[i].recipient, CASES[i].document, CASES[i].sent_on, &out),
                       TD_INVALID_ARGUMENT, CASES[i].field, CASES[i].key);
    assert_done(town, send(town, "archive", "21/TB-PNV", "2022-12-28", &out));
    size_t sent = 0;
    for (size_t i = 0; i < out.publication->n_recipients; i++)
        sent += out.publication->recipients[i]->n_sendings;
    assert_int_equal(sent, 1);
    const Pb__Publication *units = seen(town, CLERK);
    for (size_t i = 0; i < units->n_recipients; i++)
        assert_int_equal(units->recipients[i]->n_sendings, 0);
}

/* -- units -- */

static void acknowledge__once_a_version(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__PublicationAcknowledgeRequest in = PB__PUBLICATION_ACKNOWLEDGE_REQUEST__INIT;
    Pb__PublicationAcknowledgeResponse out;
    Pb__PublicationPublishResponse again;
    published(town, &of);
    in.round_id = (char *)R;
    assert_false(seen(town, CLERK)->acknowledged);
    assert_done(town, CALL_OF(town, CLERK, "Acknowledge", &in, &out));
    assert_false(out.unchanged);
    assert_done(town, CALL_OF(town, HEAD, "Acknowledge", &in, &out));
    assert_true(out.unchanged);
    assert_true(seen(town, CLERK)->acknowledged);
    assert_int_equal(seen(town, AUDITOR)->n_receipts, 1);
    assert_int_equal(seen(town, OTHER_CLERK)->n_receipts, 0);
    assert_done(town, publish(town, "2023-01-10", "Sai tên", &again));
    assert_false(seen(town, CLERK)->acknowledged); /* of the correction */
}

/* -- the Radio Station -- */

static void broadcast__told_wrongly__refused(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    published(town, &of);
    int64_t published_at = town->now_utc_ms;
    town->now_utc_ms += HOUR_MS;
    assert_refused(town, broadcast(town, 1, published_at - HOUR_MS, "Bản tin"), TD_INVALID_ARGUMENT,
                   "broadcast_utc_ms", TD_KEY_TIME_ORDER);
    assert_refused(town, broadcast(town, 1, town->now_utc_ms + HOUR_MS, "Bản tin"),
                   TD_INVALID_ARGUMENT, "broadcast_utc_ms", TD_KEY_BROADCAST_FUTURE);
    assert_refused(town, broadcast(town, 2, published_at, "Bản tin"), TD_INVALID_ARGUMENT,
                   "version", TD_KEY_NUMBER_RANGE);
    assert_refused(town, broadcast(town, 1, published_at, ""), TD_INVALID_ARGUMENT, "programme",
                   TD_KEY_REQUIRED);
    assert_int_equal(announced(town, true, false)->n_announcements, 1);
    assert_done(town, broadcast(town, 0, published_at, "Bản tin"));
    assert_int_equal(announced(town, true, false)->n_announcements, 0);
    assert_int_equal(seen(town, CLERK)->n_broadcasts, 1);
}

/* IV.2: the last day still counts; a correction is to be broadcast again. */
static void announcements__overdue_from_the_day_after(void **state)
{
    struct town *town = *state;
    struct decision_sample of;
    Pb__PublicationPublishResponse again;
    published(town, &of); /* on 2022-12-28, due on 2023-01-10 */
    int64_t due_on = town->now_utc_ms + 13 * DAY_MS;
    town->now_utc_ms = due_on;
    assert_int_equal(announced(town, false, true)->n_announcements, 0);
    assert_false(seen(town, CLERK)->broadcast_overdue);
    town->now_utc_ms = due_on + DAY_MS;
    assert_int_equal(announced(town, false, true)->n_announcements, 1);
    assert_true(announced(town, true, false)->announcements[0]->overdue);
    assert_true(seen(town, CLERK)->broadcast_overdue);
    assert_done(town, broadcast(town, 1, town->now_utc_ms - HOUR_MS, "Bản tin"));
    assert_int_equal(announced(town, false, true)->n_announcements, 0);
    assert_done(town, publish(town, "2023-01-12", "Sai tên", &again));
    assert_int_equal(announced(town, true, false)->n_announcements, 1);
    assert_int_equal(announced(town, true, false)->announcements[0]->version, 2);
    town->now_utc_ms += 2 * DAY_MS;
    assert_int_equal(announced(town, false, true)->n_announcements, 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, decision_setup, town_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(publish__when_and_how__each_mistake_named),
        CASE(show__each_sees_what_is_theirs),
        CASE(send__to_the_plans_recipients__after_the_decision),
        CASE(acknowledge__once_a_version),
        CASE(broadcast__told_wrongly__refused),
        CASE(announcements__overdue_from_the_day_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
