"""MySQL and MariaDB on 3306: initialise their directory, want to know about root's password, keep tables.

Follows docker-library/mysql docker-entrypoint.sh.
"""

from __future__ import annotations

from datetime import UTC, datetime

from app.cluster.images.image import MEBIBYTE, Image, Process, docker_hub
from app.cluster.images.sql.mysql import Mysql
from app.cluster.images.sql.server import Server

MYSQL = {"latest": "9.5.0", "9": "9.5.0", "8": "8.4.7", "8.4": "8.4.7", "8.0": "8.0.44", "5.7": "5.7.44",
         "5.6": "5.6.51", "5": "5.7.44", "lts": "8.4.7"}  # fmt: skip
MARIADB = {"latest": "12.1.2", "11": "11.8.5", "10": "10.11.15", "10.6": "10.6.24", "lts": "11.8.5"}
FOLDER = "/var/lib/mysql"
SCRIPTS = "/docker-entrypoint-initdb.d"


def version_of(tag: str, *, mariadb: bool) -> str:
    """The version that a tag means."""
    number = tag.partition("-")[0]
    known = MARIADB if mariadb else MYSQL
    return known.get(
        number, number if number.count(".") == 2 else f"{number}.1" if number[:1].isdigit() else known["latest"]
    )


def program(process: Process) -> None:
    """Start through the entry point: initialise, then serve."""
    mariadb = "mariadb" in process.spec.image
    version = version_of(process.tag, mariadb=mariadb)
    product = "MariaDB" if mariadb else "MySQL"
    dialect = Mysql(version + ("-MariaDB" if mariadb else ""), mariadb=mariadb)
    server = Server(process, dialect, f"{FOLDER}/ibdata1")
    server.functions = {
        "now": (0, server.now), "version": (0, lambda: version + ("-MariaDB" if mariadb else "")),
        "database": (0, lambda: process.data.get("database")), "user": (0, lambda: "root@localhost"),
        "current_user": (0, lambda: "root@%"), "sleep": (1, lambda seconds: 0),
        "rand": (0, lambda: process.randomness.between(0.0, 1.0)), "connection_id": (0, lambda: 8),
        "curdate": (0, lambda: server.now()[:10]), "concat": (-1, lambda *parts: "".join(str(one) for one in parts)),
        "sysvar": (1, lambda name: dialect.variables(server).get(name)),
    }  # fmt: skip
    note(process, f"Entrypoint script for {product} Server {version}-1.el9 started.")
    found = server.load()
    if not found and not _configured(process, mariadb=mariadb):
        return
    if not found:
        if "lost+found" in process.inside.names(FOLDER) and version.startswith("5."):
            process.log("--initialize specified but the data directory has files in it. Aborting.", "stderr")
            process.exit(1)
            return
        note(process, "Initializing database files")
        process.after(4.0, lambda: _first(process, server, product, version))
    else:
        process.after(0.0 if process.restored else 1.0, lambda: _serve(process, server, product, version))


def note(process: Process, text: str, level: str = "Note") -> None:
    """A line of the entry point."""
    stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y-%m-%d %H:%M:%S+00:00")
    process.log(f"{stamp} [{level}] [Entrypoint]: {text}", "stderr" if level == "ERROR" else "stdout")


def _configured(process: Process, *, mariadb: bool) -> bool:
    names = ("MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD")
    own = ("MARIADB_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD_HASH", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
           "MARIADB_RANDOM_ROOT_PASSWORD")  # fmt: skip
    if any(process.env.get(name) for name in (*names, *(own if mariadb else ()))):
        return True
    lead = "Database is uninitialized and password option is not specified"
    note(process, lead, "ERROR")
    if mariadb:
        process.log("\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, "
                    "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD", "stderr")  # fmt: skip
    else:
        process.log("    You need to specify one of the following as an environment variable:\n"
                    + "\n".join(f"    - {name}" for name in names), "stderr")  # fmt: skip
    process.after(1.0, lambda: process.exit(1))
    return False


def _first(process: Process, server: Server, product: str, version: str) -> None:
    env = {**process.env}
    for name in [name for name in env if name.startswith("MARIADB_")]:
        env[name.replace("MARIADB_", "MYSQL_", 1)] = env[name]
    server.users = {"root": env.get("MYSQL_ROOT_PASSWORD", "")}
    if env.get("MYSQL_RANDOM_ROOT_PASSWORD") and not env.get("MYSQL_ROOT_PASSWORD"):
        server.users["root"] = process.randomness.hex(32)
        note(process, f"GENERATED ROOT PASSWORD: {server.users['root']}")
    user = env.get("MYSQL_USER", "")
    if user:
        server.users[user] = env.get("MYSQL_PASSWORD", "")
    note(process, "Database files initialized")
    note(process, "Starting temporary server")
    note(process, "Temporary server started.")
    if database := env.get("MYSQL_DATABASE"):
        note(process, f"Creating database {database}")
        server.create(database)
    if user:
        note(process, f"Creating user {user}")
    for script in process.inside.names(SCRIPTS):
        note(process, f"/usr/local/bin/docker-entrypoint.sh: running {SCRIPTS}/{script}")
        if script.endswith(".sql"):
            text = (process.read(f"{SCRIPTS}/{script}") or b"").decode("utf-8", "replace")
            answer = server.answer({"user": "root", "password": server.users["root"], "sql": text, "local": True,
                                    "database": env.get("MYSQL_DATABASE", "")})  # fmt: skip
            if "error" in answer:
                code, words, line, _ = answer["error"]
                process.log(f"ERROR {code} at line {line}: {words}", "stderr")
                process.exit(1)
                return
    note(process, "Stopping temporary server")
    note(process, "Temporary server stopped")
    note(process, f"{product} init process done. Ready for start up.")
    try:
        server.keep()
    except OSError as error:
        process.log(f"mysqld: Can't create/write to file '{FOLDER}/is_writable' (OS errno {error.errno} - "
                    f"{error.strerror})", "stderr")  # fmt: skip
        process.exit(1)
        return
    _serve(process, server, product, version)


def _serve(process: Process, server: Server, product: str, version: str) -> None:
    def line(text: str, code: str = "MY-010931", level: str = "System") -> None:
        stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        process.log(f"{stamp} 0 [{level}] [{code}] [Server] {text}" if product == "MySQL" else
                    f"{stamp[:10]} {stamp[11:19]} 0 [Note] {text}", "stderr")  # fmt: skip

    def stop() -> None:
        line("Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: "
             f"{version}).", "MY-013172")  # fmt: skip
        process.after(1.0, lambda: process.exit(0))

    process.memory = 380 * MEBIBYTE if product == "MySQL" else 110 * MEBIBYTE
    process.on_term = stop
    if not process.listen(3306, server.handler()):
        line("Can't start server: Bind on TCP/IP port: Address already in use", "MY-010262", "ERROR")
        process.exit(1)
        return
    socket = "socket: '/var/run/mysqld/mysqld.sock'  port: 3306"
    if product == "MySQL":
        line(f"/usr/sbin/mysqld: ready for connections. Version: '{version}'  {socket}  MySQL Community Server - GPL.")
    else:
        line(f"mariadbd: ready for connections.\nVersion: '{version}-MariaDB-ubu2404'  socket: "
             "'/run/mysqld/mysqld.sock'  port: 3306  mariadb.org binary distribution")  # fmt: skip


TAGS = r"latest|lts|stable|oracle|debian|v?\d+(\.\d+)*(-[a-z0-9.]+)*"
ACCOUNT = "mysql:x:999:999::/var/lib/mysql:/bin/false\n"
IMAGES = (
    Image(names=(*docker_hub("mysql", "bitnami/mysql", "bitnamilegacy/mysql", "mysql/mysql-server"),
                 "public.ecr.aws/docker/library/mysql"),
          program=program, tags=TAGS, size=170_000_000, entrypoint=("docker-entrypoint.sh",), command=("mysqld",),
          executables={"mysqld": program}, system="oracle:9+mysql+mysqladmin+mysqldump", accounts=ACCOUNT,
          environment=lambda tag: {"GOSU_VERSION": "1.17", "MYSQL_VERSION": f"{version_of(tag, mariadb=False)}-1.el9"}),
    Image(names=(*docker_hub("mariadb", "bitnami/mariadb", "bitnamilegacy/mariadb"),
                 "public.ecr.aws/docker/library/mariadb"),
          program=program, tags=TAGS, size=110_000_000, entrypoint=("docker-entrypoint.sh",), command=("mariadbd",),
          executables={"mariadbd": program}, system="ubuntu:24.04+mariadb+mariadb-admin+healthcheck.sh",
          accounts=ACCOUNT, environment=lambda tag: {"GOSU_VERSION": "1.17",
                                                     "MARIADB_VERSION": version_of(tag, mariadb=True)}),
)  # fmt: skip
