"""RabbitMQ: a broker that comes up slowly; its tools tell how it is. No messages are carried."""

from __future__ import annotations

from datetime import UTC, datetime

from app.cluster.images.image import MEBIBYTE, Image, Process, docker_hub
from app.cluster.images.web_server import page, serve
from app.network.http import Reply, Request, Response
from app.network.raw import HANG_UP

VERSION = "4.2.1"
NAME = "rabbitmq"


def program(process: Process) -> None:
    """Start: AMQP on 5672, and the management page where the tag has it."""
    process.memory = 130 * MEBIBYTE

    def line(text: str) -> None:
        stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00:00")
        process.log(f"{stamp} [info] <0.9.0> {text}")

    def hang_up(request: Request, reply: Reply) -> None:
        reply(HANG_UP)

    def console(request: Request) -> Response:
        if request.path.startswith("/api/"):
            more = (("WWW-Authenticate", 'Basic realm="RabbitMQ Management"'),)
            return page(
                process, 401, b'{"error":"not_authorized","reason":"Login failed"}', "application/json", "Cowboy", more
            )
        body = b"<!doctype html>\n<html>\n<head><title>RabbitMQ Management</title></head>\n</html>\n"
        return page(process, 200, body, "text/html", "Cowboy")

    def ready() -> None:
        management = "management" in process.tag
        process.listen(5672, hang_up)
        process.inside.services[NAME] = process
        line("started TCP listener on [::]:5672")
        if management:
            process.listen(15672, serve(console))
            line("Management plugin: HTTP (non-TLS) listener started on port 15672")
        line(f"Server startup complete; {4 if management else 3} plugins started.")

    line(f"Starting RabbitMQ {VERSION} on Erlang 27.3.4.6 [jit]")
    process.after(8.0, ready)


def control(process: Process) -> None:
    """`rabbitmqctl` and `rabbitmq-diagnostics`."""
    words = [word for word in process.argv[1:] if not word.startswith("-")]
    verb, node = words[0] if words else "help", f"rabbit@{process.hostname}"
    quiet = "-q" in process.argv or "--quiet" in process.argv
    server = process.inside.services.get(NAME)
    if server is None:
        process.log(f"Error: unable to perform an operation on node '{node}'. Please see diagnostics information and "
                    "suggestions below.", "stderr")  # fmt: skip
        process.exit(69)
        return
    users = process.env.get("RABBITMQ_DEFAULT_USER", "guest")
    answers = {
        "ping": ("Will ping node", "Ping succeeded"),
        "check_running": ("Checking if RabbitMQ is running on node",
                          f"RabbitMQ on node {node} is fully booted and running"),
        "check_port_connectivity": ("Testing TCP connections to all active listeners on node",
                                    f"Successfully connected to ports 5672 on node {node}."),
        "list_queues": ("Timeout: 60.0 seconds ...\nListing queues for vhost / ...", "name\tmessages"),
        "list_users": ("Listing users ...", f"user\ttags\n{users}\t[administrator]"),
        "list_vhosts": ("Listing vhosts ...", "name\n/"),
        "status": ("Status of node", f"Runtime\n\nOS PID: 1\nOS: Linux\nRabbitMQ version: {VERSION}\nNode name: {node}"
                   "\n\nListeners\n\nInterface: [::], port: 5672, protocol: amqp, purpose: AMQP 0-9-1 and AMQP 1.0"),
        "cluster_status": ("Cluster status of node", f"Basics\n\nCluster name: {node}\n\nRunning Nodes\n\n{node}"),
    }  # fmt: skip
    if verb not in answers:
        process.log(f"Command '{verb}' not found (or not simulated). ", "stderr")
        process.exit(64)
        return
    head, text = answers[verb]
    if not quiet:
        process.log(head if head.endswith("...") else f"{head} {node} ...")
    process.log(text)
    process.exit(0)


IMAGE = Image(
    names=(*docker_hub("rabbitmq", "bitnami/rabbitmq"), "public.ecr.aws/docker/library/rabbitmq"), program=program,
    tags=r"latest|alpine|management(-alpine)?|v?\d+(\.\d+)*(-[a-z0-9.]+)*", size=100_000_000,
    entrypoint=("docker-entrypoint.sh",), command=("rabbitmq-server",), system="ubuntu:24.04",
    executables={"rabbitmq-server": program, "rabbitmqctl": control, "rabbitmq-diagnostics": control},
    environment=lambda tag: {"RABBITMQ_VERSION": VERSION, "RABBITMQ_DATA_DIR": "/var/lib/rabbitmq"},
)  # fmt: skip
