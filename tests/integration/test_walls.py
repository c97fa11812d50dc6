"""The walls of docs/architecture.md, proved from the built archives: what each library leaves
undefined must come from where it may look (nm -u against an allow-list)."""
import pathlib
import re
import subprocess
import tempfile
import unittest

from thidua import BUILD

# Who a symbol of a foreign library belongs to.
FAMILIES = [
    ("libuv", r"uv_"), ("sqlite", r"sqlite3_"), ("protobuf-c", r"protobuf_c_"), ("utf8proc", r"utf8proc_"),
    ("openssl", r"(SSL|EVP|BIO|X509|PEM|ASN1|RAND|ERR|OPENSSL|CRYPTO|TLS|BN|OBJ|i2d|d2i|SHA|NCONF|sk|EC|PKCS)_|d2i_|i2d_|PEM_|X509V3_|TLS_"),
    ("cyaml", r"cyaml_|yaml_"), ("jansson", r"json_"), ("smartcols", r"scols_"), ("popt", r"popt"),
    ("csv", r"csv_"), ("systemd", r"sd_"),
]
# library: (foreign families it may use, project libraries it may use)
ALLOWED = {
    "td_common": ({"openssl", "protobuf-c", "utf8proc"}, {"td_proto"}),
    "td_domain": (set(), {"td_common", "td_proto"}),
    "td_planfile": ({"cyaml"}, {"td_common", "td_domain", "td_proto"}),
    "td_net": ({"libuv"}, {"td_common"}),
    "td_store": ({"libuv", "sqlite"}, {"td_common", "td_domain", "td_proto"}),
    "td_blob": (set(), {"td_common"}),
    "td_pki": ({"openssl"}, {"td_common"}),
    "td_service": ({"protobuf-c"}, {"td_store", "td_blob", "td_pki", "td_planfile", "td_domain", "td_common", "td_proto"}),
    "td_rpc": ({"libuv", "protobuf-c"}, {"td_service", "td_store", "td_net", "td_log", "td_domain", "td_common", "td_proto"}),
    "td_admin": ({"popt"}, {"td_service", "td_store", "td_blob", "td_pki", "td_planfile", "td_domain", "td_common", "td_proto"}),
    "td_log": (set(), {"td_common"}),
    "td_daemon": ({"libuv", "systemd", "popt", "smartcols"},
                  {"td_admin", "td_rpc", "td_service", "td_store", "td_blob", "td_pki", "td_net", "td_log", "td_planfile",
                   "td_domain", "td_common", "td_proto"}),
    "td_client_view": ({"jansson", "smartcols", "protobuf-c"}, {"td_common", "td_proto", "td_domain"}),
    "td_client": ({"popt", "jansson", "csv", "protobuf-c"}, {"td_client_view", "td_planfile", "td_domain", "td_common", "td_proto"}),
    "td_client_cmd": ({"popt", "jansson", "cyaml", "csv", "protobuf-c"},
                      {"td_client", "td_client_view", "td_planfile", "td_domain", "td_common", "td_proto"}),
}
# Inside a library: only these object files may touch that family.
ONLY_IN = {("td_store", "libuv"): r"executor|job_queue", ("td_store", "sqlite"): r"db_sqlite|vfs_gather"}
# The rules are pure: of libc they may use what neither reads, writes nor tells the time.
PURE_LIBC = re.compile(r"(str(len|cmp|ncmp|casecmp|chr|rchr|str|spn|cspn|pbrk|nlen)|mem(cpy|cmp|set|move|chr)|v?snprintf|qsort|bsearch|"
                       r"__(v?snprintf|memcpy|memset|stack)_chk(_fail)?|__stack_chk_fail|__assert_fail|abort|_GLOBAL_OFFSET_TABLE_|"
                       r"__ctype_b_loc|strtou?ll?)$")
SANITIZER = re.compile(r"__(asan|ubsan|tsan|sanitizer|lsan)_|__odr_asan|__gcov")


def symbols(archive, *flags):
    """(object, symbol) pairs."""
    out = subprocess.run(["nm", "-A", "-P", *flags, str(archive)], capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        found = re.match(r".*?\[(.+?)\]: (\S+) \S", line) or re.match(r"(\S+?): (\S+) \S", line)
        if found:
            yield found.group(1), found.group(2)


def family(symbol):
    for name, pattern in FAMILIES:
        if re.match(pattern, symbol):
            return name
    return None


def offences(name, archive, owners):
    foreign, project = ALLOWED[name]
    own = {symbol for _, symbol in symbols(archive, "--defined-only")}
    for part, symbol in symbols(archive, "-u"):
        if symbol in own or SANITIZER.match(symbol):
            continue
        owner, kin = owners.get(symbol), family(symbol)
        if owner and owner not in project:
            yield f"{name}({part}) uses {symbol} of {owner}"
        elif kin and not owner and kin not in foreign:
            yield f"{name}({part}) uses {symbol} of {kin}"
        elif kin and (name, kin) in ONLY_IN and not re.search(ONLY_IN[name, kin], part):
            yield f"{name}({part}) uses {symbol}: only {ONLY_IN[name, kin]} may"
        elif name == "td_domain" and not owner and not PURE_LIBC.match(symbol):
            yield f"{name}({part}) uses {symbol}, which is not pure"


class Walls(unittest.TestCase):
    def setUp(self):
        self.archives = {path.stem[3:]: path for path in BUILD.rglob("libtd_*.a")}
        self.owners = {symbol: name for name, path in self.archives.items()
                       for _, symbol in symbols(path, "--defined-only", "-g")}

    def test_every_library__undefined_symbols__come_from_where_it_may_look(self):
        self.assertEqual(set(self.archives) - {"td_proto"}, set(ALLOWED))
        found = [line for name in ALLOWED for line in offences(name, self.archives[name], self.owners)]
        self.assertEqual(found, [])

    def test_checker__bad_sample__is_rejected(self):
        """A rule that opens a database, asks the clock and pings libuv must be caught on all counts."""
        with tempfile.TemporaryDirectory() as folder:
            source, sample = pathlib.Path(folder, "bad.c"), pathlib.Path(folder, "bad.o")
            source.write_text("int sqlite3_open(void); int uv_run(void); long time(long *); int conn_close(void);\n"
                              "int bad(void) { return sqlite3_open() + uv_run() + (int)time(0) + conn_close(); }\n")
            subprocess.run(["cc", "-c", "-o", str(sample), str(source)], check=True)
            found = "\n".join(offences("td_domain", sample, self.owners))
        for symbol in ("sqlite3_open", "uv_run", "time", "conn_close"):
            self.assertIn(symbol, found)
