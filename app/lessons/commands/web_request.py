"""Compares `curl` and `wget` by what they ask of whom: method and address, however that is spelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.lessons.commands.comparison import Gap, Near, fits, program
from app.lessons.sentences import say

PROGRAMS = frozenset({"curl", "wget"})
_CURL_VALUES = frozenset("AbBcCdDeEFHhKmoPQrtTuUvwXxyYz") - frozenset("vBh")
_CURL_LONG_VALUES = frozenset({
    "cacert", "cert", "connect-timeout", "cookie", "cookie-jar", "data", "data-binary", "data-raw",
    "data-urlencode", "form", "header", "interface", "json", "key", "limit-rate", "max-redirs", "max-time",
    "output", "proxy", "range", "referer", "request", "resolve", "retry", "retry-delay", "upload-file", "url",
    "user", "user-agent", "write-out", "unix-socket",
})  # fmt: skip
_DATA = frozenset({"-d", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--json", "-F", "--form"})


@dataclass(frozen=True)
class WebRequest:
    """What a command line asks for."""

    method: str
    addresses: tuple[str, ...]


def gap(wanted: Sequence[str], argv: Sequence[str]) -> Gap | None:
    """None when `argv` sends the same request(s) as `wanted`, whose address may hold `*`."""
    if program(argv) not in PROGRAMS:
        return Gap(Near.UNRELATED, say("verb differs"))
    asked, sent = parse(wanted), parse(argv)
    if asked.method != sent.method:
        return Gap(Near.SAME_PROGRAM, say("verb differs"))
    if not all(any(fits(address, found) for found in sent.addresses) for address in asked.addresses):
        return Gap(Near.SAME_PROGRAM, say("word is missing"))
    return None


def parse(argv: Sequence[str]) -> WebRequest:
    """Method and addresses of a curl or wget command line."""
    method, posts, addresses = "", False, []
    rest = list(argv[1:])
    while rest:
        word = rest.pop(0)
        if not word.startswith("-") or word == "-":
            addresses.append(address(word))
            continue
        option, value = _option(program(argv), word, rest)
        if option in ("-X", "--request", "--method"):
            method = value.upper()
        elif option == "--url":
            addresses.append(address(value))
        elif option in ("-I", "--head"):
            method = method or "HEAD"
        posts = posts or option in _DATA or option.startswith("--post-")
    return WebRequest(method or ("POST" if posts else "GET"), tuple(addresses))


def _option(name: str, word: str, rest: list[str]) -> tuple[str, str]:
    """An option's name and value; the value is taken from the following words where it stands there."""
    if word.startswith("--"):
        option, equals, value = word.partition("=")
        if not equals and (option[2:] in _CURL_LONG_VALUES and name == "curl") and rest:
            value = rest.pop(0)
        return option, value
    if name == "wget":
        takes = word[-1:] in "OoPTtU" and len(word) >= 2
        value = rest.pop(0) if takes and rest else ""
        return word, value
    for at, letter in enumerate(word[1:], 1):
        if letter == "I":
            return "-I", ""
        if letter in _CURL_VALUES:
            return f"-{letter}", word[at + 1 :] or (rest.pop(0) if rest else "")
    return word, ""


def address(text: str) -> str:
    """One spelling for an address: scheme, `localhost`, port and path always there, no fragment."""
    full = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(full.replace("*", "%2A") if "*" in text.split("/", maxsplit=1)[0] else full)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return full
    host = (parts.hostname or "").replace("%2a", "*")
    host = "localhost" if host in ("127.0.0.1", "::1", "0.0.0.0") else host
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme.lower()}://{host}:{port}{parts.path or '/'}{query}"
