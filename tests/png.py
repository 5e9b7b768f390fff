"""PNG without a library: grey values of 8 bits, not interlaced (PNG specification, chapter 9)."""
import struct
import zlib

import numpy as np


def grey_pixels(path):
    """Rows of whole numbers from 0 to 255; `path` has read_bytes()."""
    data, at, packed = path.read_bytes(), 8, b""
    assert data[:8] == b"\x89PNG\r\n\x1a\n", f"{path} is no PNG"
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, height, *form = struct.unpack(">IIBBBBB", body)
            assert form == [8, 0, 0, 0, 0], f"{path}: {form}"
        packed += body if kind == b"IDAT" else b""
        at += 12 + size
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, width + 1).astype(int)
    rows, above = [], [0] * width
    for how, *row in raw.tolist():
        for i in range(width):
            left, corner = (row[i - 1], above[i - 1]) if i else (0, 0)
            guess = left + above[i] - corner
            paeth = min((left, above[i], corner), key=lambda near: abs(guess - near))
            row[i] = (row[i] + (0, left, above[i], (left + above[i]) // 2, paeth)[how]) & 255
        rows.append(row)
        above = row
    return np.array(rows)
