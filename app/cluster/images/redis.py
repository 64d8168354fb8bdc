"""redis: keys and values on 6379, kept in /data, copied from a leader when told so.

Follows redis-docker docker-entrypoint.sh and redis src/server.c: main.
"""

from __future__ import annotations

from app.cluster.images.image import MEBIBYTE, Image, Process, Program, docker_hub
from app.cluster.images.redis_server import settings as configuration
from app.cluster.images.redis_server.server import Server

LAST = {"latest": "7.4.1", "alpine": "7.4.1", "7": "7.4.1", "7.4": "7.4.1", "7.2": "7.2.6", "7.0": "7.0.15",
        "6": "6.2.16", "6.2": "6.2.16", "6.0": "6.0.20", "5": "5.0.14", "5.0": "5.0.14", "5.0.4": "5.0.4",
        "4": "4.0.14", "8": "8.0.2", "8.0": "8.0.2", "e2e": "2.8.19"}  # fmt: skip


def version_of(tag: str) -> str:
    """The version that a tag means."""
    number = tag.partition("-")[0]
    return LAST.get(number, number if number[:1].isdigit() and number.count(".") == 2 else "7.4.1")


def program(process: Process) -> None:
    """`redis-server [file] [--name value ...]`, also through the entry point."""
    version, words = version_of(process.tag), [*process.argv]
    if words and words[0].endswith("docker-entrypoint.sh"):
        words.pop(0)
    if words and words[0].rpartition("/")[2] in {"redis-server", "redis-sentinel"}:
        words.pop(0)
    if words[:1] in (["--version"], ["-v"]):
        process.log(f"Redis server v={version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0")
        process.exit(0)
        return
    path = words.pop(0) if words and not words[0].startswith("-") else ""
    settings = configuration.defaults()
    server = Server(process, settings, version)
    server.log("oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo", role="C")
    if not _configure(process, server, path, _as_lines(words), version):
        process.exit(1)
        return
    _start(process, server, path or (words and "options"))


def _as_lines(words: list[str]) -> str:
    """Options are lines of a file: `--save ''` is `save ""`."""
    lines: list[list[str]] = []
    for word in words:
        if word.startswith("--"):
            lines.append([word[2:]])
        elif lines:
            lines[-1].append(word if word and " " not in word else f'"{word}"')
    return "\n".join(" ".join(line) for line in lines)


def _configure(process: Process, server: Server, path: str, more: str, version: str) -> bool:
    text = process.read(path) if path else b""
    if text is None:
        server.log(f"Fatal error, can't open config file '{path}': No such file or directory", "#", role="C")
        return False
    try:
        configuration.read(text.decode("utf-8", "replace"), server.settings)
        configuration.read(more, server.settings)
    except configuration.FileError as error:
        process.log(f"\n*** FATAL CONFIG FILE ERROR (Redis {version}) ***\nReading the configuration file, at line "
                    f"{error.line}\n>>> '{error.text}'\n{error.why}", "stderr")  # fmt: skip
        return False
    return True


def _start(process: Process, server: Server, configured: object) -> None:
    begun = "bits=64, commit=00000000, modified=0, pid=1, just started"
    server.log(f"Redis version={server.version}, {begun}", role="C")
    if configured:
        server.log("Configuration loaded", role="C")
    else:
        server.log("Warning: no config file specified, using the default config. In order to specify a config file use "
                   "redis-server /path/to/redis.conf", "#", role="C")  # fmt: skip
    port = int(server.settings["port"])
    server.log("monotonic clock: POSIX clock_gettime")
    server.log(f"Running mode=standalone, port={port}.")
    if not process.listen(port, server.handle):
        server.log(f"Warning: Could not create server TCP listening socket *:{port}: bind: Address already in use", "#")
        server.log("Failed listening on port 6379 (tcp), aborting.", "#")
        process.exit(1)
        return
    server.log("Server initialized")
    if server.load():
        server.log("Loading RDB produced by version " + server.version)
        server.log("DB loaded from disk: 0.000 seconds")
    server.log("Ready to accept connections tcp")
    process.memory = 8 * MEBIBYTE
    process.on_term = server.stop
    if server.settings["daemonize"] == "yes":
        process.detach()
    if server.leader is not None:
        process.after(0.1, server.follow)


def follower(process: Process) -> None:
    """The guestbook's follower: a copy of redis-leader."""
    direct = process.spec.env.get("GET_HOSTS_FROM") == "env"
    host = process.spec.env.get("REDIS_LEADER_SERVICE_HOST", "redis-leader") if direct else "redis-leader"
    process.argv = ("redis-server", "--replicaof", host, "6379")
    program(process)


TAGS = r"latest|lts|stable|alpine|e2e|v?\d+(\.\d+)*(-[a-z0-9.]+)*"
_SERVER: dict[str, Program] = {"redis-server": program}
IMAGES = (
    Image(names=(*docker_hub("redis", "redis/redis-stack", "redis/redis-stack-server", "valkey/valkey"),
                 "registry.k8s.io/redis", "k8s.gcr.io/redis", "gcr.io/google_containers/redis",
                 "public.ecr.aws/docker/library/redis"),
          program=program, tags=TAGS, size=45_000_000, entrypoint=("docker-entrypoint.sh",),
          command=("redis-server",), executables=_SERVER, system="debian:12+redis-cli", working_dir="/data",
          environment=lambda tag: {"REDIS_VERSION": version_of(tag)}),
    Image(names=docker_hub("bitnami/redis", "bitnamilegacy/redis"), program=program, tags=TAGS, size=45_000_000,
          executables=_SERVER, system="debian:12+redis-cli", user="1001"),
    Image(names=("gcr.io/google-samples/gb-redis-follower", "gcr.io/google_samples/gb-redisslave",
                 "gcr.io/google-samples/gb-redisslave", "docker.io/kubeguide/guestbook-redis-slave",
                 "us-docker.pkg.dev/google-samples/containers/gke/gb-redis-follower"),
          program=follower, tags=TAGS, size=45_000_000, command=("/bin/sh", "-c", "/run.sh"),
          executables=_SERVER, system="debian:12+redis-cli", working_dir="/data"),
)  # fmt: skip
