"""The httpd of busybox: the files of a folder over HTTP."""

from __future__ import annotations

import posixpath
import shlex
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import unquote

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.network.http import Headers, Reply, Request, Response
from app.network.network import AddressInUseError

USAGE = Usage(
    "httpd [-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER[:GRP]] [-r REALM] [-h HOME]",
    "Listen for incoming HTTP requests",
    (
        Option("f", "", "", "Run in foreground"),
        Option("v", "", "", "Verbose"),
        Option("p", "", "[IP:]PORT", "Bind to IP:PORT (default *:80)"),
        Option("h", "", "HOME", "Home directory (default .)"),
    ),
)
TYPES = {
    "html": "text/html", "htm": "text/html", "txt": "text/plain", "h": "text/plain", "c": "text/plain",
    "css": "text/css", "png": "image/png", "svg": "image/svg+xml", "gif": "image/gif", "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}  # fmt: skip


async def main(run: Invocation) -> int:
    """Serve until it is stopped; without -f in the background. 1 when the folder is missing or the port taken.

    Follows busybox networking/httpd.c.
    """
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    home = options.last("h")
    if home and run.kind_of(home) != "directory":
        return await run.fail(f"can't change directory to '{home}': No such file or directory")
    if "f" not in options:
        return await run.spawn(["sh", "-c", f"{shlex.join([run.name, '-f', *run.args])} </dev/null >/dev/null 2>&1 &"])
    folder, port = posixpath.join(run.cwd, home), int(options.last("p", "80").rpartition(":")[2] or 80)

    def handle(request: Request, reply: Reply) -> None:
        response = answer(run, folder, request)
        reply(response)
        if "v" in options:
            told = run.stderr.write(f"{request.peer}: response:{response.status}\n")
            run.host.spawn_task(told)

    try:
        await run.serve("0.0.0.0", port, handle)
    except AddressInUseError:
        return await run.fail("bind: Address already in use")
    return 0


def answer(run: Invocation, folder: str, request: Request) -> Response:
    """A file, or why there is none."""
    path = posixpath.normpath(folder + "/" + unquote(request.path))
    kind = run.kind_of(path)
    if kind == "directory":
        if not request.path.endswith("/"):
            return _page(run, 302, "Found", "", [("Location", f"{request.path}/")])
        path = f"{path}/index.html"
        kind = run.kind_of(path)
    if kind != "file":
        return _page(run, 404, "Not Found", "The requested URL was not found", [])
    body = run.read_file(path)
    fields = [
        *_usual(run), ("Content-type", TYPES.get(path.rpartition(".")[2], "application/octet-stream")),
        ("Last-Modified", _date(run.host.files.stat(path).modified)), ("Accept-Ranges", "bytes"),
        ("Content-Length", str(len(body))),
    ]  # fmt: skip
    return Response(200, Headers(fields), b"" if request.method == "HEAD" else body)


def _page(run: Invocation, status: int, title: str, text: str, more: list[tuple[str, str]]) -> Response:
    body = (
        f"<HTML><HEAD><TITLE>{status} {title}</TITLE></HEAD>\n<BODY><H1>{status} {title}</H1>\n{text}\n</BODY></HTML>\n"
    )
    return Response(status, Headers([*_usual(run), *more, ("Content-type", "text/html")]), body.encode())


def _usual(run: Invocation) -> list[tuple[str, str]]:
    return [("Date", _date(run.now())), ("Connection", "close")]


def _date(moment: float) -> str:
    return format_datetime(datetime.fromtimestamp(moment, UTC), usegmt=True)
