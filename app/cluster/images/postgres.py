"""PostgreSQL on 5432: initialises its directory, wants a superuser password, keeps tables.

Follows docker-library/postgres docker-entrypoint.sh and postgres src/bin/initdb.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import md5

from app.cluster.images.image import MEBIBYTE, Image, Process, docker_hub
from app.cluster.images.sql.postgres import Postgres
from app.cluster.images.sql.server import Server

VERSIONS = {"latest": "17.6", "alpine": "17.6", "18": "18.1", "17": "17.6", "16": "16.10", "15": "15.14", "14": "14.19",
            "13": "13.22", "12": "12.22", "11": "11.22", "10": "10.23", "9": "9.6.24", "9.6": "9.6.24"}  # fmt: skip
NO_PASSWORD = (
    "Error: Database is uninitialized and superuser password is not specified.\n"
    "       You must specify POSTGRES_PASSWORD to a non-empty value for the\n"
    '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n\n'
    '       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all\n'
    "       connections without a password. This is *not* recommended.\n\n"
    '       See PostgreSQL documentation about "trust":\n'
    "       https://www.postgresql.org/docs/current/auth-trust.html"
)
FOUND = "\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n"


def version_of(tag: str) -> str:
    """The version that a tag means."""
    number = tag.partition("-")[0]
    return VERSIONS.get(number, number if number[:1].isdigit() else VERSIONS["latest"])


def program(process: Process) -> None:
    """Start through the entry point: initialise, then serve."""
    env, version = process.env, version_of(process.tag)
    words = process.argv[1:] if process.argv and process.argv[0].endswith(".sh") else process.argv
    if words[1:2] in (("--version",), ("-V",)):
        process.log(f"postgres (PostgreSQL) {version} (Debian {version}-1.pgdg13+1)")
        process.exit(0)
        return
    folder = env.get("PGDATA", "/var/lib/postgresql/data").rstrip("/")
    server = Server(process, Postgres(), f"{folder}/base/5/16384")
    server.functions = {
        "now": (0, server.now), "today": (0, lambda: server.now()[:10]), "version": (0, lambda: _about(version)),
        "current_database": (0, lambda: env.get("POSTGRES_DB", "postgres")),
        "username": (0, lambda: process.data.get("user", "postgres")),
        "random": (0, lambda: process.randomness.between(0.0, 1.0)),
        "md5": (1, lambda text: md5(str(text).encode()).hexdigest()),
        "pg_sleep": (1, lambda seconds: ""), "concat": (-1, lambda *parts: "".join(str(one) for one in parts)),
    }  # fmt: skip
    process.data["version"] = version
    if server.load():
        process.log(FOUND)
        process.after(0.0 if process.restored else 0.3, lambda: _serve(process, server, version))
        return
    trusts = env.get("POSTGRES_HOST_AUTH_METHOD") == "trust"
    if not env.get("POSTGRES_PASSWORD") and not trusts:
        process.log(NO_PASSWORD, "stderr")
        process.after(0.5, lambda: process.exit(1))
        return
    if "lost+found" in process.inside.names(folder):
        process.log(f'initdb: error: directory "{folder}" exists but is not empty\ninitdb: detail: It contains a '
                    "lost+found directory, perhaps due to it being a mount point.\ninitdb: hint: Using a mount point "
                    "directly as the data directory is not recommended.\nCreate a subdirectory under the mount point.",
                    "stderr")  # fmt: skip
        process.after(0.5, lambda: process.exit(1))
        return
    user = env.get("POSTGRES_USER", "postgres")
    server.users = {user: env.get("POSTGRES_PASSWORD", "")}
    for name in {"postgres", "template0", "template1", env.get("POSTGRES_DB", user)}:
        server.create(name)
    _initialise(process, folder, user)
    process.after(2.5, lambda: _first(process, server, folder, version))


def _about(version: str) -> str:
    return (f"PostgreSQL {version} (Debian {version}-1.pgdg13+1) on x86_64-pc-linux-gnu, compiled by gcc (Debian "
            "14.2.0-19) 14.2.0, 64-bit")  # fmt: skip


def _initialise(process: Process, folder: str, user: str) -> None:
    process.log(
        f'The files belonging to this database system will be owned by user "postgres".\n'
        "This user must also own the server process.\n\n"
        'The database cluster will be initialized with locale "en_US.utf8".\n'
        'The default database encoding has accordingly been set to "UTF8".\n'
        'The default text search configuration will be set to "english".\n\nData page checksums are disabled.\n\n'
        f"fixing permissions on existing directory {folder} ... ok\ncreating subdirectories ... ok\n"
        'selecting dynamic shared memory implementation ... posix\nselecting default "max_connections" ... 100\n'
        'selecting default "shared_buffers" ... 128MB\nselecting default time zone ... Etc/UTC\n'
        "creating configuration files ... ok\nrunning bootstrap script ... ok\n"
        "performing post-bootstrap initialization ... ok\nsyncing data to disk ... ok\n\n\n"
        f"Success. You can now start the database server using:\n\n    pg_ctl -D {folder} -l logfile start\n"
    )


def _first(process: Process, server: Server, folder: str, version: str) -> None:
    """The scripts that the entry point runs, and then the server itself."""
    scripts = "/docker-entrypoint-initdb.d"
    own = process.env.get("POSTGRES_DB", process.env.get("POSTGRES_USER", "postgres"))
    for name in process.inside.names(scripts):
        process.log(f"\n/usr/local/bin/docker-entrypoint.sh: running {scripts}/{name}")
        if name.endswith(".sql"):
            text = (process.read(f"{scripts}/{name}") or b"").decode("utf-8", "replace")
            answer = server.answer({"user": next(iter(server.users)), "database": own, "sql": text, "local": True})
            for result in answer["results"]:
                process.log(result["tag"])
            if "error" in answer:
                process.log(f"psql:{scripts}/{name}:{answer['error'][2]}: {answer['error'][1]}", "stderr")
                process.exit(3)
                return
        else:
            process.log(f"{name}: scripts other than .sql are not run by this simulated server", "stderr")
    try:
        process.inside.write(f"{folder}/PG_VERSION", f"{version.split('.', maxsplit=1)[0]}\n".encode())
        server.keep()
    except OSError as error:
        process.log(f'initdb: error: could not access directory "{folder}": {error.strerror}', "stderr")
        process.exit(1)
        return
    process.log("\nPostgreSQL init process complete; ready for start up.\n")
    _serve(process, server, version)


def _serve(process: Process, server: Server, version: str) -> None:
    def line(text: str) -> None:
        stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
        process.log(f"{stamp} UTC [1] LOG:  {text}", "stderr")

    def stop() -> None:
        line("received smart shutdown request")
        line("database system is shut down")
        process.exit(0)

    process.memory = 40 * MEBIBYTE
    process.on_term = stop
    line(f"starting {_about(version)}")
    line('listening on IPv4 address "0.0.0.0", port 5432')
    line('listening on IPv6 address "::", port 5432')
    line('listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"')
    if not process.listen(5432, server.handler()):
        process.exit(1)
        return
    line("database system is ready to accept connections")


def _environment(tag: str) -> dict[str, str]:
    version = version_of(tag)
    major = version.split(".")[0]
    return {"GOSU_VERSION": "1.18", "LANG": "en_US.utf8", "PG_MAJOR": major, "PG_VERSION": f"{version}-1.pgdg13+1",
            "PGDATA": "/var/lib/postgresql/data"}  # fmt: skip


TAGS = r"latest|lts|stable|alpine|bookworm|v?\d+(\.\d+)*(-[a-z0-9.]+)*"
IMAGE = Image(
    names=(*docker_hub("postgres", "bitnami/postgresql", "bitnamilegacy/postgresql", "postgis/postgis"),
           "public.ecr.aws/docker/library/postgres"),
    program=program, tags=TAGS, size=150_000_000, entrypoint=("docker-entrypoint.sh",), command=("postgres",),
    executables={"postgres": program}, system="debian:12+psql+pg_isready+createdb+dropdb+createuser",
    environment=_environment, accounts="postgres:x:999:999::/var/lib/postgresql:/bin/bash\n",
)  # fmt: skip
