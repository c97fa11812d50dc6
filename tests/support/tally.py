"""Adds up the single cases of ctest's JUnit files; the last line is 'N passed, N failed'.

A program that fails without naming a failed case (a crash, a time-out, a sanitizer report)
counts as one failure. No file, or a file without tests, is a failure too.
"""
import re
import sys
import xml.etree.ElementTree as xml

CASES = [
    (re.compile(r"^\[  PASSED  \] (\d+) test", re.M), re.compile(r"^\[  FAILED  \] (\d+) test", re.M)),
    (re.compile(r"^(\d+) passed, \d+ failed", re.M), re.compile(r"^\d+ passed, (\d+) failed", re.M)),
]


def count(output, patterns):
    return sum(int(n) for pattern in patterns for n in pattern.findall(output))


def tally(path):
    """(passed, failed) of one JUnit file."""
    try:
        cases = list(xml.parse(path).getroot().iter("testcase"))
    except (OSError, xml.ParseError) as problem:
        print(f"{path}: {problem}", file=sys.stderr)
        return 0, 1
    passed = failed = 0
    for case in cases:
        output = case.findtext("system-out") or ""
        good = count(output, [p for p, _ in CASES])
        bad = count(output, [f for _, f in CASES])
        if case.get("status") == "run":
            passed += good if good else 1
        else:
            passed += good
            failed += max(bad, 1)
            print(f"failed: {case.get('name')} ({path})")
    return passed, failed if cases else 1


def main():
    totals = [tally(path) for path in sys.argv[1:]] or [(0, 1)]
    passed, failed = (sum(column) for column in zip(*totals))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
