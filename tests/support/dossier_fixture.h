/* A ward's dossier to submit: complete with files that the evidence store holds, free to be
 * spoilt; and the calls that move it. Needs a town with an open round (town_open_round). */
#ifndef TD_TESTS_DOSSIER_FIXTURE_H
#define TD_TESTS_DOSSIER_FIXTURE_H

#include "service_fixture.h"

#include "dossier.pb-c.h"
#include "message.h"

#define SAMPLE_NOMINEES 3

struct sample {
    Pb__DossierContent content;
    Pb__Letter letter;
    Pb__Minutes minutes;
    Pb__Nominee nominees[SAMPLE_NOMINEES];
    Pb__Nominee *nominee_list[SAMPLE_NOMINEES];
    uint8_t draft_id[16];
    uint32_t base_version;
    bool accept_incomplete;
    const char *unit_code; /* whose store the files are put into */
};

/* A small PDF of this text in the unit's evidence, as a reference. */
static inline Pb__FileRef *sample_file(struct town *town, const char *unit_code, const char *name)
{
    char *pdf = td_arena_printf(town->arena, "%%PDF-1.4\n%% %s\n%%%%EOF\n", name);
    Pb__FileRef *ref = td_arena_alloc(town->arena, sizeof *ref);
    uint8_t *digest = td_arena_alloc(town->arena, 32);
    uint64_t durable = 0;
    bool complete = false;
    pb__file_ref__init(ref);
    ref->name = td_arena_strdup(town->arena, name);
    ref->size_bytes = strlen(pdf);
    td_sha256(pdf, strlen(pdf), digest);
    ref->sha256 = (ProtobufCBinaryData){32, digest};
    if (!blob_held(town->services.blobs, unit_code, digest, ref->size_bytes))
        assert_int_equal(blob_append(town->services.blobs, unit_code, digest, ref->size_bytes, 0,
                                     (const uint8_t *)pdf, ref->size_bytes, &durable, &complete,
                                     NULL),
                         TD_OK);
    return ref;
}

static inline void sample_claims(struct town *town, Pb__Nominee *nominee, size_t n,
                                 const char *const *criteria)
{
    nominee->criteria = td_arena_alloc(town->arena, n * sizeof *nominee->criteria);
    nominee->n_criteria = n;
    for (size_t i = 0; i < n; i++) {
        nominee->criteria[i] = td_arena_alloc(town->arena, sizeof(Pb__Claim));
        pb__claim__init(nominee->criteria[i]);
        nominee->criteria[i]->criterion = (char *)criteria[i];
        nominee->criteria[i]->statement = (char *)"Đạt: hoàn thành đúng hạn.";
    }
}

static inline void sample_nominee(struct town *town, struct sample *sample, size_t index,
                                  const char *name, const char *staff_code)
{
    static const char *const COLLECTIVE[] = {"III.4.c1", "III.4.c2", "III.4.c3", "III.4.c4"};
    static const char *const INDIVIDUAL[] = {"III.4.i1", "III.4.i2"};
    static char *contents[] = {(char *)"II.2.b", (char *)"II.2.e"};
    Pb__Nominee *nominee = &sample->nominees[index];
    bool collective = !staff_code;
    pb__nominee__init(nominee);
    nominee->kind =
        collective ? PB__NOMINEE_KIND__NOMINEE_COLLECTIVE : PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL;
    nominee->award_line = (char *)(collective ? "commune_ward" : "individual");
    nominee->name = (char *)name;
    nominee->summary = (char *)"Rút ngắn thời gian giải quyết hồ sơ một cửa.";
    nominee->contents = contents;
    nominee->n_contents = 2;
    if (collective) {
        nominee->women_percent = 40;
        sample_claims(town, nominee, 4, COLLECTIVE);
    } else {
        nominee->position = (char *)"Công chức Văn phòng – Thống kê";
        nominee->staff_code = (char *)staff_code;
        nominee->gender = PB__GENDER__GENDER_FEMALE;
        sample_claims(town, nominee, 2, INDIVIDUAL);
    }
    nominee->report = sample_file(town, sample->unit_code,
                                  td_arena_printf(town->arena, "bao-cao-%zu.pdf", index));
    sample->nominee_list[index] = nominee;
}

/* draft: tells one draft from another. */
static inline void sample_init(struct town *town, struct sample *sample, const char *unit_code,
                               uint8_t draft)
{
    memset(sample, 0, sizeof *sample);
    sample->unit_code = unit_code;
    memset(sample->draft_id, draft, sizeof sample->draft_id);
    pb__dossier_content__init(&sample->content);
    pb__letter__init(&sample->letter);
    pb__minutes__init(&sample->minutes);
    sample->letter.number = (char *)"12/TTr-UBND";
    sample->letter.dated_on = (char *)"2022-11-01";
    sample->letter.file = sample_file(town, unit_code, "to-trinh.pdf");
    sample->minutes.held_on = (char *)"2022-10-30";
    sample->minutes.file = sample_file(town, unit_code, "bien-ban.pdf");
    sample_nominee(town, sample, 0, "UBND phường", NULL);
    sample_nominee(town, sample, 1, "Nguyễn Văn Mẫu", "NN-001");
    sample_nominee(town, sample, 2, "Trần Thị Ví Dụ", "NN-002");
    sample->content.round_id = (char *)"2022-annual";
    sample->content.unit_code = (char *)unit_code;
    sample->content.letter = &sample->letter;
    sample->content.minutes = &sample->minutes;
    sample->content.nominees = sample->nominee_list;
    sample->content.n_nominees = SAMPLE_NOMINEES;
}

static inline Pb__SubmitRequest sample_request(struct town *town, struct sample *sample)
{
    Pb__SubmitRequest in = PB__SUBMIT_REQUEST__INIT;
    in.draft_id = (ProtobufCBinaryData){16, sample->draft_id};
    in.base_version = sample->base_version;
    in.accept_incomplete = sample->accept_incomplete;
    in.content.data = td_message_pack(&sample->content.base, town->arena, &in.content.len);
    assert_non_null(in.content.data);
    return in;
}

static inline enum td_code submit(struct town *town, enum officer who, struct sample *sample,
                                  Pb__SubmitResponse *out)
{
    Pb__SubmitRequest in = sample_request(town, sample);
    return town_call(town, who, &dossier_service, "Submit", &in, out);
}

static inline enum td_code confirm(struct town *town, enum officer who,
                                   const Pb__SubmitResponse *submitted, Pb__ConfirmResponse *out)
{
    Pb__ConfirmRequest in = PB__CONFIRM_REQUEST__INIT;
    in.dossier_id = submitted->dossier_id;
    in.version = submitted->version;
    in.content_sha256 = submitted->content_sha256;
    return town_call(town, who, &dossier_service, "Confirm", &in, out);
}

static inline enum td_code receive(struct town *town, const char *id, uint32_t version,
                                   uint32_t originals, Pb__ReceiveResponse *out)
{
    Pb__ReceiveRequest in = PB__RECEIVE_REQUEST__INIT;
    in.dossier_id = (char *)id;
    in.version = version;
    in.originals = originals;
    return town_call(town, SPECIALIST, &dossier_service, "Receive", &in, out);
}

/* The sample of P1, received. draft: tells one from another. */
static inline void receive_sample(struct town *town, uint8_t draft, Pb__SubmitResponse *submitted)
{
    struct sample sample;
    Pb__ConfirmResponse confirmed;
    Pb__ReceiveResponse received;
    sample_init(town, &sample, "P1", draft);
    assert_done(town, submit(town, CLERK, &sample, submitted));
    assert_done(town, confirm(town, HEAD, submitted, &confirmed));
    assert_done(town, receive(town, submitted->dossier_id, submitted->version, 2, &received));
}

static inline enum td_code give_back(struct town *town, const char *id, uint32_t version,
                                     int64_t due_utc_ms, Pb__ReturnResponse *out)
{
    Pb__ReturnRequest in = PB__RETURN_REQUEST__INIT;
    in.dossier_id = (char *)id;
    in.version = version;
    in.missing = (char *)"Thiếu một bộ bản chính";
    in.due_utc_ms = due_utc_ms;
    return town_call(town, SPECIALIST, &dossier_service, "ReturnForSupplement", &in, out);
}

static inline enum td_code withdraw(struct town *town, enum officer who, const char *id,
                                    Pb__WithdrawResponse *out)
{
    Pb__WithdrawRequest in = PB__WITHDRAW_REQUEST__INIT;
    in.dossier_id = (char *)id;
    in.reason = (char *)"Đề nghị nhầm";
    return town_call(town, who, &dossier_service, "Withdraw", &in, out);
}

static inline enum td_code status(struct town *town, enum officer who, const char *id,
                                  Pb__StatusResponse *out)
{
    Pb__StatusRequest in = PB__STATUS_REQUEST__INIT;
    in.dossier_id = (char *)id;
    return town_call(town, who, &dossier_service, "Status", &in, out);
}

#endif
