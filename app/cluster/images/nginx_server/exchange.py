"""One request, from the server that takes it to the line in the access log.

Follows nginx src/http/ngx_http_core_module.c: the phases rewrite, access, content; ngx_http_special_response.c.
"""

from __future__ import annotations

from urllib.parse import unquote

from app.cluster.images.image import Process
from app.cluster.images.nginx_server import logs, proxy, rewriting, static
from app.cluster.images.nginx_server.access import refused
from app.cluster.images.nginx_server.config import Directive
from app.cluster.images.nginx_server.places import find_location, find_server
from app.cluster.images.nginx_server.servers import Location, Place, Server, Site, compiled
from app.cluster.images.nginx_server.texts import error_page, stamp
from app.cluster.images.nginx_server.variables import filled, names_in, value
from app.cluster.images.web_server import http_date
from app.network.http import Headers, Reply, Request, Response, Stream

CYCLES = 10
COMBINED = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" ' \
           '"$http_user_agent"'  # fmt: skip


class Exchange:
    """A request and everything that nginx knows about it. `own` are variables that the configuration sets."""

    def __init__(
        self, process: Process, site: Site, place: Place, request: Request, reply: Reply, version: str
    ) -> None:
        self.process: Process = process
        self.site: Site = site
        self.place: Place = place
        self.request: Request = request
        self._reply = reply
        self.version: str = version
        self.port: int = place.port
        self.scheme: str = "https" if place.tls else "http"
        self.client: str = request.peer or "127.0.0.1"
        self.number: int = process.data.get("connections", 0) + 1
        process.data["connections"] = self.number
        self.remote_port: int = 32768 + self.number * 7 % 28000
        self.identity: str = f"{self.number:032x}"
        self.began = process.clock.now
        host = request.headers.get("Host", "").lower()
        self.server: Server = find_server(place, host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host)
        self.host: str = host.partition(":")[0] or next(iter(self.server.names), "")
        path, _, args = request.target.partition("?")
        self.args: str = args
        self.uri: str = _normal(unquote(path))
        self.location: Location = self.server.top
        self.own: dict[str, str] = {}
        self.upstream: dict[str, str] = {}
        self.sent = Headers()
        self.proxy_host: str = ""
        self.user: str = "-"
        self.status: int = 0
        self.bytes_sent: int = 0
        self._errors = 0
        self._kept = 0  # the status that an error page has

    @property
    def elapsed(self) -> float:
        """Seconds since the request came."""
        return self.process.clock.now - self.began

    def run(self) -> None:
        """Answer."""
        if rewriting.run(self, self.server.top.chain[0]) is None:
            self.find()

    def find(self, cycle: int = 0) -> None:
        """Find the location of the URI, and do what it says."""
        if cycle > CYCLES:
            self.log_error(f'rewrite or internal redirection cycle while processing "{self.uri}"')
            self.finish(500)
            return
        location = find_location(self.server.locations, self.uri, self)
        self.location = location or self.server.top
        if location is None:
            self.content()
            return
        if location.find("internal") and location.chain[0].first("internal") and not self._errors and not cycle:
            self.finish(404)
            return
        before = self.uri
        outcome = rewriting.run(self, location.chain[0])
        if outcome is None and self.uri != before:
            self.find(cycle + 1)
        elif outcome in {None, "break"}:
            self.content(cycle)

    def content(self, cycle: int = 0) -> None:
        """The access and content phases of the location."""
        if (status := refused(self)) is not None:
            more = (
                (("WWW-Authenticate", f'Basic realm="{self.location.value("auth_basic")}"'),) if status == 401 else ()
            )
            self.finish(status, more=more)
            return
        if self.location.find("try_files") and (wanted := static.tried(self)) is not None:
            if wanted.isdigit():
                self.finish(int(wanted))
            else:
                self.redirect(wanted, cycle)
            return
        block = self.location.chain[0]
        if one := block.first("proxy_pass"):
            proxy.run(self, one)
        elif one := next((one for one in block.block if one.name in {"fastcgi_pass", "uwsgi_pass", "grpc_pass"}), None):
            proxy.not_there(self, one)
        elif block.first("stub_status"):
            count = self.number
            self.send(200, f"Active connections: 1 \nserver accepts handled requests\n {count} {count} {count} \n"
                      "Reading: 0 Writing: 1 Waiting: 0 \n".encode(), "text/plain")  # fmt: skip
        else:
            static.run(self, cycle)

    def redirect(self, target: str, cycle: int = 0) -> None:
        """An internal redirect to another URI or a named location."""
        if target.startswith("@"):
            found = next((one for one in self.server.locations if one.path == target), None)
            if found is None:
                self.log_error(f'could not find named location "{target}"')
                self.finish(500)
                return
            self.location = found
            if rewriting.run(self, found.chain[0]) in {None, "break"}:
                self.content(cycle)
            return
        self.uri, question, args = target.partition("?")
        self.args = args if question else self.args
        self.find(cycle + 1)

    def finish(self, status: int, *, more: tuple[tuple[str, str], ...] = ()) -> None:
        """End with a status: the page that `error_page` names, or nginx's own."""
        if status >= 300 and self._errors < 2:
            for one in self.location.find("error_page"):
                *codes, target = one.args
                shown = next((code[1:] for code in codes if code.startswith("=")), None)
                if str(status) in codes:
                    self._errors += 1
                    self._kept = status if shown is None else int(shown or 200)
                    self._error_page(filled(target, self), status if shown is None else int(shown or 302))
                    return
        name = "nginx" if self.location.value("server_tokens", "on") == "off" else f"nginx/{self.version}"
        self.send(self._kept or status, error_page(status, name), "text/html", more=more)

    def _error_page(self, target: str, status: int) -> None:
        if target.startswith(("http://", "https://")):
            self._kept = 0
            self.moved(target, status if status in {301, 302, 303, 307, 308} else 302)
        else:
            self.request = Request("GET" if self.request.method != "HEAD" else "HEAD", self.request.target,
                                   self.request.headers, peer=self.request.peer)  # fmt: skip
            self.redirect(target)

    def moved(self, target: str, status: int) -> None:
        """Send the browser elsewhere."""
        if target.startswith("/") and self.location.value("absolute_redirect", "on") == "on":
            port = "" if self.port == (443 if self.scheme == "https" else 80) else f":{self.port}"
            target = f"{self.scheme}://{self.host}{port}{target}"
        name = "nginx" if self.location.value("server_tokens", "on") == "off" else f"nginx/{self.version}"
        self.send(status, error_page(status, name), "text/html", more=(("Location", target),))

    def send(self, status: int, body: bytes | Stream, kind: str, *, more: tuple[tuple[str, str], ...] = (),
             after: tuple[tuple[str, str], ...] = ()) -> None:  # fmt: skip
        """Answer, with the configured headers, and write the access log."""
        self.status = status = self._kept or status
        off = self.location.value("server_tokens", "on") == "off"
        fields = [("Server", "nginx" if off else f"nginx/{self.version}"), ("Date", http_date(self.process))]
        if kind and status != 304:
            charset = self.location.value("charset", "off")
            fields.append(
                ("Content-Type", kind if charset == "off" or "text" not in kind else f"{kind}; charset={charset}")
            )
        if isinstance(body, bytes) and status not in {204, 304}:
            fields.append(("Content-Length", str(len(body))))
        fields += [*more, ("Connection", "keep-alive")]
        self.sent = Headers(fields)
        for one in self.location.find("add_header"):
            if status in {200, 201, 204, 206, 301, 302, 303, 304, 307, 308} or one.args[2:] == ("always",):
                fields.append((one.args[0], filled(one.args[1], self)))
        fields += after
        self.sent = Headers(fields)
        quiet = self.request.method == "HEAD" or status in {204, 304}
        self.bytes_sent = len(body) if isinstance(body, bytes) and not quiet else 0
        self._reply(Response(status, self.sent, b"" if quiet and isinstance(body, bytes) else body))
        self._access_log()

    def _access_log(self) -> None:
        for one in self.location.find("access_log") or [Directive("access_log", ("logs/access.log",), "", 0)]:
            if one.args[0] == "off":
                return
            layout = self.site.formats.get(next(iter(one.args[1:]), "combined"), COMBINED)
            line = filled(_dashed(layout, self), self)
            logs.write(self.process, one.args[0], line)

    def log_error(self, text: str, *, upstream: str = "") -> None:
        """A line in the error log about this request."""
        name = next(iter(self.server.names), "")
        line = f"{self.request.method} {self.request.target} HTTP/1.1"
        host = self.request.headers.get("Host", "")
        behind = f', upstream: "{upstream}"' if upstream else ""
        tail = f', host: "{host}"' if host else ""
        where = f'client: {self.client}, server: {name}, request: "{line}"{behind}{tail}'
        logs.write(self.process, logs.ERROR, f"{stamp(self.process)} [error] 29#29: *{self.number} {text}, {where}")

    def file_name(self, uri: str) -> str:
        """The file behind a URI: by `alias` in place of the location's path, or below `root`."""
        alias = self.location.chain[0].first("alias")
        if alias is not None:
            path = filled(alias.args[0], self)
            return path if self.location.pattern is not None else path + uri[len(self.location.path) :]
        root = filled(self.location.value("root", "html"), self).rstrip("/")
        return (root if root.startswith("/") else f"/etc/nginx/{root}") + uri

    def matches(self, one: Directive, pattern: str, text: str, *, ignore_case: bool = False) -> bool:
        """Whether a text fits a regular expression; its groups become $1, $2 and named variables."""
        found = compiled(one, pattern, ignore_case=ignore_case).search(text)
        if found is None:
            return False
        self.own.update({str(at): group or "" for at, group in enumerate(found.groups(), 1)})
        self.own.update({name: group or "" for name, group in found.groupdict().items()})
        return True


def _dashed(layout: str, exchange: Exchange) -> str:
    """Variables without a value are `-` in logs."""
    for name in sorted(names_in(layout), key=len, reverse=True):
        if value(name, exchange) == "":
            layout = layout.replace(f"${name}", "-").replace(f"${{{name}}}", "-")
    return layout


def _normal(path: str) -> str:
    """Without `//`, `.` and `..`."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    ends = path.endswith(("/", "/.", "/..")) or not parts
    return "/" + "/".join(parts) + ("/" if ends and parts else "")
