"""Requests from curl's options: method, body, headers, certificates."""

from __future__ import annotations

import base64
from urllib.parse import quote

from app.host.curl.declaration import DATA, VERSION
from app.host.curl.transfer import CurlError
from app.host.invocation import Invocation
from app.host.options import Options


async def body_of(run: Invocation, options: Options) -> tuple[str, bytes, str]:
    """Method, body, and what `-G` adds to the query."""
    parts = [await _data(run, name, value) for name in DATA for value in options.all(name)]
    body = b"".join(parts) if "json" in options else b"&".join(parts)
    if "upload-file" in options:
        name = options.last("upload-file")
        uploaded = await run.stdin.read() if name == "-" else file_of(run, name, 26)
        return options.last("request", "PUT"), uploaded, ""
    query = body.decode() if "get" in options else ""
    default = "HEAD" if "head" in options else "POST" if parts and "get" not in options else "GET"
    return options.last("request", default), b"" if query else body, query


async def _data(run: Invocation, name: str, value: str) -> bytes:
    if name == "data-urlencode":
        key, equals, text = value.partition("=")
        if equals:
            return f"{key}{'=' if key else ''}{quote(text, safe='')}".encode()
        return quote(value, safe="").encode()
    if name == "data-raw" or not value.startswith("@"):
        return value.encode("utf-8", "surrogateescape")
    data = await run.stdin.read() if value == "@-" else file_of(run, value[1:], 26)
    return data if name in ("data-binary", "json") else data.replace(b"\r", b"").replace(b"\n", b"")


def file_of(run: Invocation, name: str, code: int) -> bytes:
    """A file that an option names; CurlError with this code when it cannot be read."""
    try:
        return run.read_file(name)
    except OSError:
        raise CurlError(code, f"Failed to open {name}") from None


def headers_of(run: Invocation, options: Options, host: str, body: bytes, *, length: bool) -> list[tuple[str, str]]:
    """The header fields in curl's order: its own, those of `-H` (which replace or remove its own), the body's."""
    custom, gone = _custom(run, options)
    given = {name.lower() for name, _ in custom} | gone
    named = next((value for name, value in custom if name.lower() == "host"), host)
    defaults = [("Host", named)]
    if "user" in options:
        defaults.append(("Authorization", f"Basic {base64.b64encode(options.last('user').encode()).decode()}"))
    if "oauth2-bearer" in options:
        defaults.append(("Authorization", f"Bearer {options.last('oauth2-bearer')}"))
    defaults.append(("User-Agent", options.last("user-agent") or f"curl/{VERSION[run.host.spec.style]}"))
    defaults.append(("Accept", "application/json" if "json" in options else "*/*"))
    if "compressed" in options:
        defaults.append(("Accept-Encoding", "deflate, gzip, br, zstd"))
    defaults += [(name, options.last(option)) for name, option in (("Referer", "referer"), ("Cookie", "cookie"))
                 if option in options]  # fmt: skip
    ending = []
    if length:
        ending.append(("Content-Length", str(len(body))))
        if "upload-file" not in options:
            kind = "application/json" if "json" in options else "application/x-www-form-urlencoded"
            ending.append(("Content-Type", kind))
    kept = [pair for pair in defaults if pair[0].lower() not in given or (pair[0] == "Host" and "host" not in gone)]
    own = [pair for pair in custom if pair[0].lower() != "host"]
    return [*kept, *own, *(pair for pair in ending if pair[0].lower() not in given)]


def _custom(run: Invocation, options: Options) -> tuple[list[tuple[str, str]], set[str]]:
    """`-H 'Name: value'` sets, `-H 'Name;'` sends an empty one, `-H 'Name:'` removes: what is set, what is removed."""
    lines: list[str] = []
    for text in options.all("header"):
        lines += file_of(run, text[1:], 26).decode().splitlines() if text.startswith("@") else [text]
    found, gone = [], set()
    for line in lines:
        name, colon, value = line.partition(":")
        if colon and not value.strip():
            gone.add(name.strip().lower())
        elif colon:
            found.append((name.strip(), value.strip()))
        elif line.endswith(";"):
            found.append((line[:-1].strip(), ""))
    return found, gone
