"""Apache httpd: "It works!"."""

from __future__ import annotations

from datetime import UTC, datetime

from app.cluster.images.image import Image, Process, docker_hub
from app.cluster.images.web_server import common_log, page, serve
from app.network.http import Request, Response

ROOT = "/usr/local/apache2/htdocs"
SERVER = "Apache/2.4.65 (Unix)"
WORKS = b"<html><body><h1>It works!</h1></body></html>\n"
MISSING = (
    b'<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n'
    b"<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n"
)


def program(process: Process) -> None:
    """Serve files."""

    def answer(request: Request) -> Response:
        path = request.path
        content = process.read(ROOT + path + ("index.html" if path.endswith("/") else ""))
        if content is None:
            response = page(process, 404, MISSING, "text/html; charset=iso-8859-1", SERVER)
        else:
            response = page(process, 200, content, "text/html", SERVER, (("Accept-Ranges", "bytes"),))
        process.log(common_log(process, request, response))
        return response

    process.memory = 7 << 20
    address = process.spec.interface.address
    hint = ("AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using "
            f"{address}. Set the 'ServerName' directive globally to suppress this message")  # fmt: skip
    process.log(f"{hint}\n{hint}", "stderr")
    stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%a %b %d %H:%M:%S.%f %Y")
    notice = f"AH00489: {SERVER} configured -- resuming normal operations"
    process.log(f"[{stamp}] [mpm_event:notice] [pid 1:tid 1] {notice}", "stderr")
    process.log(f"[{stamp}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'", "stderr")
    process.listen(80, serve(answer))


IMAGE = Image(
    names=(*docker_hub("httpd", "bitnami/apache"), "public.ecr.aws/docker/library/httpd"),
    program=program,
    tags=r"(latest|2|2\.4(\.\d+)?|alpine)(-(alpine|bookworm|bullseye))?",
    size=62_000_000,
    command=("httpd-foreground",),
    executables={"httpd-foreground": program},
    files=lambda tag: {f"{ROOT}/index.html": WORKS},
    environment=lambda tag: {"HTTPD_PREFIX": "/usr/local/apache2", "HTTPD_VERSION": "2.4.65"},
)
