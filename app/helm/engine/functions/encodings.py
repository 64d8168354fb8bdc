"""Encodings and digests. Follows github.com/Masterminds/sprig/v3 strings.go, crypto.go, url.go."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from app.helm.engine.functions.conversions import text_of
from app.kubectl.output.gotemplate.builtins import FUNCTIONS as BUILTINS
from app.kubectl.output.gotemplate.builtins import CallError, Function


def _data(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _b64dec(text: str) -> str:
    try:
        return str(BUILTINS["base64decode"].call(text))
    except CallError as wrong:
        return str(wrong).removeprefix("base64 decode failed: ")


def _b32dec(text: str) -> str:
    try:
        return base64.b32decode(_data(text)).decode("utf-8", "surrogateescape")
    except (binascii.Error, ValueError):
        bad = next((i for i, c in enumerate(text) if c not in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), len(text))
        return f"illegal base32 data at input byte {bad}"


def _url_parse(text: str) -> dict[str, Any]:
    try:
        parts = urlsplit(text)
        hostname = parts.hostname or ""
    except ValueError as wrong:
        raise CallError(f"unable to parse url: {wrong}") from None
    user, _, host = parts.netloc.rpartition("@")
    opaque = parts.path if parts.scheme and not parts.netloc and not parts.path.startswith("/") else ""
    return {
        "scheme": parts.scheme, "userinfo": user, "host": host, "hostname": hostname,
        "path": "" if opaque else parts.path, "query": parts.query, "fragment": parts.fragment, "opaque": opaque,
    }  # fmt: skip


def _url_join(table: dict[str, Any]) -> str:
    host = text_of(table.get("host", ""))
    user = text_of(table.get("userinfo", ""))
    path = quote(text_of(table.get("path", "")), safe="/~!$&'()*+,;=:@%")
    if host and path and not path.startswith("/"):
        path = "/" + path
    parts = (text_of(table.get("scheme", "")), f"{user}@{host}" if user else host, path,
             text_of(table.get("query", "")), text_of(table.get("fragment", "")))  # fmt: skip
    return urlunsplit(parts)


def _digest(name: str) -> Function:
    return Function(lambda text: hashlib.new(name, _data(text)).hexdigest(), ("string",))


FUNCTIONS = {
    "b64enc": Function(lambda text: base64.b64encode(_data(text)).decode(), ("string",)),
    "b64dec": Function(_b64dec, ("string",)),
    "b32enc": Function(lambda text: base64.b32encode(_data(text)).decode(), ("string",)),
    "b32dec": Function(_b32dec, ("string",)),
    "sha1sum": _digest("sha1"),
    "sha256sum": _digest("sha256"),
    "sha512sum": _digest("sha512"),
    "adler32sum": Function(lambda text: str(zlib.adler32(_data(text))), ("string",)),
    "urlParse": Function(_url_parse, ("string",)),
    "urlJoin": Function(_url_join, ("map",)),
}
