"""What every answer says about itself: no foreign code, no framing, and compressed where it is text."""

from __future__ import annotations

import gzip
import secrets

from flask import Response, g, request

_SMALL = 1024  # bytes that are not worth compressing


def style_nonce() -> str:
    """This response's nonce: the terminal emulator makes style sheets of its own (colours, cell sizes), and only it."""
    nonce: str = g.get("style_nonce") or secrets.token_urlsafe(16)
    g.style_nonce = nonce
    return nonce


def content_security_policy() -> str:
    """Only our own files; no inline script or style at all but style sheets that carry the nonce."""
    nonce = f" 'nonce-{g.style_nonce}'" if g.get("style_nonce") else ""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self'{nonce}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def secure(response: Response) -> Response:
    """Add the security headers; pages and data are not kept by caches unless they say so."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", content_security_policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers.setdefault("Cache-Control", "no-store")
    return response


def compress(response: Response) -> Response:
    """Gzip pages and data made for this request (files come compressed already)."""
    if (
        response.direct_passthrough
        or response.content_encoding
        or response.mimetype not in ("text/html", "application/json")
        or request.accept_encodings["gzip"] <= 0
        or len(data := response.get_data()) < _SMALL
    ):
        return response
    response.set_data(gzip.compress(data, 6, mtime=0))
    response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response
