#!/usr/bin/env python3
"""The rows of campaign files, bit for bit.

usage: rows.py A B      prints what differs between the cases that both files hold; exit 1 if anything does
       rows.py A        prints the SHA-256 of the rows
"""
import hashlib
import sys

import h5py
import numpy as np


def read_rows(path):
    """Every column of the root group, as rows in the order of the case numbers: name -> array of raw bytes, a line a
    case."""
    with h5py.File(path) as file:
        cases = file["case"][()]
        order = np.argsort(cases, kind="stable")
        columns = {}
        for name, item in file.items():
            if isinstance(item,
                          h5py.Dataset) and item.shape[:1] == cases.shape and name not in ("leg", "phase", "component"):
                columns[name] = item[()][order]
    return columns


def as_bytes(column):
    """A line of bytes for each case, so that NaN equals NaN and 0 is not -0."""
    return np.ascontiguousarray(column).view(np.uint8).reshape(len(column), -1) if len(column) else np.empty(
        (0, 0), np.uint8)


def differences(a, b, ignore=()):
    """What differs between the cases that both have, a line a column."""
    lines = [f"{name}: only in one of the files" for name in sorted(a.keys() ^ b.keys()) if name not in ignore]
    common, in_a, in_b = np.intersect1d(a["case"], b["case"], return_indices=True)
    if not len(common):
        return lines + ["no case in common"]
    for name in sorted(a.keys() & b.keys()):
        if name in ignore:
            continue
        if a[name].dtype != b[name].dtype or a[name].shape[1:] != b[name].shape[1:]:
            lines.append(f"{name}: {a[name].dtype}{a[name].shape[1:]} against {b[name].dtype}{b[name].shape[1:]}")
            continue
        wrong = np.flatnonzero((as_bytes(a[name][in_a]) != as_bytes(b[name][in_b])).any(axis=1))
        if len(wrong):
            i = wrong[0]
            lines.append(
                f"{name}: {len(wrong)} of {len(common)} cases, the first is {common[i]}: {a[name][in_a[i]]!r} against "
                f"{b[name][in_b[i]]!r}"
            )
    return lines


def digest(columns):
    """SHA-256 over the columns by name; the same on every machine."""
    sha = hashlib.sha256()
    for name in sorted(columns):
        sha.update(name.encode() + b"\0" + columns[name].dtype.str.encode() + b"\0")
        sha.update(as_bytes(columns[name]).tobytes())
    return sha.hexdigest()


def main():
    if len(sys.argv) == 2:
        print(digest(read_rows(sys.argv[1])))
        return 0
    found = differences(read_rows(sys.argv[1]), read_rows(sys.argv[2]))
    print("\n".join(found) or "the same bits")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
