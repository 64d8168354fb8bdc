"""The pages that nginx makes for statuses, and the time as its error log has it."""

from __future__ import annotations

from datetime import UTC, datetime

from app.cluster.images.image import Process

TITLES = {
    301: "Moved Permanently", 302: "Found", 303: "See Other", 307: "Temporary Redirect", 308: "Permanent Redirect",
    400: "Bad Request", 401: "Authorization Required", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
    405: "Not Allowed", 406: "Not Acceptable", 408: "Request Time-out", 409: "Conflict", 410: "Gone",
    411: "Length Required", 412: "Precondition Failed", 413: "Request Entity Too Large", 414: "Request-URI Too Large",
    415: "Unsupported Media Type", 416: "Requested Range Not Satisfiable", 421: "Misdirected Request",
    429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
    503: "Service Temporarily Unavailable", 504: "Gateway Time-out", 505: "HTTP Version Not Supported",
    507: "Insufficient Storage",
}  # fmt: skip


def error_page(status: int, server: str) -> bytes:
    """The page nginx makes for a status."""
    if status not in TITLES:
        return b""
    title = f"{status} {TITLES[status]}"
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        f"<hr><center>{server}</center>\r\n</body>\r\n</html>\r\n"
    ).encode()


def stamp(process: Process) -> str:
    """The moment, as the error log has it."""
    return datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y/%m/%d %H:%M:%S")
