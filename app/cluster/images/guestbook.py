"""The guestbook's frontend: a page, and guestbook.php in front of a redis leader and its followers.

Follows kubernetes/examples web/guestbook/php-redis/guestbook.php.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from app.cluster.images.image import MEBIBYTE, Image, Process
from app.cluster.images.web_server import common_log, page
from app.network.http import Reply, Request, Response
from app.network.network import ConnectError
from app.network.raw import raw
from app.network.resp import command, decode

SERVER = "Apache/2.4.25 (Debian)"
PAGE = b"""<html ng-app="redis">
  <head>
    <title>Guestbook</title>
    <script src="controllers.js"></script>
  </head>
  <body ng-controller="RedisCtrl">
    <div style="width: 50%; margin-left: 20px">
      <h2>Guestbook</h2>
    <form>
    <fieldset>
    <input ng-model="msg" placeholder="Messages" class="form-control" type="text" name="input"><br>
    <button type="button" class="btn btn-primary" ng-click="controller.onRedis()">Submit</button>
    </fieldset>
    </form>
    </div>
  </body>
</html>
"""


def _names(process: Process) -> tuple[str, str]:
    """(leader, follower): older tags know them as master and slave."""
    old = process.tag in {"v3", "v4"} or ("frontend" in process.spec.image and process.tag in {"v1", "v2"})
    pair = ("redis-master", "redis-slave") if old else ("redis-leader", "redis-follower")
    if process.env.get("GET_HOSTS_FROM") == "env":
        found = [process.env.get(f"{name.upper().replace('-', '_')}_SERVICE_HOST", name) for name in pair]
        return found[0], found[1]
    return pair


def program(process: Process) -> None:
    """Serve on 80."""
    process.memory = 40 * MEBIBYTE

    def handle(request: Request, reply: Reply) -> None:
        def done(status: int, body: bytes, kind: str) -> None:
            response = page(process, status, body, kind, SERVER, (("X-Powered-By", "PHP/5.6.20"),))
            process.log(f'{common_log(process, request, response)} "-" "{request.headers.get("User-Agent", "-")}"')
            reply(response)

        if request.path in {"/", "/index.html"}:
            done(200, PAGE, "text/html")
        elif request.path == "/guestbook.php":
            _php(process, request, done)
        else:
            done(404, b"<html><body><h1>Not Found</h1></body></html>\n", "text/html; charset=iso-8859-1")

    process.log("AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using "
                f"{process.spec.interface.address}. Set the 'ServerName' directive globally to suppress this message",
                "stderr")  # fmt: skip
    process.listen(80, handle)


def _php(process: Process, request: Request, done: Callable[[int, bytes, str], None]) -> None:
    query = dict(request.query)
    if "cmd" not in query:
        done(200, b"PHP Version 5.6.20\n", "text/html; charset=UTF-8")
        return
    writes = query["cmd"] == "set"
    host = _names(process)[0 if writes else 1]
    words = ["SET", query.get("key", ""), query.get("value", "")] if writes else ["GET", query.get("key", "")]

    def answered(response: Response) -> None:
        found = decode(response.body) if isinstance(response.body, bytes) and response.status == 200 else []
        value = found[0] if found and isinstance(found[0], str) else ""
        told = {"message": "Updated"} if writes else {"data": value}
        done(200, json.dumps(told).encode(), "application/json")

    try:
        process.network.exchange(process.spec.interface, host, 6379, raw(command(words)), answered)
    except ConnectError as error:
        why = {"unknown host": "php_network_getaddresses: getaddrinfo failed: Name or service not known",
               "refused": "Connection refused"}.get(error.kind, "Connection timed out")  # fmt: skip
        process.log(f"PHP Fatal error:  Uncaught exception 'Predis\\Connection\\ConnectionException' with message "
                    f"'{why} [tcp://{host}:6379]'", "stderr")  # fmt: skip
        done(500, b"", "text/html; charset=UTF-8")


IMAGE = Image(
    names=("gcr.io/google-samples/gb-frontend", "gcr.io/google_samples/gb-frontend",
           "us-docker.pkg.dev/google-samples/containers/gke/gb-frontend"),
    program=program, tags=r"latest|v\d+", size=170_000_000, command=("apache2-foreground",),
    executables={"apache2-foreground": program}, system="debian:9",
)  # fmt: skip
