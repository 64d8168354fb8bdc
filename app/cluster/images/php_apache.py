"""hpa-example: the PHP page of the autoscaler's walkthrough, which computes square roots for every request."""

from __future__ import annotations

from app.cluster.images.image import MEBIBYTE, Image, Process
from app.cluster.images.web_server import common_log, page
from app.network.http import Reply, Request

SERVER = "Apache/2.4.10 (Debian)"
SECONDS = 0.1  # of one core, for a million square roots


def program(process: Process) -> None:
    """Compute, then answer `OK!`."""
    process.memory = 9 * MEBIBYTE
    process.request_cost = 0.0

    def handle(request: Request, reply: Reply) -> None:
        def computed() -> None:
            more = (("X-Powered-By", "PHP/5.6.14"),)
            found = request.path in {"/", "/index.php"}
            body = b"OK!" if found else b"Not Found\n"
            response = page(process, 200 if found else 404, body, "text/html; charset=UTF-8", SERVER, more)
            process.log(f'{common_log(process, request, response)} "-" "{request.headers.get("User-Agent", "-")}"')
            reply(response)

        process.work(SECONDS, computed)

    if not process.listen(80, handle):
        process.exit(1)
        return
    hint = "AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using "
    process.log(f"{hint}{process.spec.interface.address}. Set the 'ServerName' directive globally to suppress this "
                "message", "stderr")  # fmt: skip


IMAGE = Image(
    names=("registry.k8s.io/hpa-example", "k8s.gcr.io/hpa-example", "gcr.io/google_containers/hpa-example"),
    program=program,
    size=170_000_000,
    command=("apache2-foreground",),
    executables={"apache2-foreground": program},
    system="debian:8",
)
