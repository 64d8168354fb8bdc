"""nginx: the web server most examples use. Serves /usr/share/nginx/html: its welcome page when nothing is mounted."""

from __future__ import annotations

from datetime import UTC, datetime

from app.cluster.images.image import Image, Process, docker_hub
from app.cluster.images.web_server import common_log, page, serve
from app.network.http import Request, Response

ROOT = "/usr/share/nginx/html"
PATCHES = {  # the last release of each line
    "1.29": "1.29.4", "1.28": "1.28.1", "1.27": "1.27.5", "1.26": "1.26.3", "1.25": "1.25.5", "1.24": "1.24.0",
    "1.23": "1.23.4", "1.22": "1.22.1", "1.21": "1.21.6", "1.20": "1.20.2", "1.19": "1.19.10", "1.18": "1.18.0",
    "1.17": "1.17.10", "1.16": "1.16.1", "1.15": "1.15.12", "1.14": "1.14.2", "1.13": "1.13.12", "1.12": "1.12.2",
    "1.11": "1.11.13", "1.10": "1.10.3", "1.9": "1.9.15", "1.8": "1.8.1", "1.7": "1.7.12",
}  # fmt: skip
WELCOME = b"""<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
"""
TYPES = {"html": "text/html", "htm": "text/html", "css": "text/css", "js": "application/javascript",
         "txt": "text/plain", "json": "application/json", "svg": "image/svg+xml", "png": "image/png"}  # fmt: skip


def version_of(tag: str) -> str:
    """The version that a tag means: `1.25-alpine` is 1.25.5."""
    number = tag.partition("-")[0]
    if number in {"latest", "mainline", "1", "alpine", "perl", "otel", "slim"}:
        return PATCHES["1.29"]
    return PATCHES["1.28"] if number == "stable" else PATCHES.get(number, number)


def error_page(status: int, reason: str, version: str) -> bytes:
    """The page nginx makes for an error."""
    title = f"{status} {reason}"
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        f"<hr><center>nginx/{version}</center>\r\n</body>\r\n</html>\r\n"
    ).encode()


def program(process: Process) -> None:
    """Start up as the official image does, and serve files."""
    version = version_of(process.tag)
    server = f"nginx/{version}"
    process.memory = 5 << 20

    def answer(request: Request) -> Response:
        response = _answer(request)
        agent = request.headers.get("User-Agent", "-")
        line = f'{common_log(process, request, response)} "{request.headers.get("Referer", "-")}" "{agent}" "-"'
        process.log(line)
        return response

    def _answer(request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return page(process, 405, error_page(405, "Not Allowed", version), "text/html", server)
        path = request.path
        name = ROOT + path + ("index.html" if path.endswith("/") else "")
        content = process.read(name)
        if content is None:
            status, reason = (403, "Forbidden") if path.endswith("/") and path == "/" else (404, "Not Found")
            process.log(_problem(process, name, path, status), "stderr")
            return page(process, status, error_page(status, reason, version), "text/html", server)
        extension = name.rpartition(".")[2]
        more = (("Connection", "keep-alive"), ("Accept-Ranges", "bytes"))
        body = content if request.method == "GET" else b""
        return page(process, 200, body, TYPES.get(extension, "application/octet-stream"), server, more)

    if not process.listen(80, serve(answer)):
        _refuse(process)
        return
    _greet(process, server)
    process.on_term = lambda: process.after(0.1, lambda: process.exit(0))


def _stamp(process: Process) -> str:
    return datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y/%m/%d %H:%M:%S")


def _problem(process: Process, name: str, path: str, status: int) -> str:
    what = f'directory index of "{name.removesuffix("index.html")}" is forbidden' if status == 403 else (
        f'open() "{name}" failed (2: No such file or directory)')  # fmt: skip
    where = f'client: 127.0.0.1, server: localhost, request: "GET {path} HTTP/1.1"'
    return f"{_stamp(process)} [error] 29#29: *1 {what}, {where}"


def _refuse(process: Process) -> None:
    """Another container of the pod has port 80."""
    line = f"{_stamp(process)} [emerg] 1#1: bind() to 0.0.0.0:80 failed (98: Address already in use)"
    process.log(line, "stderr")
    process.log("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)", "stderr")
    process.after(2.5, lambda: process.exit(1))


def _greet(process: Process, server: str) -> None:
    scripts = "/docker-entrypoint.d"
    process.log(
        f"/docker-entrypoint.sh: {scripts}/ is not empty, will attempt to perform configuration\n"
        f"/docker-entrypoint.sh: Looking for shell scripts in {scripts}/\n"
        f"/docker-entrypoint.sh: Launching {scripts}/10-listen-on-ipv6-by-default.sh\n"
        "10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf\n"
        "10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf\n"
        f"/docker-entrypoint.sh: Sourcing {scripts}/15-local-resolvers.envsh\n"
        f"/docker-entrypoint.sh: Launching {scripts}/20-envsubst-on-templates.sh\n"
        f"/docker-entrypoint.sh: Launching {scripts}/30-tune-worker-processes.sh\n"
        "/docker-entrypoint.sh: Configuration complete; ready for start up"
    )
    now = _stamp(process)
    for text in ('using the "epoll" event method', server, "built by gcc 12.2.0 (Debian 12.2.0-14)",
                 "OS: Linux 6.8.0-51-generic", "getrlimit(RLIMIT_NOFILE): 1048576:1048576", "start worker processes",
                 "start worker process 29"):  # fmt: skip
        process.log(f"{now} [notice] 1#1: {text}", "stderr")


CONFIGURATION = b"""
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
"""
SITE = b"""server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
"""
ERROR_PAGE = b"""<!DOCTYPE html>
<html>
<head>
<title>Error</title>
</head>
<body>
<h1>An error occurred.</h1>
<p>Sorry, the page you are looking for is currently unavailable.<br/>
Please try again later.</p>
</body>
</html>
"""


def contents(tag: str) -> dict[str, bytes]:
    """The files of the official image."""
    types = "".join(f"    {kind:<38} {ending};\n" for ending, kind in TYPES.items() if ending != "htm")
    return {
        "/etc/nginx/nginx.conf": CONFIGURATION, "/etc/nginx/conf.d/default.conf": SITE,
        "/etc/nginx/mime.types": f"\ntypes {{\n{types}}}\n".encode(),
        f"{ROOT}/index.html": WELCOME, f"{ROOT}/50x.html": ERROR_PAGE,
        "/docker-entrypoint.sh": b'#!/bin/sh\nset -e\nexec "$@"\n', "/var/log/nginx/access.log": b"",
        "/var/log/nginx/error.log": b"",
    }  # fmt: skip


_LINES = "|".join(line.replace(".", r"\.") + r"(\.\d+)?" for line in PATCHES)
IMAGE = Image(
    names=(*docker_hub("nginx", "nginxinc/nginx-unprivileged", "bitnami/nginx"), "public.ecr.aws/nginx/nginx",
           "quay.io/nginx/nginx-unprivileged", "registry.k8s.io/nginx", "k8s.gcr.io/nginx",
           "public.ecr.aws/docker/library/nginx"),
    program=program,
    tags=rf"(latest|mainline|stable|1|alpine|perl|slim|{_LINES}|1\.7\.9)(-(alpine|perl|slim|bookworm|bullseye|otel)){{0,2}}",
    size=72_000_000,
    entrypoint=("/docker-entrypoint.sh",),
    command=("nginx", "-g", "daemon off;"),
    executables={"nginx": program, "nginx-debug": program},
    system="debian:12+curl",
    files=contents,
    environment=lambda tag: {"NGINX_VERSION": version_of(tag), "PKG_RELEASE": "1~bookworm"},
)  # fmt: skip
