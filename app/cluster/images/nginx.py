"""nginx: the web server most examples use. It reads its configuration, serves its files, and refuses to start without.

Follows nginxinc/docker-nginx entrypoint/*.sh for what the official image does before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from re import sub

from app.cluster.images.image import MEBIBYTE, Image, Process, docker_hub
from app.cluster.images.nginx_files import (
    CONFIGURATION,
    ERROR_PAGE,
    ROOT,
    SITE,
    TYPES,
    UNPRIVILEGED_SITE,
    WELCOME,
)  # fmt: skip
from app.cluster.images.nginx_server import logs
from app.cluster.images.nginx_server.config import MAIN, ConfigError, remembered
from app.cluster.images.nginx_server.exchange import Exchange
from app.cluster.images.nginx_server.places import find_server
from app.cluster.images.nginx_server.servers import Site, understand
from app.cluster.images.nginx_server.texts import stamp
from app.cluster.images.runtime import image_files
from app.network.http import Handler, Reply, Request
from app.network.tls import VERSIONS

PATCHES = {  # the last release of each line
    "1.29": "1.29.4", "1.28": "1.28.1", "1.27": "1.27.5", "1.26": "1.26.3", "1.25": "1.25.5", "1.24": "1.24.0",
    "1.23": "1.23.4", "1.22": "1.22.1", "1.21": "1.21.6", "1.20": "1.20.2", "1.19": "1.19.10", "1.18": "1.18.0",
    "1.17": "1.17.10", "1.16": "1.16.1", "1.15": "1.15.12", "1.14": "1.14.2", "1.13": "1.13.12", "1.12": "1.12.2",
    "1.11": "1.11.13", "1.10": "1.10.3", "1.9": "1.9.15", "1.8": "1.8.1", "1.7": "1.7.12",
}  # fmt: skip
CACHE = "/var/cache/nginx/client_temp"
PID = "/run/nginx.pid"
DEFAULT = "/etc/nginx/conf.d/default.conf"
ENTRYPOINT = "/docker-entrypoint.sh"
WORKER = 29  # the number of the first worker


def version_of(tag: str) -> str:
    """The version that a tag means: `1.25-alpine` is 1.25.5."""
    number = tag.partition("-")[0]
    if number in {"latest", "mainline", "1", "alpine", "perl", "otel", "slim"}:
        return PATCHES["1.29"]
    return PATCHES["1.28"] if number in {"stable", "bookworm"} else PATCHES.get(number, number)


class Master:
    """A running nginx: its configuration, its listeners, and what signals do to it."""

    def __init__(self, process: Process, version: str, site: Site) -> None:
        self.process, self.version, self.site = process, version, site

    def handler(self, port: int) -> Handler:
        """Answer requests to a port, by the configuration of the moment."""

        def handle(request: Request, reply: Reply) -> None:
            Exchange(self.process, self.site, self.site.places[port], request, reply, self.version).run()

        return handle

    def certificate(self, port: int, name: str) -> bytes:
        """What a visitor of a host is shown."""
        server = find_server(self.site.places[port], name.lower())
        return self.process.read(server.top.value("ssl_certificate")) or b""

    def tls_versions(self, port: int) -> frozenset[str]:
        """The versions of TLS that a port speaks, by its default server."""
        return frozenset(self.site.places[port].servers[0].top.arguments("ssl_protocols")) or VERSIONS

    def listen(self, site: Site) -> int | None:
        """Listen where a configuration says, and nowhere else; the port that another container has."""
        for place in site.places.values():
            before = self.site.places.get(place.port) if self.site is not site else None
            if before is not None:
                continue
            port, handler, shown = place.port, self.handler(place.port), partial(self.certificate, place.port)
            spoken = partial(self.tls_versions, port)
            if not self.process.listen(port, handler, tls=place.tls, certificates=shown, versions=spoken):
                return place.port
        for port in self.site.places.keys() - site.places.keys():
            self.process.unlisten(port)
        self.site = site
        return None

    def reload(self) -> None:
        """SIGHUP: a new configuration, or on with the old one when it is wrong."""
        notice(self.process, "signal 1 (SIGHUP) received from 40, reconfiguring", "reconfiguring")
        try:
            site = load(self.process)
        except ConfigError as error:
            log(self.process, "emerg", str(error))
            return
        self.listen(site)
        for text in ('using the "epoll" event method', "start worker processes", "start worker process 41",
                     "gracefully shutting down", "exiting", "exit"):  # fmt: skip
            notice(self.process, text)


def log(process: Process, level: str, text: str, pid: str = "1#1") -> None:
    """A line of the error log."""
    logs.write(process, logs.ERROR, f"{stamp(process)} [{level}] {pid}: {text}")


def notice(process: Process, *texts: str) -> None:
    """Lines of no harm."""
    for text in texts:
        log(process, "notice", text)


def load(process: Process) -> Site:
    """Read the configuration; ConfigError when nginx would not start with it."""
    main = remembered(process.read, process.inside.names)
    interface = process.spec.interface
    return understand(main, lambda host: process.network.resolve(interface, host), process.read)


def program(process: Process, user: int = 0) -> None:
    """`nginx` with its options; through the entry point, what that does first."""
    version = version_of(process.tag)
    argv = list(process.argv)
    if argv and argv[0] == ENTRYPOINT:
        argv.pop(0)
        _prepare(process)
    options = _options(argv[1:])
    if "v" in options or "V" in options:
        process.log(f"nginx version: nginx/{version}", "stderr")
        if "V" in options:
            process.log("built by gcc 12.2.0 (Debian 12.2.0-14) \nbuilt with OpenSSL 3.0.15 3 Sep 2024\n"
                        "TLS SNI support enabled", "stderr")  # fmt: skip
        process.exit(0)
    elif "?" in options or "h" in options:
        process.log(f"nginx version: nginx/{version}\nUsage: nginx [-?hvVtTq] [-s signal] [-p prefix]\n"
                    "             [-e filename] [-c filename] [-g directives]", "stderr")  # fmt: skip
        process.exit(0)
    elif wrong := next((name for name in options if name not in "tTqsgcpe"), None):
        process.log(f'nginx: invalid option: "{wrong}"', "stderr")
        process.exit(1)
    elif "s" in options:
        _signal(process, options["s"])
    elif "t" in options or "T" in options:
        _test(process, show="T" in options)
    else:
        _start(process, version, user, foreground="daemon off" in options.get("g", ""))


def _options(words: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    while words:
        word = words.pop(0)
        name = word[1:2] if word.startswith("-") else word
        found[name] = (word[2:] or (words.pop(0) if words else "")) if name in "gscpe" else ""
    return found


def _test(process: Process, *, show: bool) -> None:
    try:
        load(process)
    except ConfigError as error:
        log(process, "emerg", str(error), "40#40")
        del process.lines[-1:]  # -t writes to the terminal alone
        process.log(f"nginx: [emerg] {error}\nnginx: configuration file {MAIN} test failed", "stderr")
        process.exit(1)
        return
    process.log(f"nginx: the configuration file {MAIN} syntax is ok\n"
                f"nginx: configuration file {MAIN} test is successful", "stderr")  # fmt: skip
    if show:
        folder = "/etc/nginx/conf.d"
        for path in (MAIN, *(f"{folder}/{name}" for name in process.inside.names(folder))):
            process.log(f"# configuration file {path}:\n{(process.read(path) or b'').decode('utf-8', 'replace')}")
    process.exit(0)


def _signal(process: Process, name: str) -> None:
    if name not in {"stop", "quit", "reopen", "reload"}:
        process.log(f'nginx: invalid option: "-s {name}"', "stderr")
        process.exit(1)
        return
    master = process.inside.services.get("nginx")
    try:
        load(process)
    except ConfigError as error:
        process.log(f"nginx: [emerg] {error}", "stderr")
        process.exit(1)
        return
    if master is None:
        process.log(f'nginx: [error] open() "{PID}" failed (2: No such file or directory)', "stderr")
        process.exit(1)
        return
    process.log(f"{stamp(process)} [notice] 40#40: signal process started", "stderr")
    if name in {"stop", "quit"}:
        master.exit(0)
    elif name == "reload" and master.on_hup is not None:
        master.on_hup()
    process.exit(0)


def _start(process: Process, version: str, user: int, *, foreground: bool) -> None:
    if user == 0 and (problem := _forbidden(process)):
        _give_up(process, problem)
        return
    try:
        site = load(process)
    except ConfigError as error:
        _give_up(process, str(error))
        return
    foreground = foreground or any(one.args[0] == "off" for one in site.main.all("daemon"))
    master = Master(process, version, Site({}, {}, {}, {}, site.main))
    if (taken := master.listen(site)) is not None:
        problem = f"bind() to 0.0.0.0:{taken} failed (98: Address already in use)"
        log(process, "emerg", problem)
        process.log(f"nginx: [emerg] {problem}", "stderr")
        process.after(2.5, lambda: process.exit(1))
        return
    process.memory = 5 * MEBIBYTE
    logs.begin(process)
    process.inside.services["nginx"] = process
    process.on_term = lambda: process.after(0.1, lambda: process.exit(0))
    process.on_hup = master.reload
    built = "built by gcc 13.2.1 20240309 (Alpine 13.2.1_git20240309)" if "alpine" in process.tag else (
        "built by gcc 12.2.0 (Debian 12.2.0-14)")  # fmt: skip
    notice(process, 'using the "epoll" event method', f"nginx/{version}", built, "OS: Linux 6.8.0-51-generic",
           "getrlimit(RLIMIT_NOFILE): 1048576:1048576", "start worker processes",
           f"start worker process {WORKER}")  # fmt: skip
    if not foreground:
        process.detach()


def _give_up(process: Process, problem: str) -> None:
    """What nginx cannot start with stands in its error log and on the terminal, which are one here."""
    log(process, "emerg", problem)
    process.log(f"nginx: [emerg] {problem}", "stderr")
    process.exit(1)


def _forbidden(process: Process) -> str:
    """What a restricted container keeps it from."""
    if process.user_id() != 0:
        log(process, "warn", 'the "user" directive makes sense only if the master process runs with super-user '
            f"privileges, ignored in {MAIN}:2")  # fmt: skip
        process.log('nginx: [warn] the "user" directive makes sense only if the master process runs with super-user '
                    f"privileges, ignored in {MAIN}:2", "stderr")  # fmt: skip
    if problem := process.refusal(CACHE):
        return f'mkdir() "{CACHE}" failed {problem}'
    dropped = (process.security.get("capabilities") or {}).get("drop") or ()
    added = (process.security.get("capabilities") or {}).get("add") or ()
    if process.user_id() == 0 and "ALL" in dropped and "CHOWN" not in added:
        return f'chown("{CACHE}", 101) failed (1: Operation not permitted)'
    if (problem := process.refusal("/run")) and process.refusal("/var/run"):
        return f'open() "{PID}" failed {problem}'
    return ""


def _prepare(process: Process) -> None:
    """The entry point's scripts."""
    scripts, ipv6 = "/docker-entrypoint.d", "10-listen-on-ipv6-by-default.sh: info:"
    content = process.read(DEFAULT)
    if content is None:
        lines = f"{ipv6} {DEFAULT} is not a file or does not exist"
    elif process.refusal(DEFAULT) or DEFAULT in process.spec.files:
        lines = f"{ipv6} can not modify {DEFAULT} (read-only file system?)"
    else:
        lines = f"{ipv6} Getting the checksum of {DEFAULT}\n" + (
            f"{ipv6} Enabled listen on IPv6 in {DEFAULT}" if content == image_files(process.spec.image).get(DEFAULT)
            else f"{ipv6} {DEFAULT} differs from the packaged version")  # fmt: skip
    process.log(
        f"{ENTRYPOINT}: {scripts}/ is not empty, will attempt to perform configuration\n"
        f"{ENTRYPOINT}: Looking for shell scripts in {scripts}/\n"
        f"{ENTRYPOINT}: Launching {scripts}/10-listen-on-ipv6-by-default.sh\n{lines}\n"
        f"{ENTRYPOINT}: Sourcing {scripts}/15-local-resolvers.envsh\n"
        f"{ENTRYPOINT}: Launching {scripts}/20-envsubst-on-templates.sh"
    )
    _templates(process)
    process.log(
        f"{ENTRYPOINT}: Launching {scripts}/30-tune-worker-processes.sh\n"
        f"{ENTRYPOINT}: Configuration complete; ready for start up"
    )


def _templates(process: Process) -> None:
    """Variables of the environment are put into /etc/nginx/templates/*.template."""
    folder = "/etc/nginx/templates"
    for name in process.inside.names(folder):
        if name.endswith(".template"):
            text = (process.read(f"{folder}/{name}") or b"").decode("utf-8", "replace")
            filled = sub(r"\$\{(\w+)\}|\$(\w+)", lambda at: process.env.get(at[1] or at[2], at[0]), text)
            target = f"/etc/nginx/conf.d/{name.removesuffix('.template')}"
            process.log(f"20-envsubst-on-templates.sh: Running envsubst on {folder}/{name} to {target}")
            process.inside.write(target, filled.encode())


def contents(tag: str, site: bytes = SITE) -> dict[str, bytes]:
    """The files of the official image."""
    types = "".join(f"    {kind:<38} {endings};\n" for kind, endings in TYPES.items())
    return {
        MAIN: CONFIGURATION, DEFAULT: site, "/etc/nginx/mime.types": f"\ntypes {{\n{types}}}\n".encode(),
        f"{ROOT}/index.html": WELCOME, f"{ROOT}/50x.html": ERROR_PAGE, ENTRYPOINT: b'#!/bin/sh\nset -e\nexec "$@"\n',
        "/var/log/nginx/access.log": b"", "/var/log/nginx/error.log": b"",
        "/docker-entrypoint.d/10-listen-on-ipv6-by-default.sh": b"#!/bin/sh\n",
        "/docker-entrypoint.d/20-envsubst-on-templates.sh": b"#!/bin/sh\n",
    }  # fmt: skip


def _environment(tag: str) -> dict[str, str]:
    release = {"NJS_VERSION": "0.8.10", "NJS_RELEASE": "1~bookworm", "PKG_RELEASE": "1~bookworm"}
    return {"NGINX_VERSION": version_of(tag), **release, "DYNPKG_RELEASE": "1~bookworm"}


_LINES = "|".join(line.replace(".", r"\.") + r"(\.\d+)?" for line in PATCHES)
TAGS = (
    rf"(latest|mainline|stable|1|alpine|perl|slim|bookworm|{_LINES})(-(alpine|perl|slim|bookworm|bullseye|otel)){{0,2}}"
)
ACCOUNT = "nginx:x:101:101:nginx user:/nonexistent:/bin/false\n"


def _image(*names: str, run: Callable[[Process], None] = program, site: bytes = SITE, user: str = "",
           tags: str = TAGS) -> Image:  # fmt: skip
    return Image(
        names=names, program=run, tags=tags, size=72_000_000, entrypoint=(ENTRYPOINT,),
        command=("nginx", "-g", "daemon off;"), executables={"nginx": run, "nginx-debug": run}, user=user,
        system="debian:12+curl", files=partial(contents, site=site), environment=_environment, accounts=ACCOUNT,
    )  # fmt: skip


IMAGES = (
    _image(*docker_hub("nginx"), "public.ecr.aws/nginx/nginx", "registry.k8s.io/nginx", "k8s.gcr.io/nginx",
           "gcr.io/google_containers/nginx", "public.ecr.aws/docker/library/nginx", "mirror.gcr.io/library/nginx"),
    _image(*docker_hub("nginxinc/nginx-unprivileged"), "quay.io/nginx/nginx-unprivileged",
           "public.ecr.aws/nginx/nginx-unprivileged", "ghcr.io/nginx/nginx-unprivileged",
           run=partial(program, user=101), site=UNPRIVILEGED_SITE, user="101"),
    _image(*docker_hub("bitnami/nginx", "bitnamilegacy/nginx"), run=partial(program, user=1001),
           user="1001"),
    _image("registry.k8s.io/nginx-slim", "k8s.gcr.io/nginx-slim", "gcr.io/google_containers/nginx-slim",
           tags=r"0\.(8|9|1\d|2\d)"),
)  # fmt: skip
