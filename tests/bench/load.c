/* Closed-loop load for the benchmark: N TLS connections, one request in flight on each, for some
 * seconds; prints rate and latencies as one JSON line. It knows three jobs: submit (new dossiers),
 * status (of one dossier) and echo (against bench_echo). Used by tests/bench/bench.py. */
#include "arena.h"
#include "digest.h"
#include "dossier.pb-c.h"
#include "envelope.pb-c.h"
#include "frame.h"
#include "message.h"
#include "tls.h"

#include <errno.h>
#include <inttypes.h>
#include <uv.h>

#define NOMINEES 5
#define MAX_SAMPLES 4000000

struct load {
    uv_loop_t loop;
    uv_timer_t stop;
    const char *job, *target;
    uint8_t *template_bytes; /* a packed DossierContent */
    size_t template_len;
    uint8_t random[4096]; /* drawn at once: the generator shall cost little */
    size_t random_left;
    unsigned connections, open;
    bool stopping;
    uint64_t started_ns, ended_ns, refused;
    uint32_t *samples_us;
    size_t n_samples;
    char first_refusal[200];
};

struct peer {
    struct load *load;
    uv_tcp_t tcp;
    uv_connect_t connect;
    struct td_tls *tls;
    struct td_framer framer;
    struct td_arena *arena;
    uint64_t sent_ns, next_id;
    bool greeted;
    uint8_t chunk[65536];
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_load: %s: %s\n", what, why);
    exit(1);
}

static char *slurp(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        die(path, strerror(errno));
    char *text = calloc(1, 65536);
    if (!text || fread(text, 1, 65535, file) == 0)
        die(path, "empty");
    fclose(file);
    return text;
}

/* -- what is sent -- */

static char *contents[] = {"II.2.b", "II.2.e"};
static char *collective_criteria[] = {"III.4.c1", "III.4.c2", "III.4.c3", "III.4.c4"};
static char *individual_criteria[] = {"III.4.i1", "III.4.i2"};

static void nominee_make(Pb__Nominee *nominee, size_t index)
{
    static char names[NOMINEES][80], codes[NOMINEES][16];
    static Pb__Claim claims[NOMINEES][4];
    static Pb__Claim *claim_lists[NOMINEES][4];
    bool one = index > 0;
    pb__nominee__init(nominee);
    nominee->kind =
        one ? PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL : PB__NOMINEE_KIND__NOMINEE_COLLECTIVE;
    nominee->award_line = one ? "individual" : "commune_ward";
    snprintf(names[index], sizeof names[index], "%s %zu",
             one ? "Nguyễn Văn Mẫu" : "UBND Phường Mẫu", index);
    snprintf(codes[index], sizeof codes[index], "CB%04zu", index);
    nominee->name = names[index];
    nominee->position = one ? "Công chức Văn phòng - Thống kê" : "";
    nominee->staff_code = one ? codes[index] : "";
    nominee->contents = contents;
    nominee->n_contents = 2;
    nominee->summary =
        "Tham mưu triển khai đầy đủ kế hoạch cải cách hành chính của năm, tỷ lệ hồ sơ "
        "trực tuyến tăng 35 điểm phần trăm, không có hồ sơ trễ hạn.";
    nominee->n_criteria = one ? 2 : 4;
    nominee->criteria = claim_lists[index];
    for (size_t c = 0; c < nominee->n_criteria; c++) {
        Pb__Claim *claim = claim_lists[index][c] = &claims[index][c];
        pb__claim__init(claim);
        claim->criterion = one ? individual_criteria[c] : collective_criteria[c];
        claim->statement = "Hoàn thành đúng hạn toàn bộ nhiệm vụ được giao trong năm.";
    }
}

/* About 2 KiB of Vietnamese text: one collective and four individuals of a ward. */
static void content_make(struct load *load, char *unit, char *round)
{
    Pb__Nominee nominees[NOMINEES], *list[NOMINEES];
    for (size_t i = 0; i < NOMINEES; i++)
        nominee_make(list[i] = &nominees[i], i);
    Pb__DossierContent content = PB__DOSSIER_CONTENT__INIT;
    content.round_id = round;
    content.unit_code = unit;
    content.nominees = list;
    content.n_nominees = NOMINEES;
    load->template_len = pb__dossier_content__get_packed_size(&content);
    load->template_bytes = malloc(load->template_len);
    if (!load->template_bytes)
        die("memory", "short");
    pb__dossier_content__pack(&content, load->template_bytes);
}

static void peer_send_frame(struct peer *peer, const Pb__Frame *frame)
{
    size_t len;
    uint8_t header[TD_FRAME_HEADER_SIZE];
    uint8_t *packed = td_message_pack(&frame->base, peer->arena, &len);
    td_frame_header(len, header);
    td_tls_write(peer->tls, header, sizeof header);
    td_tls_write(peer->tls, packed, len);
}

static uint8_t *status_pack(struct peer *peer, size_t *ret_len)
{
    Pb__StatusRequest status = PB__STATUS_REQUEST__INIT;
    status.dossier_id = (char *)(uintptr_t)peer->load->target;
    return td_message_pack(&status.base, peer->arena, ret_len);
}

/* A new id, as random as a client's. */
static void id_draw(struct load *load, uint8_t ret_id[16])
{
    if (load->random_left == 0) {
        td_random(load->random, sizeof load->random);
        load->random_left = sizeof load->random;
    }
    load->random_left -= 16;
    memcpy(ret_id, load->random + load->random_left, 16);
}

static uint8_t *submit_pack(struct peer *peer, size_t *ret_len)
{
    uint8_t draft[16];
    Pb__SubmitRequest submit = PB__SUBMIT_REQUEST__INIT;
    id_draw(peer->load, draft);
    submit.draft_id = (ProtobufCBinaryData){sizeof draft, draft};
    submit.content = (ProtobufCBinaryData){peer->load->template_len, peer->load->template_bytes};
    submit.accept_incomplete = 1;
    return td_message_pack(&submit.base, peer->arena, ret_len);
}

static void peer_send_next(struct peer *peer)
{
    bool status = strcmp(peer->load->job, "status") == 0;
    bool small = status || strcmp(peer->load->job, "echo-small") == 0;
    uint8_t key[16];
    Pb__Request request = PB__REQUEST__INIT;
    Pb__Frame frame = PB__FRAME__INIT;
    td_arena_reset(peer->arena);
    frame.kind_case = PB__FRAME__KIND_REQUEST;
    frame.request = &request;
    request.id = ++peer->next_id;
    request.method = small ? "DossierService/Status" : "DossierService/Submit";
    request.payload.data =
        small ? status_pack(peer, &request.payload.len) : submit_pack(peer, &request.payload.len);
    if (!small) {
        id_draw(peer->load, key);
        request.idempotency_key = (ProtobufCBinaryData){sizeof key, key};
    }
    peer->sent_ns = uv_hrtime();
    peer_send_frame(peer, &frame);
}

/* -- what comes back -- */

static void load_sample(struct load *load, uint64_t sent_ns)
{
    load->ended_ns = uv_hrtime();
    if (load->n_samples < MAX_SAMPLES)
        load->samples_us[load->n_samples++] = (uint32_t)((load->ended_ns - sent_ns) / 1000);
}

static void peer_take_response(struct peer *peer, const Pb__Response *response)
{
    struct load *load = peer->load;
    load_sample(load, peer->sent_ns);
    if (response->code != TD_OK && load->refused++ == 0)
        snprintf(load->first_refusal, sizeof load->first_refusal, "%u %s %s", response->code,
                 response->n_violations ? response->violations[0]->key : "",
                 response->n_violations ? response->violations[0]->field : "");
}

static void peer_take_frame(struct peer *peer, const uint8_t *bytes, size_t len)
{
    struct load *load = peer->load;
    if (strncmp(load->job, "echo", 4) == 0) {
        load_sample(load, peer->sent_ns);
    } else {
        td_arena_reset(peer->arena);
        Pb__Frame *frame =
            (Pb__Frame *)td_message_unpack(&pb__frame__descriptor, peer->arena, bytes, len);
        if (!frame || frame->kind_case == PB__FRAME__KIND_GO_AWAY)
            die("frame", frame ? "the server says goodbye" : "malformed");
        if (frame->kind_case != PB__FRAME__KIND_RESPONSE)
            return;
        peer_take_response(peer, frame->response);
    }
    if (load->stopping)
        uv_close((uv_handle_t *)&peer->tcp, NULL);
    else
        peer_send_next(peer);
}

static void peer_flush(struct peer *peer)
{
    const uint8_t *bytes;
    size_t len;
    while ((len = td_tls_pending(peer->tls, &bytes)) > 0) {
        uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)len);
        int sent = uv_try_write((uv_stream_t *)&peer->tcp, &buffer, 1);
        if (sent == UV_EAGAIN)
            continue;
        if (sent < 0)
            die("write", uv_strerror(sent));
        td_tls_drained(peer->tls, (size_t)sent);
    }
}

static void peer_greet(struct peer *peer)
{
    struct load *load = peer->load;
    peer->greeted = true;
    if (strncmp(load->job, "echo", 4) != 0) {
        Pb__Hello hello = PB__HELLO__INIT;
        Pb__Frame frame = PB__FRAME__INIT;
        hello.software = "bench_load";
        frame.kind_case = PB__FRAME__KIND_HELLO;
        frame.hello = &hello;
        peer_send_frame(peer, &frame);
    }
    if (++load->open == load->connections)
        load->started_ns = uv_hrtime();
    peer_send_next(peer);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct peer *peer = stream->data;
    if (n < 0)
        die("read", uv_strerror((int)n));
    if (td_tls_feed(peer->tls, (const uint8_t *)buffer->base, (size_t)n) != TD_OK)
        die("TLS", td_tls_problem(peer->tls) ? td_tls_problem(peer->tls) : "failed");
    if (!peer->greeted && td_tls_state(peer->tls) == TD_TLS_OPEN)
        peer_greet(peer);
    uint8_t plain[65536];
    size_t got;
    while ((got = td_tls_read(peer->tls, plain, sizeof plain)) > 0) {
        const uint8_t *at = plain, *frame;
        size_t frame_len;
        while (td_framer_next(&peer->framer, &at, &got, &frame, &frame_len) == TD_OK && frame)
            peer_take_frame(peer, frame, frame_len);
    }
    if (!uv_is_closing((uv_handle_t *)&peer->tcp))
        peer_flush(peer);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
    (void)suggested;
    struct peer *peer = handle->data;
    *ret = uv_buf_init((char *)peer->chunk, sizeof peer->chunk);
}

static void on_connect(uv_connect_t *connect, int status)
{
    struct peer *peer = connect->data;
    if (status != 0)
        die("connect", uv_strerror(status));
    uv_tcp_nodelay(&peer->tcp, 1);
    uv_read_start((uv_stream_t *)&peer->tcp, on_alloc, on_read);
    td_tls_feed(peer->tls, NULL, 0);
    peer_flush(peer);
}

static void on_stop(uv_timer_t *timer)
{
    struct load *load = timer->data;
    load->stopping = true;
    uv_close((uv_handle_t *)timer, NULL);
}

/* -- the run -- */

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void load_report(struct load *load)
{
    if (load->n_samples == 0)
        die("run", "no reply at all");
    qsort(load->samples_us, load->n_samples, sizeof load->samples_us[0], by_value);
    double seconds = (double)(load->ended_ns - load->started_ns) / 1e9;
    printf("{\"replies\": %zu, \"refused\": %" PRIu64
           ", \"first_refusal\": \"%s\", \"per_second\": %.1f, "
           "\"p50_us\": %u, \"p99_us\": %u}\n",
           load->n_samples, load->refused, load->first_refusal, (double)load->n_samples / seconds,
           load->samples_us[load->n_samples / 2], load->samples_us[load->n_samples * 99 / 100]);
}

static void peer_start(struct load *load, struct td_tls_context *context,
                       const struct sockaddr_in *to)
{
    struct peer *peer = calloc(1, sizeof *peer);
    if (!peer)
        die("memory", "short");
    peer->load = load;
    peer->tls = td_tls_new(context);
    peer->arena = td_arena_new(1 << 20);
    td_framer_init(&peer->framer, TD_FRAME_MAX_BYTES);
    uv_tcp_init(&load->loop, &peer->tcp);
    peer->tcp.data = peer->connect.data = peer;
    uv_tcp_connect(&peer->connect, &peer->tcp, (const struct sockaddr *)to, on_connect);
}

int main(int argc, char **argv)
{
    static struct load load;
    if (argc != 7) {
        fprintf(stderr,
                "usage: bench_load submit|status|echo|echo-small PORT PROFILE_FOLDER CONNECTIONS "
                "SECONDS UNIT:ROUND|DOSSIER\n");
        return 2;
    }
    load.job = argv[1];
    load.target = argv[6];
    load.connections = (unsigned)strtoul(argv[4], NULL, 10);
    load.samples_us = malloc(MAX_SAMPLES * sizeof load.samples_us[0]);
    char *round = strchr(argv[6], ':');
    if (round)
        *round++ = '\0';
    content_make(&load, argv[6], round ? round : "");
    struct td_tls_context *context;
    const char *problem = "";
    if (td_tls_context_client(slurp(argv[3], "cert.pem"), slurp(argv[3], "key.pem"),
                              slurp(argv[3], "ca.pem"), NULL, &context, &problem) != TD_OK)
        die("keys", problem);
    struct sockaddr_in to;
    uv_ip4_addr("127.0.0.1", (int)strtol(argv[2], NULL, 10), &to);
    uv_loop_init(&load.loop);
    for (unsigned i = 0; i < load.connections; i++)
        peer_start(&load, context, &to);
    uv_timer_init(&load.loop, &load.stop);
    load.stop.data = &load;
    uv_timer_start(&load.stop, on_stop, (uint64_t)(1000 * strtod(argv[5], NULL)), 0);
    uv_run(&load.loop, UV_RUN_DEFAULT);
    load_report(&load);
    return 0;
}
