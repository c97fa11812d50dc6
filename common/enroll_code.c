/* Writing and reading enrolment codes. No network and no files here. */
#include "enroll_code.h"

#include "digest.h"

#define PREFIX "thidua1-"
#define FINGERPRINT_CHARS 52 /* base32 of 32 bytes */
#define SECRET_CHARS 26      /* base32 of 16 bytes */
#define CHECK_CHARS 4

static bool is_host(const char *host, size_t len)
{
    if (len == 0 || len >= TD_HOST_SIZE)
        return false;
    bool is_v6 = memchr(host, ':', len) != NULL;
    const char *allowed = is_v6 ? "0123456789abcdef:." : "abcdefghijklmnopqrstuvwxyz0123456789.-";
    for (size_t i = 0; i < len; i++)
        if (!host[i] || !strchr(allowed, host[i]))
            return false;
    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool parse_port(const char *text, uint16_t *ret_port)
{
    unsigned port = 0;
    if (*text < '1' || *text > '9')
        return false;
    for (; *text >= '0' && *text <= '9' && port <= UINT16_MAX; text++)
        port = port * 10 + (unsigned)(*text - '0');
    if (*text || port > UINT16_MAX)
        return false;
    *ret_port = (uint16_t)port;
    return true;
}

bool td_address_parse(const char *address, char ret_host[TD_HOST_SIZE], uint16_t *ret_port)
{
    char host[TD_HOST_SIZE];
    uint16_t port;
    const char *colon = strrchr(address, ':');
    if (!colon || !parse_port(colon + 1, &port))
        return false;
    size_t len = (size_t)(colon - address);
    bool bracketed = len >= 2 && address[0] == '[' && address[len - 1] == ']';
    if (bracketed) {
        address++;
        len -= 2;
    }
    if (len >= sizeof host || (memchr(address, ':', len) != NULL) != bracketed)
        return false;
    for (size_t i = 0; i < len; i++)
        host[i] = lower(address[i]);
    host[len] = '\0';
    if (!is_host(host, len))
        return false;
    memcpy(ret_host, host, len + 1);
    *ret_port = port;
    return true;
}

static void check_of(const char *text, size_t len, char ret_check[CHECK_CHARS + 1])
{
    uint8_t digest[TD_SHA256_SIZE];
    td_sha256(text, len, digest);
    td_hex(digest, CHECK_CHARS / 2, ret_check);
}

bool td_enroll_code_format(const struct td_enroll_code *code, char ret_text[TD_ENROLL_CODE_SIZE])
{
    char fingerprint[FINGERPRINT_CHARS + 1], secret[SECRET_CHARS + 1], check[CHECK_CHARS + 1];
    size_t host_len = strnlen(code->host, sizeof code->host);
    if (!is_host(code->host, host_len) || code->port == 0)
        return false;
    bool is_v6 = strchr(code->host, ':') != NULL;
    td_base32(code->ca_sha256, sizeof code->ca_sha256, fingerprint);
    td_base32(code->secret, sizeof code->secret, secret);
    char text[TD_ENROLL_CODE_SIZE];
    int len = snprintf(text, sizeof text, PREFIX "%s%s%s:%u-%s%s", is_v6 ? "[" : "", code->host,
                       is_v6 ? "]" : "", (unsigned)code->port, fingerprint, secret);
    if (len < 0 || (size_t)len + 1 + CHECK_CHARS >= sizeof text)
        return false;
    check_of(text, (size_t)len, check);
    text[len] = '-';
    memcpy(text + len + 1, check, sizeof check);
    memcpy(ret_text, text, (size_t)len + 1 + sizeof check);
    return true;
}

/* Without blanks, in lower case. 0: too long, or empty. */
static size_t squeeze(const char *text, char ret[TD_ENROLL_CODE_SIZE])
{
    size_t len = 0;
    for (; *text; text++) {
        if (strchr(" \t\r\n", *text))
            continue;
        if (len + 1 >= TD_ENROLL_CODE_SIZE)
            return 0;
        ret[len++] = lower(*text);
    }
    ret[len] = '\0';
    return len;
}

static bool parse(const char *pasted, struct td_enroll_code *ret)
{
    const size_t tail = 1 + FINGERPRINT_CHARS + SECRET_CHARS + 1 + CHECK_CHARS;
    char text[TD_ENROLL_CODE_SIZE], check[CHECK_CHARS + 1];
    size_t len = squeeze(pasted, text);
    if (len <= strlen(PREFIX) + tail || strncmp(text, PREFIX, strlen(PREFIX)) != 0)
        return false;
    char *payload = text + len - tail;
    char *dash = text + len - CHECK_CHARS - 1;
    if (*payload != '-' || *dash != '-')
        return false;
    check_of(text, len - CHECK_CHARS - 1, check);
    if (strcmp(dash + 1, check) != 0)
        return false;
    *payload++ = '\0';
    return td_address_parse(text + strlen(PREFIX), ret->host, &ret->port) &&
           td_unbase32(payload, FINGERPRINT_CHARS, ret->ca_sha256, sizeof ret->ca_sha256) &&
           td_unbase32(payload + FINGERPRINT_CHARS, SECRET_CHARS, ret->secret, sizeof ret->secret);
}

enum td_code td_enroll_code_parse(const char *text, const char *field, struct td_enroll_code *ret,
                                  struct td_err *err)
{
    struct td_enroll_code code;
    if (!parse(text, &code))
        return td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_CODE_UNKNOWN, TD_END);
    *ret = code;
    return TD_OK;
}
