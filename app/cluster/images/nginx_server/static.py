"""Files: root and alias, index, autoindex, try_files, types.

Follows nginx src/http/modules/ngx_http_static_module.c, ngx_http_index_module.c, ngx_http_autoindex_module.c.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from app.cluster.images.nginx_server.variables import filled
from app.cluster.images.runtime import image_files

if TYPE_CHECKING:
    from app.cluster.images.nginx_server.exchange import Exchange

BUILT = 1744819200.0  # when the image's own files were made
MISSING = "(2: No such file or directory)"


def kind_of(exchange: Exchange, name: str) -> str:
    """The media type of a file name."""
    ending = name.rpartition("/")[2].rpartition(".")[2].lower() if "." in name.rpartition("/")[2] else ""
    for block in exchange.location.chain:
        for types in block.all("types"):
            for one in types.block:
                if ending in one.args:
                    return one.name
            if types.block:
                return exchange.location.value("default_type", "text/plain")
    return exchange.location.value("default_type", "text/plain")


def tried(exchange: Exchange) -> str | None:
    """What `try_files` finds: None to serve the URI that it has set, `404`, or where to go."""
    *names, last = exchange.location.find("try_files")[0].args
    inside = exchange.process.inside
    for name in names:
        uri = filled(name, exchange)
        wants = "directory" if uri.endswith("/") else "file"
        if inside.kind(exchange.file_name(uri).rstrip("/") or "/") == wants:
            exchange.uri = uri.replace("//", "/")
            return None
    return last[1:] if last.startswith("=") else filled(last, exchange)


def run(exchange: Exchange, cycle: int) -> None:
    """Serve a file or a directory."""
    inside, uri = exchange.process.inside, exchange.uri
    name = exchange.file_name(uri)
    if exchange.request.method not in {"GET", "HEAD"}:
        exchange.finish(405)
    elif uri.endswith("/"):
        _directory(exchange, name, cycle)
    elif (content := inside.read(name)) is not None:
        _file(exchange, name, content)
    elif inside.kind(name) == "directory":
        exchange.moved(f"{uri}/" + (f"?{exchange.args}" if exchange.args else ""), 301)
    else:
        exchange.log_error(f'open() "{name}" failed {MISSING}')
        exchange.finish(404)


def _directory(exchange: Exchange, name: str, cycle: int) -> None:
    inside = exchange.process.inside
    names = [filled(arg, exchange) for one in exchange.location.find("index") for arg in one.args] or ["index.html"]
    for index in names:
        if index.startswith("/") or inside.read(name + index) is not None:
            exchange.redirect(index if index.startswith("/") else exchange.uri + index, cycle)
            return
    if inside.kind(name.rstrip("/") or "/") != "directory":
        exchange.log_error(f'"{name}{names[0]}" is not found {MISSING}')
        exchange.finish(404)
    elif exchange.location.value("autoindex", "off") == "on":
        exchange.send(200, _listing(exchange, name), "text/html")
    else:
        exchange.log_error(f'directory index of "{name}" is forbidden')
        exchange.finish(403)


def _listing(exchange: Exchange, name: str) -> bytes:
    inside, uri = exchange.process.inside, exchange.uri
    rows = []
    stamp = datetime.fromtimestamp(exchange.process.began, UTC).strftime("%d-%b-%Y %H:%M")
    found = [(inside.kind(name + each) != "directory", each) for each in inside.names(name.rstrip("/") or "/")]
    for is_file, each in sorted(found):
        shown = each if is_file else f"{each}/"
        size = str(len(inside.read(name + each) or b"")) if is_file else "-"
        rows.append(f'<a href="{shown}">{shown}</a>{" " * max(0, 50 - len(shown))} {stamp} {size:>19}\r\n')
    head = f"<html>\r\n<head><title>Index of {uri}</title></head>\r\n<body>\r\n<h1>Index of {uri}</h1><hr><pre>"
    return (head + '<a href="../">../</a>\r\n' + "".join(rows) + "</pre><hr></body>\r\n</html>\r\n").encode()


def _file(exchange: Exchange, name: str, content: bytes) -> None:
    own = image_files(exchange.process.spec.image).get(name) == content
    changed = BUILT if own else exchange.process.began
    modified = datetime.fromtimestamp(changed, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    tag = f'"{int(changed):x}-{len(content):x}"'
    headers = exchange.request.headers
    fresh = headers.get("If-None-Match") == tag
    if not fresh and (since := headers.get("If-Modified-Since")):
        try:
            fresh = parsedate_to_datetime(since).timestamp() == changed
        except (TypeError, ValueError):
            fresh = False
    if fresh:
        exchange.send(304, b"", "", more=(("Last-Modified", modified),), after=(("ETag", tag),))
        return
    more = (("Last-Modified", modified),)
    exchange.send(200, content, kind_of(exchange, name), more=more, after=(("ETag", tag), ("Accept-Ranges", "bytes")))
