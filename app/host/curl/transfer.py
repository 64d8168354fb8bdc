"""What curl knows of one transfer, and small facts about URLs and responses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from app.network.http import Response, Stream


class CurlError(Exception):
    """A transfer that failed; `code` is curl's exit status."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


@dataclass
class Transfer:
    """What is known of one transfer, for `-w`."""

    url: str
    response: Response | None = None
    size: int = 0
    started: float = 0.0
    ended: float = 0.0
    redirects: int = 0
    redirect_url: str = ""
    last_url: str = ""
    remote: tuple[str, int] = ("", 0)
    error: CurlError | None = None
    method: str = "GET"
    head: str = field(default="", repr=False)


def expand(url: str, *, globbing: bool) -> list[str]:
    """The URLs of a pattern: `{a,b}` and `[1-3]`."""
    found = re.search(r"\{([^{}]+)\}|\[(\d+)-(\d+)\]", url) if globbing else None
    if found is None:
        return [url]
    if found[1] is not None:
        choices = found[1].split(",")
    else:
        width = len(found[2]) if found[2].startswith("0") else 0
        choices = [str(number).zfill(width) for number in range(int(found[2]), int(found[3]) + 1)]
    return [rest for choice in choices
            for rest in expand(url[: found.start()] + choice + url[found.end() :], globbing=True)]  # fmt: skip


def absolute(url: str) -> str:
    """A URL with its scheme."""
    return url if re.match(r"^\w[\w+.-]*://", url) else f"http://{url}"


def parts_of(url: str, *, old: bool) -> SplitResult:
    """A URL taken apart; CurlError 1 or 3 when it is none."""
    text = absolute(url)
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https"):
        suffix = " or disabled in libcurl" if old else ""
        raise CurlError(1, f'Protocol "{parts.scheme}" not supported{suffix}')
    problem = ""
    try:
        if parts.port == 0:
            problem = ""
    except ValueError:
        problem = "Port number was not a decimal number between 0 and 65535"
    if not problem and not parts.hostname:
        problem = "No host part in the URL"
    if not problem and " " in text:
        problem = "Malformed input to a URL function"
    if problem:
        raise CurlError(3, "<url> malformed" if old else f"URL rejected: {problem}")
    return parts


def effective(url: str) -> str:
    """A URL as it was asked for."""
    text = absolute(url)
    return text if urlsplit(text).path else text + "/"


def head_of(response: Response) -> str:
    """Status line and headers as a server sends them."""
    lines = [f"HTTP/1.1 {response.status} {response.reason}".rstrip()]
    lines += [f"{name}: {value}" for name, value in response.headers.fields()]
    length = response.headers.get("Content-Length")
    if isinstance(response.body, bytes) and length is None and response.status not in (204, 304):
        lines.append(f"Content-Length: {len(response.body)}")
    elif isinstance(response.body, Stream) and length is None:
        lines.append("Transfer-Encoding: chunked")
    return "\r\n".join(lines) + "\r\n\r\n"
