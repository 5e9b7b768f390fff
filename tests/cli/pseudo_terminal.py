"""Programs on a terminal, by a pty."""
import fcntl
import os
import pty
import struct
import subprocess
import termios

from cli_test import check


def shown(command, stream, columns=None, **options):
    """What a terminal shows of `stream` ("stdout" or "stderr") of a command; `columns`: how wide it is. `options` are
    those of Popen."""
    ours, theirs = pty.openpty()
    if columns is not None:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL
               } | {stream: theirs}
    process = subprocess.Popen(command, **streams, **options)
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 65536):
            seen += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    check(process.wait(timeout=60) == 0, f"{command}: exit {process.returncode}")
    return seen.decode().replace("\r\n", "\n")
