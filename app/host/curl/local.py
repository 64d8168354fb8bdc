"""`file://`: files of the machine itself. Follows curl lib/file.c."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import SplitResult, unquote

from app.host.curl.transfer import CurlError
from app.host.invocation import Invocation

HERE = ("", "localhost", "127.0.0.1")


def read(run: Invocation, parts: SplitResult, *, old: bool) -> tuple[bytes, bytes]:
    """What `-I` tells of a file, and what is in it; CurlError 3 for other machines, 37 when it cannot be read."""
    if parts.netloc not in HERE:
        raise CurlError(3, "<url> malformed" if old else "URL rejected: Bad file:// URL")
    path = unquote(parts.path)
    try:
        data = run.files.read_file(path)
        changed = datetime.fromtimestamp(run.files.stat(path).modified, UTC)
    except OSError:
        raise CurlError(37, f"Couldn't open file {path}") from None
    when = changed.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return f"Content-Length: {len(data)}\r\nAccept-ranges: bytes\r\nLast-Modified: {when}\r\n".encode(), data
