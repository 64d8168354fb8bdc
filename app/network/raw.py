"""Bytes between programs that do not speak HTTP: a redis client, a database's, `nc`.

They travel as an exchange of their own kind, so that services, policies and listeners treat them as all traffic.
"""

from __future__ import annotations

from app.network.http import Request, Response

METHOD = "RAW"
HANG_UP = Response(0)
"""The connection was closed without an answer, as servers do that are spoken to in another language."""


def raw(data: bytes) -> Request:
    """What a program sends that does not speak HTTP."""
    return Request(METHOD, "/", body=data)


def data_of(request: Request) -> bytes | None:
    """The bytes that were sent; None when it is HTTP."""
    return request.body if request.method == METHOD else None
