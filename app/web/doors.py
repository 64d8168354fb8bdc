"""What a lab serves, in the learner's own browser: `/port/<token>/...` is the root of one of its places.

    GET  /api/labs/<lab>/doors                      {"doors": [{"kind", "namespace", "name", "port", "address", "url"}]}
    POST /api/labs/<lab>/doors {"address": "n1:80/x"}   {"address": as shown, "url": where it opens}

These pages are written by learners and by authors of images: hostile, for all we know. They get no cookie of ours and
set none, run in an origin of their own (a sandbox without `allow-same-origin`, also in a tab of its own), and may load
and send to nothing but what lies below `/port/`. The token in the path says which lab and place it is, signed and
for a day; nobody is asked for a cookie there.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from threading import Lock
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, jsonify, make_response, render_template, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.labs.views import LabId, RefusedError
from app.labs.visiting import Door, Place, UnreachedError
from app.network.http import Headers, Request
from app.web.foreign import Below
from app.web.learners import TOKEN_SECONDS
from app.web.site import Site

_LOG = logging.getLogger(__name__)
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_BODY_BYTES = 1 << 20  # of what a learner uploads there
_AT_ONCE = 12  # requests of one lab
_NOT_SENT = {  # request headers that are about the way to us, or tell who the learner is
    "host", "cookie", "connection", "keep-alive", "upgrade", "transfer-encoding", "te", "trailer", "content-length",
    "accept-encoding", "origin", "referer", "forwarded", "x-lab-token", "upgrade-insecure-requests",
}  # fmt: skip
_NOT_SENT_LIKE = re.compile(r"sec-|x-forwarded-|cf-|proxy-", re.IGNORECASE)
_PASSED = {  # response headers that mean the same here
    "content-type", "content-language", "content-disposition", "last-modified", "etag", "retry-after", "allow",
    "www-authenticate", "server", "date", "age",
}  # fmt: skip
_NOT_PASSED = {"x-frame-options", "x-content-type-options", "x-dns-prefetch-control", "x-sendfile", "x-accel-redirect"}
_SANDBOX = "allow-scripts allow-forms allow-modals allow-downloads allow-popups allow-popups-to-escape-sandbox"
_ADDRESS = re.compile(
    r"(?:https?://)?(?P<host>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?)(?::(?P<port>\d{1,5}))?(?P<rest>[/?#].*)?"
)
PRINTABLE = re.compile(r"[\x21-\x7e]*")


class Doors:
    """The ways into labs of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._tokens = URLSafeTimedSerializer(site.config.secret, salt="door")
        self._busy: Counter[LabId] = Counter()
        self._lock = Lock()

    def base(self, lab: LabId, place: Place) -> str:
        """The path of ours that is a place's root."""
        return f"/port/{self._tokens.dumps([lab, *astuple(place)])}"

    def read(self, token: str) -> tuple[LabId, Place] | None:
        """What a path's token says; None when it is not ours or too old."""
        try:
            match self._tokens.loads(token, max_age=TOKEN_SECONDS):
                case [str(lab), str(host), int(port), str(name), bool(inside)]:
                    return lab, Place(host, port, name, inside)
        except BadSignature:
            pass
        return None

    @contextmanager
    def going(self, lab: LabId) -> Iterator[bool]:
        """A request is on its way; False when there are too many of this lab's already."""
        with self._lock:
            free = self._busy[lab] < _AT_ONCE
            self._busy[lab] += 1
        try:
            yield free
        finally:
            with self._lock:
                self._busy[lab] -= 1
                if not self._busy[lab]:
                    del self._busy[lab]

    def visit(self, base: str, lab: LabId, place: Place, path: str) -> Response:
        """Pass the browser's request below `base` on, and the answer back."""
        headers = Headers([(name, value) for name, value in request.headers if _is_sent(name) and value.isprintable()])
        query = request.query_string.decode("ascii", "replace")
        asked = Request(request.method, path + (f"?{query}" if query else ""), headers, request.get_data())
        with self.going(lab) as free:
            if not free:
                return unreached("limit", place, 503)
            try:
                answer = self._site.runtime.visit(lab, place, asked)
            except UnreachedError as error:
                return unreached(error.kind, place, 504 if error.kind == "timeout" else 502)
            except RefusedError:
                return unreached("expired", place, 503)
        below = Below(base, place, lambda other: self.base(lab, other))
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        content = answer.body if isinstance(answer.body, bytes) else b""
        response = Response(below.body(kind, content), answer.status or 502)
        del response.headers["Content-Type"]
        for name, value in answer.headers.fields():
            if _is_passed(name):
                response.headers.add(name, value.replace("\r", "").replace("\n", " "))
        if location := answer.headers.get("Location"):
            response.autocorrect_location_header = False
            response.headers["Location"] = below.location(location)
        return response


def _is_sent(name: str) -> bool:
    return name.lower() not in _NOT_SENT and not _NOT_SENT_LIKE.match(name)


def _is_passed(name: str) -> bool:
    lower = name.lower()
    return lower in _PASSED or (lower.startswith("x-") and lower not in _NOT_PASSED)


def unreached(kind: str, place: Place, status: int) -> Response:
    """A calm page that says what did not work, and where to look."""
    return make_response(render_template("unreached.html", kind=kind, place=place.authority), status)


def blueprint(site: Site) -> Blueprint:
    """The places of labs, and the API that tells of them."""
    pages = Blueprint("doors", __name__)
    ways = Doors(site)
    _add_doors(pages, site, ways)

    def visit(token: str, path: str = "") -> Response:
        g.foreign = _policy(site)
        request.max_content_length = _BODY_BYTES
        found = ways.read(token)
        if found is None or site.runtime.owner(found[0]) is None:
            return unreached("expired", Place("", 80), 404)
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return unreached("websocket", found[1], 501)
        if request.headers.get("Sec-Fetch-Site") == "same-origin" and request.headers.get("Sec-Fetch-Dest") == "script":
            return unreached("expired", found[1], 403)  # nothing of theirs is ever code of ours
        raw = request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI") or request.path
        return ways.visit(f"/port/{token}", *found, _path_below(raw, token, path))

    for rule in ("/port/<token>/", "/port/<token>/<path:path>"):
        pages.add_url_rule(rule, view_func=visit, methods=METHODS)
        pages.add_url_rule(rule, view_func=visit, websocket=True)  # to refuse them in words
    return pages


def _path_below(raw: str, token: str, path: str) -> str:
    """The path as the browser wrote it, still percent-encoded."""
    written = urlsplit(raw).path.partition(f"/port/{token}")[2]
    return written if written.startswith("/") and PRINTABLE.fullmatch(written) else f"/{path}"


def _policy(site: Site) -> str:
    """What a lab's page may do: nothing outside the labs' own paths, framed by us and by those who embed us."""
    here = f"{request.host_url}port/"
    return "; ".join(
        [
            f"sandbox {_SANDBOX}",
            f"default-src {here} data: blob: 'unsafe-inline' 'unsafe-eval'",
            f"form-action {here}",
            f"base-uri {here}",
            " ".join(["frame-ancestors", "'self'", *site.config.embedders]),
        ]
    )


def _add_doors(pages: Blueprint, site: Site, ways: Doors) -> None:
    def described(lab: LabId, door: Door) -> dict[str, str]:
        place = door.place
        return {
            "kind": door.kind, "namespace": door.namespace, "name": door.name, "port": door.port,
            "address": f"http://{place.authority}{door.path}", "url": ways.base(lab, place) + door.path,
        }  # fmt: skip

    @pages.get("/api/labs/<lab>/doors")
    def doors(lab: LabId) -> Response:
        site.own(lab)
        return jsonify(doors=[described(lab, door) for door in site.runtime.doors(lab)])

    @pages.post("/api/labs/<lab>/doors")
    def open_door(lab: LabId) -> Response:
        site.own(lab)
        match request.get_json():
            case {"address": str(address)} if found := place_of(address):
                place, rest = found
            case _:
                raise RefusedError("not-found", "the body has no address")
        return jsonify(address=f"http://{place.authority}{rest}", url=ways.base(lab, place) + rest)


def place_of(address: str) -> tuple[Place, str] | None:
    """What somebody typed into an address bar, `node01:30080/path`, as a place and the path there, if it is one."""
    found = _ADDRESS.fullmatch(address.strip())
    if found is None or len(address) > 2000:
        return None
    port = int(found["port"] or (443 if address.strip().startswith("https:") else 80))
    rest = found["rest"] or "/"
    if not 0 < port < 65536 or not PRINTABLE.fullmatch(rest):
        return None
    return Place(found["host"], port), rest if rest.startswith("/") else f"/{rest}"
