"""Apache httpd: "It works!". Of its configuration: where it listens, what it serves, aliases and redirects.

Follows apache httpd server/core.c, modules/generators/mod_autoindex.c for what is answered and logged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote

from app.cluster.images.image import MEBIBYTE, Image, Process, docker_hub
from app.cluster.images.web_server import common_log, page
from app.network.http import Reply, Request, Response

PREFIX = "/usr/local/apache2"
ROOT = f"{PREFIX}/htdocs"
CONFIG = f"{PREFIX}/conf/httpd.conf"
SERVER = "Apache/2.4.65 (Unix)"
WORKS = b"<html><body><h1>It works!</h1></body></html>\n"
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "json": "application/json",
         "txt": "text/plain", "png": "image/png", "svg": "image/svg+xml", "xml": "application/xml"}  # fmt: skip
KNOWN = re.compile(
    r"(?i)</?[a-z]+|(Server(Root|Admin|Name|Alias|Tokens|Signature)|Listen|LoadModule|User|Group|DocumentRoot|"
    r"DirectoryIndex|ErrorLog|LogLevel|LogFormat|CustomLog|Alias|ScriptAlias|Redirect(Match|Permanent)?|Options|"
    r"AllowOverride|Require|Order|Allow|Deny|TypesConfig|Add(Type|Handler|Encoding|DefaultCharset|OutputFilter)|Include|"
    r"IncludeOptional|EnableMMAP|EnableSendfile|ErrorDocument|Header|RequestHeader|Rewrite(Engine|Rule|Cond)|Proxy\w*|"
    r"SSL\w+|KeepAlive\w*|MaxKeepAliveRequests|Timeout|HostnameLookups|Set(EnvIf|Env|Handler)|PidFile|"
    r"MaxRequestWorkers|StartServers|ThreadsPerChild|ThreadLimit|Auth\w+|IndexOptions|FallbackResource|Define)$"
)
BODIES = {
    404: ("Not Found", "The requested URL was not found on this server."),
    403: ("Forbidden", "You don't have permission to access this resource."),
    301: ("Moved Permanently", 'The document has moved <a href="{0}">here</a>.'),
    302: ("Found", 'The document has moved <a href="{0}">here</a>.'),
}  # fmt: skip


@dataclass
class Settings:
    """What of a configuration is obeyed."""

    ports: list[int] = field(default_factory=list)
    root: str = ROOT
    indexes: tuple[str, ...] = ("index.html",)
    aliases: dict[str, str] = field(default_factory=dict)
    redirects: list[tuple[int, str, str]] = field(default_factory=list)
    name: str = ""


class WrongLineError(Exception):
    """What httpd says of a line."""


def read(text: str, path: str, load: Callable[[str], bytes | None], found: Settings | None = None) -> Settings:
    """The settings of a file and what it includes."""
    found = found or Settings()
    for number, line in enumerate(text.replace("\\\n", " ").splitlines(), 1):
        words = [
            word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line.split("#")[0] if "#" in line[:1] else line)
        ]
        if not words or words[0].startswith("#"):
            continue
        name, rest = words[0], words[1:]
        if KNOWN.match(name) is None:
            raise WrongLineError(
                f"AH00526: Syntax error on line {number} of {path}:\nInvalid command '{name}', perhaps misspelled or "
                "defined by a module not included in the server configuration")  # fmt: skip
        _take(found, name.lower(), rest)
        if name.lower() == "include" and rest and (content := load(_full(rest[0]))) is not None:
            read(content.decode("utf-8", "replace"), _full(rest[0]), load, found)
    return found


def _full(path: str) -> str:
    return path if path.startswith("/") else f"{PREFIX}/{path}"


def _take(found: Settings, name: str, rest: list[str]) -> None:
    match name, rest:
        case "listen", [where, *_] if where.rpartition(":")[2].isdigit():
            found.ports.append(int(where.rpartition(":")[2]))
        case "documentroot", [path]:
            found.root = _full(path).rstrip("/")
        case "directoryindex", [_, *_]:
            found.indexes = tuple(rest)
        case "servername", [host]:
            found.name = host
        case "alias", [uri, path]:
            found.aliases[uri] = path
        case "redirect", [*status, uri, target]:
            code = {"permanent": 301, "301": 301}.get(status[0] if status else "", 302)
            found.redirects.append((code, uri, target))
        case "redirectpermanent", [uri, target]:
            found.redirects.append((301, uri, target))


def program(process: Process) -> None:
    """`httpd-foreground`, and `httpd` with -v, -t, -S."""
    words = process.argv[1:] if process.argv[:1] != ("httpd-foreground",) else ()
    if "-v" in words:
        process.log(f"Server version: {SERVER}\nServer built:   Jul 23 2025 20:20:15")
        process.exit(0)
        return
    try:
        content = process.read(CONFIG)
        settings = read((content or b"").decode("utf-8", "replace"), CONFIG, process.read)
    except WrongLineError as error:
        process.log(str(error), "stderr")
        process.exit(1)
        return
    address = process.spec.interface.address
    hint = ("AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using "
            f"{address}. Set the 'ServerName' directive globally to suppress this message")  # fmt: skip
    if not settings.name:
        process.log(hint, "stderr")
    if "-t" in words or words[:1] == ("configtest",):
        process.log("Syntax OK", "stderr")
        process.exit(0)
        return
    _start(process, settings, hint)


def _start(process: Process, settings: Settings, hint: str) -> None:
    if not settings.ports:
        process.log("(22)Invalid argument: AH00077: no listening sockets available, shutting down\nAH00015: Unable to "
                    "open logs", "stderr")  # fmt: skip
        process.exit(1)
        return
    for port in settings.ports:
        if not process.listen(port, _handler(process, settings)):
            process.log(f"(98)Address already in use: AH00072: make_sock: could not bind to address [::]:{port}\n"
                        "no listening sockets available, shutting down\nAH00015: Unable to open logs",
                        "stderr")  # fmt: skip
            process.exit(1)
            return
    process.memory = 7 * MEBIBYTE
    if not settings.name:
        process.log(hint, "stderr")
    stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%a %b %d %H:%M:%S.%f %Y")
    notice = f"AH00489: {SERVER} configured -- resuming normal operations"
    process.log(f"[{stamp}] [mpm_event:notice] [pid 1:tid 1] {notice}", "stderr")
    process.log(f"[{stamp}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'", "stderr")


def _handler(process: Process, settings: Settings) -> Callable[[Request, Reply], None]:
    def handle(request: Request, reply: Reply) -> None:
        response = _answer(process, settings, request)
        process.log(common_log(process, request, response))
        reply(response)

    return handle


def _answer(process: Process, settings: Settings, request: Request) -> Response:
    path = unquote(request.path)
    for status, uri, target in settings.redirects:
        if path == uri or path.startswith(uri.rstrip("/") + "/"):
            return _moved(process, status, target + path[len(uri) :])
    alias = max((uri for uri in settings.aliases if path.startswith(uri)), key=len, default="")
    name = settings.aliases[alias] + path[len(alias) :] if alias else settings.root + path
    inside = process.inside
    if path.endswith("/"):
        for index in settings.indexes:
            if (content := inside.read(name + index)) is not None:
                return _found(process, name + index, content)
        if inside.kind(name.rstrip("/")) == "directory":
            rows = "".join(f'<li><a href="{one}"> {one}</a></li>\n' for one in inside.names(name.rstrip("/")))
            shown = path.rstrip("/") or "/"
            body = ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html>\n <head>\n'
                    f"  <title>Index of {shown}</title>\n </head>\n <body>\n<h1>Index of {shown}</h1>\n"
                    f"<ul>{rows}</ul>\n</body></html>\n")  # fmt: skip
            return page(process, 200, body.encode(), "text/html;charset=ISO-8859-1", SERVER)
    elif (content := inside.read(name)) is not None:
        return _found(process, name, content)
    elif inside.kind(name) == "directory":
        return _moved(process, 301, f"http://{request.headers.get('Host', 'localhost')}{path}/")
    return _told(process, 404)


def _found(process: Process, name: str, content: bytes) -> Response:
    kind = TYPES.get(name.rpartition(".")[2], "text/plain" if "." in name.rpartition("/")[2] else "")
    more = (("Accept-Ranges", "bytes"),)
    return page(process, 200, content, kind or "text/plain", SERVER, more)


def _moved(process: Process, status: int, target: str) -> Response:
    return _told(process, status, target)


def _told(process: Process, status: int, target: str = "") -> Response:
    title, text = BODIES[status]
    head = f'<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>{status} {title}</title>\n</head>'
    body = f"{head}<body>\n<h1>{title}</h1>\n<p>{text.format(target)}</p>\n</body></html>\n"
    more = (("Location", target),) if target else ()
    return page(process, status, body.encode(), "text/html; charset=iso-8859-1", SERVER, more)


DEFAULT = f"""ServerRoot "{PREFIX}"
Listen 80
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule dir_module modules/mod_dir.so
LoadModule alias_module modules/mod_alias.so
<IfModule unixd_module>
User www-data
Group www-data
</IfModule>
ServerAdmin you@example.com
#ServerName www.example.com:80
<Directory />
    AllowOverride none
    Require all denied
</Directory>
DocumentRoot "{ROOT}"
<Directory "{ROOT}">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>
<IfModule dir_module>
    DirectoryIndex index.html
</IfModule>
ErrorLog /proc/self/fd/2
LogLevel warn
CustomLog /proc/self/fd/1 common
""".encode()
IMAGE = Image(
    names=(*docker_hub("httpd", "bitnami/apache"), "public.ecr.aws/docker/library/httpd"),
    program=program,
    tags=r"(latest|2|2\.4(\.\d+)?|alpine|trixie|bookworm)(-(alpine|trixie|bookworm|bullseye))?",
    size=62_000_000,
    command=("httpd-foreground",),
    executables={"httpd-foreground": program, "httpd": program, "apachectl": program},
    files=lambda tag: {f"{ROOT}/index.html": WORKS, CONFIG: DEFAULT},
    environment=lambda tag: {"HTTPD_PREFIX": PREFIX, "HTTPD_VERSION": "2.4.65"},
    working_dir=PREFIX,
)
