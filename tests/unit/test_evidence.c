/* EvidenceService: what a unit may send, and through which dossier a file may be read. */
#include "service_fixture.h"

#include "completeness.h"
#include "evidence.pb-c.h"

#define FILES_OF_A_DOSSIER (2 + DOSSIER_MAX_NOMINEES + DOSSIER_MAX_ATTACHMENTS)
#define DOSSIER INT64_C(202200000001)
#define DOSSIER_ID "HS-2022-0001"

struct sample {
    uint8_t bytes[9000];
    uint8_t sha256[32];
};

static struct sample sample_pdf(uint8_t seed)
{
    struct sample sample;
    memset(sample.bytes, seed, sizeof sample.bytes);
    memcpy(sample.bytes, "%PDF-1.4\n", 9);
    td_sha256(sample.bytes, sizeof sample.bytes, sample.sha256);
    return sample;
}

static enum td_code append(struct town *town, enum officer who, struct sample *sample,
                           size_t offset, size_t len, Pb__AppendResponse *out)
{
    Pb__AppendRequest in = PB__APPEND_REQUEST__INIT;
    in.sha256 = (ProtobufCBinaryData){32, sample->sha256};
    in.size_bytes = sizeof sample->bytes;
    in.offset = offset;
    in.data = (ProtobufCBinaryData){len, sample->bytes + offset};
    return town_call(town, who, &evidence_service, "Append", &in, out);
}

static enum td_code offer(struct town *town, enum officer who, struct sample *sample,
                          Pb__OfferResponse *out)
{
    Pb__OfferedFile file = PB__OFFERED_FILE__INIT, *files[] = {&file};
    Pb__OfferRequest in = PB__OFFER_REQUEST__INIT;
    file.sha256 = (ProtobufCBinaryData){32, sample->sha256};
    file.size_bytes = sizeof sample->bytes;
    in.n_files = 1;
    in.files = files;
    return town_call(town, who, &evidence_service, "Offer", &in, out);
}

static void offer__before_during_and_after__says_from_where(void **state)
{
    struct town *town = *state;
    struct sample sample = sample_pdf(1);
    Pb__OfferResponse offered;
    Pb__AppendResponse appended;
    assert_done(town, offer(town, CLERK, &sample, &offered));
    assert_int_equal(offered.n_files, 1);
    assert_int_equal(offered.files[0]->durable_bytes, 0);
    assert_false(offered.files[0]->complete);
    assert_done(town, append(town, CLERK, &sample, 0, 5000, &appended));
    assert_int_equal(appended.durable_bytes, 5000);
    assert_false(appended.complete);
    assert_done(town, offer(town, HEAD, &sample, &offered));
    assert_int_equal(offered.files[0]->durable_bytes, 5000);
    assert_done(town, append(town, HEAD, &sample, 5000, 4000, &appended));
    assert_true(appended.complete);
    assert_done(town, offer(town, CLERK, &sample, &offered));
    assert_true(offered.files[0]->complete);
    assert_memory_equal(offered.files[0]->sha256.data, sample.sha256, 32);
    assert_done(town, offer(town, OTHER_CLERK, &sample, &offered));
    assert_false(offered.files[0]->complete);
}

static void offer__malformed__refused_with_the_place(void **state)
{
    struct town *town = *state;
    uint8_t digest[33] = {0};
    Pb__OfferedFile good = PB__OFFERED_FILE__INIT, bad = PB__OFFERED_FILE__INIT;
    Pb__OfferedFile *files[FILES_OF_A_DOSSIER + 1];
    Pb__OfferRequest in = PB__OFFER_REQUEST__INIT;
    Pb__OfferResponse out;
    good.sha256 = (ProtobufCBinaryData){32, digest};
    good.size_bytes = 1;
    bad.sha256 = (ProtobufCBinaryData){33, digest};
    files[0] = &good;
    files[1] = &bad;
    in.files = files;
    in.n_files = 2;
    assert_refused(town, town_call(town, CLERK, &evidence_service, "Offer", &in, &out),
                   TD_INVALID_ARGUMENT, "files[1].sha256", TD_KEY_BYTES_LENGTH);
    for (size_t i = 0; i < FILES_OF_A_DOSSIER + 1; i++)
        files[i] = &good;
    in.n_files = FILES_OF_A_DOSSIER + 1;
    assert_refused(town, town_call(town, CLERK, &evidence_service, "Offer", &in, &out),
                   TD_INVALID_ARGUMENT, "files", TD_KEY_LIST_LONG);
}

static void offer__all_files_of_the_largest_dossier__answered_one_by_one(void **state)
{
    struct town *town = *state;
    uint8_t digests[FILES_OF_A_DOSSIER][32] = {0};
    Pb__OfferedFile offered[FILES_OF_A_DOSSIER], *files[FILES_OF_A_DOSSIER];
    Pb__OfferRequest in = PB__OFFER_REQUEST__INIT;
    Pb__OfferResponse out;
    for (size_t i = 0; i < FILES_OF_A_DOSSIER; i++) {
        pb__offered_file__init(&offered[i]);
        digests[i][0] = (uint8_t)i;
        offered[i].sha256 = (ProtobufCBinaryData){32, digests[i]};
        offered[i].size_bytes = 1;
        files[i] = &offered[i];
    }
    in.files = files;
    in.n_files = FILES_OF_A_DOSSIER;
    assert_done(town, town_call(town, CLERK, &evidence_service, "Offer", &in, &out));
    assert_int_equal(out.n_files, FILES_OF_A_DOSSIER);
    assert_memory_equal(out.files[FILES_OF_A_DOSSIER - 1]->sha256.data,
                        digests[FILES_OF_A_DOSSIER - 1], 32);
}

static void append__malformed__refused(void **state)
{
    struct town *town = *state;
    struct sample sample = sample_pdf(2);
    Pb__AppendRequest in = PB__APPEND_REQUEST__INIT;
    Pb__AppendResponse out;
    in.sha256 = (ProtobufCBinaryData){31, sample.sha256};
    assert_refused(town, town_call(town, CLERK, &evidence_service, "Append", &in, &out),
                   TD_INVALID_ARGUMENT, "sha256", TD_KEY_BYTES_LENGTH);
    town->services.max_chunk_bytes = 100;
    assert_refused(town, append(town, CLERK, &sample, 0, 101, &out), TD_INVALID_ARGUMENT, "data",
                   TD_KEY_NUMBER_RANGE);
    assert_done(town, append(town, CLERK, &sample, 0, 100, &out));
    assert_refused(town, append(town, CLERK, &sample, 200, 100, &out), TD_ABORTED, "offset",
                   TD_KEY_FILE_OFFSET);
}

/* A dossier of ward P1 whose only version refers to the sample. */
static void add_dossier(struct town *town, struct sample *sample)
{
    Pb__AppendResponse out;
    assert_done(town, append(town, CLERK, sample, 0, sizeof sample->bytes, &out));
    town_open_round(town);
    assert_int_equal(db_exec(town->db,
                             "INSERT INTO dossier (id, round_id, unit_code, draft_id)"
                             " VALUES (?1, '2022-annual', 'P1', ?2)",
                             db_int(DOSSIER), db_blob(sample->sha256, 16)),
                     TD_OK);
    assert_int_equal(db_exec(town->db,
                             "INSERT INTO dossier_version (dossier_id, version, content,"
                             " content_sha256) VALUES (?1, 1, ?2, ?2)",
                             db_int(DOSSIER), db_blob(sample->sha256, 32)),
                     TD_OK);
    assert_int_equal(db_exec(town->db,
                             "INSERT INTO dossier_file (dossier_id, version, sha256, name,"
                             " size_bytes) VALUES (?1, 1, ?2, 'a.pdf', 9000)",
                             db_int(DOSSIER), db_blob(sample->sha256, 32)),
                     TD_OK);
}

static enum td_code read_file(struct town *town, enum officer who, const char *dossier_id,
                              struct sample *sample, uint32_t length, Pb__ReadResponse *out)
{
    Pb__ReadRequest in = PB__READ_REQUEST__INIT;
    in.dossier_id = (char *)dossier_id;
    in.sha256 = (ProtobufCBinaryData){32, sample->sha256};
    in.offset = 8000;
    in.length = length;
    return town_call(town, who, &evidence_service, "Read", &in, out);
}

static void read__own_unit_and_home_affairs__get_the_bytes(void **state)
{
    struct town *town = *state;
    struct sample sample = sample_pdf(3);
    static const enum officer readers[] = {CLERK, HEAD, SPECIALIST, HOME_HEAD, AUDITOR};
    add_dossier(town, &sample);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        Pb__ReadResponse out;
        assert_done(town, read_file(town, readers[i], DOSSIER_ID, &sample, 4096, &out));
        assert_int_equal(out.size_bytes, 9000);
        assert_int_equal(out.data.len, 1000);
        assert_memory_equal(out.data.data, sample.bytes + 8000, 1000);
    }
}

static void read__another_unit__cannot_tell_that_it_exists(void **state)
{
    struct town *town = *state;
    struct sample sample = sample_pdf(4);
    Pb__ReadResponse out;
    add_dossier(town, &sample);
    assert_refused(town, read_file(town, OTHER_CLERK, DOSSIER_ID, &sample, 1, &out), TD_NOT_FOUND,
                   "dossier_id", TD_KEY_DOSSIER_UNKNOWN);
    assert_refused(town, read_file(town, OTHER_CLERK, "HS-2022-0002", &sample, 1, &out),
                   TD_NOT_FOUND, "dossier_id", TD_KEY_DOSSIER_UNKNOWN);
    assert_refused(town, read_file(town, CLERK, "../../etc/passwd", &sample, 1, &out), TD_NOT_FOUND,
                   "dossier_id", TD_KEY_DOSSIER_UNKNOWN);
}

static void read__file_the_dossier_does_not_have__refused_though_it_is_stored(void **state)
{
    struct town *town = *state;
    struct sample sample = sample_pdf(5), other = sample_pdf(6);
    Pb__AppendResponse appended;
    Pb__ReadResponse out;
    add_dossier(town, &sample);
    assert_done(town, append(town, CLERK, &other, 0, sizeof other.bytes, &appended));
    assert_refused(town, read_file(town, CLERK, DOSSIER_ID, &other, 1, &out), TD_NOT_FOUND,
                   "sha256", TD_KEY_FILE_UNKNOWN);
    assert_refused(town, read_file(town, CLERK, DOSSIER_ID, &sample, 0, &out), TD_INVALID_ARGUMENT,
                   "length", TD_KEY_NUMBER_RANGE);
}

static void read__file_lost_from_the_disk__data_loss(void **state)
{
    struct town *town = *state;
    struct sample sample = sample_pdf(7);
    Pb__ReadResponse out;
    char hex[TD_HEX_SIZE], path[128];
    add_dossier(town, &sample);
    td_hex(sample.sha256, 32, hex);
    (void)snprintf(path, sizeof path, "evidence/files/%.2s/%s", hex, hex);
    assert_int_equal(unlink(scratch_path(&town->scratch, path)), 0);
    assert_int_equal(read_file(town, CLERK, DOSSIER_ID, &sample, 1, &out), TD_DATA_LOSS);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, town_setup, town_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(offer__before_during_and_after__says_from_where),
        CASE(offer__malformed__refused_with_the_place),
        CASE(offer__all_files_of_the_largest_dossier__answered_one_by_one),
        CASE(append__malformed__refused),
        CASE(read__own_unit_and_home_affairs__get_the_bytes),
        CASE(read__another_unit__cannot_tell_that_it_exists),
        CASE(read__file_the_dossier_does_not_have__refused_though_it_is_stored),
        CASE(read__file_lost_from_the_disk__data_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
