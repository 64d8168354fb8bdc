"""WordPress on 80: nothing but an error page without its database, the installation with it.

Follows docker-library/wordpress docker-entrypoint.sh.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import orjson

from app.cluster.images.image import MEBIBYTE, Image, Process, docker_hub
from app.cluster.images.web_server import common_log, page
from app.network.http import Reply, Request, Response
from app.network.network import ConnectError
from app.network.raw import raw

SERVER = "Apache/2.4.65 (Debian)"
POWERED = ("X-Powered-By", "PHP/8.3.28")
HTML = "text/html; charset=UTF-8"


def _page(title: str, body: str) -> bytes:
    return (f'<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n</head>\n'
            f"<body>\n{body}\n</body>\n</html>\n").encode()  # fmt: skip


FAILED = _page("Database Error", "<h1>Error establishing a database connection</h1>")
INSTALL = _page("WordPress &rsaquo; Installation", "<h1>Welcome</h1>\n<p>Welcome to the famous five-minute WordPress "
                "installation process!</p>")  # fmt: skip


def program(process: Process) -> None:
    """Start through the entry point, and serve."""
    process.memory = 60 * MEBIBYTE
    env = process.env
    name = env.get("WORDPRESS_DB_HOST", "mysql")
    host, _, port = name.partition(":")

    def connected(then: Callable[[bool], None]) -> None:
        asked = {"user": env.get("WORDPRESS_DB_USER", "root"), "password": env.get("WORDPRESS_DB_PASSWORD", ""),
                 "database": env.get("WORDPRESS_DB_NAME", "wordpress"), "sql": ""}  # fmt: skip

        def answered(response: Response) -> None:
            body = response.body if isinstance(response.body, bytes) else b""
            then(response.status == 200 and b'"refused"' not in body)

        try:
            process.network.exchange(
                process.spec.interface, host, int(port or 3306), raw(orjson.dumps(asked)), answered
            )
        except (ConnectError, ValueError):
            then(False)

    def handle(request: Request, reply: Reply) -> None:
        def done(works: bool) -> None:
            where = request.headers.get("Host", "localhost")
            if not works:
                response = page(process, 500, FAILED, HTML, SERVER, (POWERED,))
            elif request.path.startswith("/wp-admin/install.php"):
                response = page(process, 200, INSTALL, HTML, SERVER, (POWERED,))
            else:
                to = f"http://{where}/wp-admin/install.php"
                more = (POWERED, ("X-Redirect-By", "WordPress"), ("Location", to))
                response = page(process, 302, b"", HTML, SERVER, more)
            process.log(f'{common_log(process, request, response)} "-" "{request.headers.get("User-Agent", "-")}"')
            reply(response)

        connected(done)

    if not process.listen(80, handle):
        process.exit(1)
        return
    _greet(process)


def _greet(process: Process) -> None:
    env = process.env
    if not process.read("/var/www/html/wp-config.php"):
        process.log("WordPress not found in /var/www/html - copying now...\nComplete! WordPress has been successfully "
                    "copied to /var/www/html", "stderr")  # fmt: skip
        if given := sorted(key for key in env if key.startswith("WORDPRESS_")):
            process.log("No 'wp-config.php' found in /var/www/html, but 'WORDPRESS_...' variables supplied; copying "
                        f"'wp-config-docker.php' ({' '.join(given)})", "stderr")  # fmt: skip
    hint = "AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using "
    process.log(f"{hint}{process.spec.interface.address}. Set the 'ServerName' directive globally to suppress this "
                "message", "stderr")  # fmt: skip
    stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%a %b %d %H:%M:%S.%f %Y")
    process.log(f"[{stamp}] [mpm_prefork:notice] [pid 1:tid 1] AH00163: {SERVER} PHP/8.3.28 configured -- resuming "
                "normal operations", "stderr")  # fmt: skip


IMAGE = Image(
    names=(*docker_hub("wordpress", "bitnami/wordpress"), "public.ecr.aws/docker/library/wordpress"), program=program,
    tags=r"latest|apache|php[\d.]+(-apache)?|v?\d+(\.\d+)*(-[a-zA-Z0-9.]+)*", size=260_000_000,
    entrypoint=("docker-entrypoint.sh",), command=("apache2-foreground",), executables={"apache2-foreground": program},
    system="debian:13+curl", working_dir="/var/www/html",
    environment=lambda tag: {"PHP_VERSION": "8.3.28", "APACHE_CONFDIR": "/etc/apache2"},
)  # fmt: skip
