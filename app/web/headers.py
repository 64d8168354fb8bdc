"""What every answer says about itself: no foreign code, no framing, and compressed where it is text."""

from __future__ import annotations

import gzip
import secrets
import zlib
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, g, request

_PERMISSIONS = "camera=(), geolocation=(), microphone=()"
_SMALL = 1024  # bytes that are not worth compressing


def style_nonce() -> str:
    """This response's nonce: the terminal emulator makes style sheets of its own (colours, cell sizes), and only it."""
    nonce: str = g.get("style_nonce") or secrets.token_urlsafe(16)
    g.style_nonce = nonce
    return nonce


def content_security_policy() -> str:
    """Only our own files; no inline script or style at all but style sheets that carry the nonce."""
    nonce = f" 'nonce-{g.style_nonce}'" if g.get("style_nonce") else ""
    framers = g.get("framers", "'none'")
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self'{nonce}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {framers}",
        ]
    )


def allow_framing(sites: Sequence[str]) -> None:
    """This answer may be shown inside our own pages and those of other sites."""
    g.framers = " ".join(["'self'", *sites])


def secure(response: Response) -> Response:
    """Add the security headers; pages and data are not kept by caches unless they say so."""
    headers = response.headers
    headers["Referrer-Policy"] = "same-origin"
    headers.setdefault("Cache-Control", "no-store")
    if g.get("foreign"):  # written by others: as they would have it, in the cage that the policy is
        headers["Content-Security-Policy"] = g.foreign
        headers["Access-Control-Allow-Origin"] = "*"  # a cage has an origin of its own; the path is what must be known
        headers["Access-Control-Allow-Methods"] = headers["Access-Control-Allow-Headers"] = "*"
        headers["Permissions-Policy"] = _PERMISSIONS
        return response
    headers.setdefault("Content-Security-Policy", content_security_policy())
    headers["X-Content-Type-Options"] = "nosniff"
    if not g.get("framers"):
        headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if g.get("framers") else "same-origin")
    headers["Permissions-Policy"] = _PERMISSIONS
    return response


def compress(response: Response) -> Response:
    """Gzip pages and data made for this request (files come compressed already)."""
    if (
        response.direct_passthrough
        or response.content_encoding
        or response.mimetype not in ("text/html", "application/json")
        or request.accept_encodings["gzip"] <= 0
    ):
        return response
    if response.is_streamed:
        response.response = _gzipped(response.iter_encoded())
    elif len(data := response.get_data()) < _SMALL:
        return response
    else:
        response.set_data(gzip.compress(data, 6, mtime=0))
    response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def _gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces compressed one by one, so that none waits for the next."""
    packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    for piece in pieces:
        yield packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()
