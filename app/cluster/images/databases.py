"""Databases and brokers: they start, say so, wait for connections, and refuse to start when they must be configured."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.cluster.images.image import Image, Process, docker_hub
from app.network.http import Headers, Reply, Request, Response


def _listen(process: Process, port: int) -> None:
    """A server that speaks another protocol than HTTP: it hangs up on requests."""

    def hang_up(request: Request, reply: Reply) -> None:
        reply(Response(400, Headers([("Connection", "close")]), b""))

    process.listen(port, hang_up)


def redis(process: Process) -> None:
    """Redis on 6379."""
    stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%d %b %Y %H:%M:%S.%f")[:-3]
    process.memory = 8 << 20
    process.log(
        f"1:C {stamp} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n"
        f"1:C {stamp} * Redis version=7.4.1, bits=64, commit=00000000, modified=0, pid=1, just started\n"
        f"1:C {stamp} # Warning: no config file specified, using the default config. In order to specify a config "
        "file use redis-server /path/to/redis.conf\n"
        f"1:M {stamp} * monotonic clock: POSIX clock_gettime\n"
        f"1:M {stamp} * Running mode=standalone, port=6379.\n"
        f"1:M {stamp} * Server initialized\n"
        f"1:M {stamp} * Ready to accept connections tcp"
    )
    _listen(process, 6379)


def mysql(process: Process) -> None:
    """MySQL or MariaDB on 3306; wants to know about root's password."""
    names = ("MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD")
    mariadb = "mariadb" in process.spec.image
    known = names + tuple(name.replace("MYSQL", "MARIADB") for name in names)
    stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y-%m-%d %H:%M:%S+00:00")
    product = "MariaDB" if mariadb else "MySQL"
    process.log(f"{stamp} [Note] [Entrypoint]: Entrypoint script for {product} Server started.")
    if not any(process.spec.env.get(name) for name in known):
        hints = "\n".join(f"    - {name}" for name in (names if not mariadb else known[3:]))
        problem = "Database is uninitialized and password option is not specified"
        process.log(f"{stamp} [ERROR] [Entrypoint]: {problem}", "stderr")
        process.log(f"    You need to specify one of the following as an environment variable:\n{hints}", "stderr")
        process.after(1.0, lambda: process.exit(1))
        return
    process.memory = 380 << 20

    def ready() -> None:
        process.log(f"{stamp} [Note] [Entrypoint]: {product} init process done. Ready for start up.")
        where = "socket: '/var/run/mysqld/mysqld.sock'  port: 3306"
        line = f"/usr/sbin/mysqld: ready for connections. Version: '8.4.3'  {where}  {product} Community Server - GPL."
        process.log(line, "stderr")
        _listen(process, 3306)

    process.after(6.0, ready)


def postgres(process: Process) -> None:
    """PostgreSQL on 5432; wants a superuser password."""
    if not process.spec.env.get("POSTGRES_PASSWORD") and process.spec.env.get("POSTGRES_HOST_AUTH_METHOD") != "trust":
        process.log(
            "Error: Database is uninitialized and superuser password is not specified.\n"
            "       You must specify POSTGRES_PASSWORD to a non-empty value for the\n"
            '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n\n'
            '       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all\n'
            "       connections without a password. This is *not* recommended.\n\n"
            '       See PostgreSQL documentation about "trust":\n'
            "       https://www.postgresql.org/docs/current/auth-trust.html",
            "stderr",
        )
        process.after(0.5, lambda: process.exit(1))
        return
    process.memory = 40 << 20

    def ready() -> None:
        stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
        process.log(f'{stamp} UTC [1] LOG:  listening on IPv4 address "0.0.0.0", port 5432\n'
                    f"{stamp} UTC [1] LOG:  database system is ready to accept connections", "stderr")  # fmt: skip
        _listen(process, 5432)

    process.after(3.0, ready)


def waiting_on(port: int, line: str, memory: int, seconds: float = 1.0) -> Callable[[Process], None]:
    """A service that says one line and listens."""

    def program(process: Process) -> None:
        process.memory = memory

        def ready() -> None:
            process.log(line)
            _listen(process, port)

        process.after(seconds, ready)

    return program


TAGS = r"latest|lts|stable|alpine|v?\d+(\.\d+)*(-[a-z0-9.]+)*"
IMAGES = (
    Image(names=(*docker_hub("redis", "bitnami/redis", "redis/redis-stack", "valkey/valkey"), "registry.k8s.io/redis",
                 "gcr.io/google_containers/redis", "public.ecr.aws/docker/library/redis",
                 "gcr.io/google-samples/gb-redis-follower"),
          program=redis, tags=TAGS + "|e2e", size=45_000_000, entrypoint=("docker-entrypoint.sh",),
          command=("redis-server",), executables={"redis-server": redis}),
    Image(names=docker_hub("mysql", "mariadb", "bitnami/mysql", "bitnami/mariadb", "mysql/mysql-server"), program=mysql,
          tags=TAGS, size=170_000_000, entrypoint=("docker-entrypoint.sh",), command=("mysqld",)),
    Image(names=docker_hub("postgres", "bitnami/postgresql"), program=postgres, tags=TAGS, size=150_000_000,
          entrypoint=("docker-entrypoint.sh",), command=("postgres",)),
    Image(names=docker_hub("mongo", "bitnami/mongodb", "percona/percona-server-mongodb"), tags=TAGS, size=260_000_000,
          program=waiting_on(27017, "Waiting for connections", 160 << 20, 3.0), command=("mongod",)),
    Image(names=docker_hub("memcached", "bitnami/memcached"), tags=TAGS, size=33_000_000,
          program=waiting_on(11211, "server listening (auto-negotiate)", 3 << 20), command=("memcached",)),
    Image(names=docker_hub("rabbitmq", "bitnami/rabbitmq"), tags=TAGS + "|management", size=100_000_000,
          program=waiting_on(5672, "Server startup complete; 4 plugins started.", 130 << 20, 8.0)),
    Image(names=(*docker_hub("elasticsearch", "cassandra", "zookeeper", "bitnami/kafka", "apache/kafka", "influxdb"),
                 "docker.elastic.co/elasticsearch/elasticsearch"), tags=TAGS, size=400_000_000,
          program=waiting_on(9200, "started", 900 << 20, 10.0)),
)  # fmt: skip
