#!/usr/bin/env python3
"""Turns GoogleTest's XML reports into a line for each test: `ok - `, `FAIL - ` or `skip - `.

usage: gtest_claims.py FOLDER     exit 1 if a test failed, or if there is no report
"""
import sys
import xml.etree.ElementTree as xml
from pathlib import Path


def main():
    reports = sorted(Path(sys.argv[1]).glob("*.xml"))
    failures = 0
    for report in reports:
        for test in xml.parse(report).getroot().iter("testcase"):
            name = f"{report.stem}: {test.get('classname')}.{test.get('name')}"
            if test.get("status") == "notrun":  # DISABLED_ or filtered out
                print(f"skip - {name}: not run")
            elif test.find("failure") is not None:
                failures += 1
                print(f"FAIL - {name}\n{test.find('failure').get('message')}")
            elif (reason := test.find("skipped")) is not None:
                print(f"skip - {name}: {' '.join((reason.get('message') or '').split())}")
            else:
                print(f"ok - {name}")
    if not reports:
        print("FAIL - no test program left a report")
    return 1 if failures or not reports else 0


if __name__ == "__main__":
    sys.exit(main())
