"""Pages of a lab's own servers, made to work below a path of ours: links, redirects and requests stay there.

What is not changed is the page: only addresses in HTML and CSS are, and scripts find `fetch` and the like led the same
way. Everything here is done to bytes as they come, for nobody promises that it is valid HTML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.labs.visiting import Place

_ATTRIBUTE = re.compile(
    rb"""(?P<lead>\s(?:href|src|action|formaction|poster|data)\s*=\s*)(?P<quote>["']?)(?P<url>(?:/|https?://)[^"'\s>]*)""",
    re.IGNORECASE,
)
_CSS_URL = re.compile(rb"""(?P<lead>url\(\s*)(?P<quote>["']?)(?P<url>(?:/|https?://)[^"'\s)]*)""", re.IGNORECASE)
_REFRESH = re.compile(
    rb"""(?P<lead>\d\s*;\s*url\s*=\s*)(?P<quote>["']?)(?P<url>(?:/|https?://)[^"'\s>]*)""", re.IGNORECASE
)
_HEAD = re.compile(rb"<head[^>]*>|<html[^>]*>|<!doctype[^>]*>", re.IGNORECASE)
_SCRIPT = re.compile(rb"<script\b", re.IGNORECASE)

_SHIM = """(() => {
  const base = %s, own = %s;
  const led = (address) => {
    const text = String(address?.url ?? address);
    const found = new URL(text, location.href);
    const outside = text.startsWith('/') && !text.startsWith('//') && !text.startsWith(base);
    if (outside) return base + text;
    if (found.host === own) return base + found.pathname + found.search + found.hash;
    if (found.origin === location.origin.replace('null', '') || found.host === location.host) {
      return found.pathname.startsWith(base) ? found.href : base + found.pathname + found.search + found.hash;
    }
    return text;
  };
  const { fetch: ask } = window;
  const asked = (what) => (what instanceof Request ? new Request(led(what.url), what) : led(what));
  window.fetch = (what, options) => ask(asked(what), options);
  const { open } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function opened(method, address, ...rest) {
    return open.call(this, method, led(address), ...rest);
  };
  const Source = window.EventSource;
  window.EventSource = class extends Source { constructor(address, options) { super(led(address), options); } };
})();"""


@dataclass(frozen=True)
class Below:
    """Where a place's pages stand: `base` is the path of ours that is their root (no slash at its end).

    `other` gives such a path for another place of the lab that an answer redirects to.
    """

    base: str
    place: Place
    other: Callable[[Place], str]

    def address(self, url: str) -> str | None:
        """An address in a page as it must be here; None where it can stay: relative ones, and those of other sites."""
        if url.startswith("//"):
            url = f"http:{url}"
        if url.startswith("/"):
            return self.base + url
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and _seen(url) == _seen(f"http://{self.place.authority}"):
            return self.base + _rest(url)
        return None

    def location(self, url: str) -> str:
        """A redirect's address: every HTTP address is one of the lab's, for its machines know no other network."""
        found = self.address(url)
        if found is not None or not url.startswith(("http://", "https://")) or (seen := _seen(url)) is None:
            return found or url
        name, port = seen
        if name == urlsplit(f"//{self.place.authority}").hostname:  # the same name by another port
            place = Place(self.place.host, port, self.place.name, self.place.inside)
        else:
            place = Place(name, port)
        return self.other(place) + _rest(url)

    def body(self, kind: str, content: bytes) -> bytes:
        """A page or style sheet with its addresses changed; anything else as it is."""
        if kind == "text/css":
            return _CSS_URL.sub(self._led, content)
        if kind not in ("text/html", "application/xhtml+xml"):
            return content
        for pattern in (_ATTRIBUTE, _CSS_URL, _REFRESH):
            content = pattern.sub(self._led, content)
        if _SCRIPT.search(content) is None:
            return content
        shim = (_SHIM % (_quoted(self.base), _quoted(self.place.authority))).encode()
        place = _HEAD.search(content)
        end = place.end() if place else 0
        return content[:end] + b"<script>" + shim + b"</script>" + content[end:]

    def _led(self, found: re.Match[bytes]) -> bytes:
        url = found["url"].decode("utf-8", "surrogateescape")
        address = self.address(url)
        lead, quote = found["lead"], found["quote"]
        if address is not None:
            return lead + quote + address.encode("utf-8", "surrogateescape")
        if quote and lead.strip().lower().startswith(b"href"):  # another site: never inside the frame
            return b' target="_blank" rel="noopener noreferrer"' + found[0]
        return found[0]


def _seen(url: str) -> tuple[str, int] | None:
    """The host and port of an address; None where they are not valid."""
    try:
        parts = urlsplit(url)
        return (parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)) if parts.hostname else None
    except ValueError:
        return None


def _rest(url: str) -> str:
    """An address without scheme and host."""
    parts = urlsplit(url)
    return (
        (parts.path or "/")
        + (f"?{parts.query}" if parts.query else "")
        + (f"#{parts.fragment}" if parts.fragment else "")
    )


def _quoted(text: str) -> str:
    """A string for a script inside a page."""
    return json.dumps(text).replace("<", "\\u003c")
