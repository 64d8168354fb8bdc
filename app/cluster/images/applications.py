"""Applications that examples deploy without looking inside: each listens on its port and answers a short page."""

from __future__ import annotations

import json
from collections.abc import Callable

from app.cluster.images.image import Image, Process, docker_hub
from app.cluster.images.web_server import http_date, page, serve
from app.network.http import Request, Response
from app.network.raw import HANG_UP

TAGS = r"latest|lts|stable|main|master|alpine|v?\d+(\.\d+)*(-[a-zA-Z0-9.]+)*"


def serving(port: int, title: str, line: str = "", seconds: float = 0.5) -> Callable[[Process], None]:
    """A web application that needs some seconds to come up."""

    def program(process: Process) -> None:
        process.memory = 60 << 20

        def answer(request: Request) -> Response:
            body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
            return page(process, 200, body.encode(), "text/html; charset=utf-8")

        def ready() -> None:
            process.log(line or f"{title} is listening on port {port}")
            process.listen(port, serve(answer))

        process.after(seconds, ready)

    return program


def idle(line: str) -> Callable[[Process], None]:
    """A daemon without a port."""

    def program(process: Process) -> None:
        process.memory = 30 << 20
        process.log(line)

    return program


def prometheus(process: Process) -> None:
    """Prometheus on 9090: its page, its health, its own numbers; `bad` configuration keeps it from starting."""
    process.memory = 60 << 20
    content = process.read("/etc/prometheus/prometheus.yml")
    stamp = f"time={http_date(process)!r} level=INFO source=main.go"

    def answer(request: Request) -> Response:
        build = b'# TYPE prometheus_build_info gauge\nprometheus_build_info{version="3.7.3"} 1\n'
        texts = {"/-/healthy": b"Prometheus Server is Healthy.\n", "/-/ready": b"Prometheus Server is Ready.\n",
                 "/metrics": build}  # fmt: skip
        if request.path in texts:
            return page(process, 200, texts[request.path], "text/plain; charset=utf-8")
        if request.path == "/":
            body = b'<a href="/query">Found</a>.\n\n'
            return page(process, 302, body, "text/html; charset=utf-8", more=(("Location", "/query"),))
        title = b"Prometheus Time Series Collection and Processing Server"
        body = b"<!doctype html>\n<html><head><title>%s</title></head></html>\n" % title
        return page(process, 200, body, "text/html; charset=utf-8")

    process.log(f'{stamp} msg="Starting Prometheus Server" mode=server', "stderr")
    if content is not None and b"\t" in content:
        process.log(f'{stamp} msg="Error loading config (--config.file=/etc/prometheus/prometheus.yml)" err="yaml: '
                    'found character that cannot start any token"', "stderr")  # fmt: skip
        process.exit(2)
        return
    process.log(f'{stamp} msg="Server is ready to receive web requests."', "stderr")
    process.listen(9090, serve(answer))


def node_exporter(process: Process) -> None:
    """The node's numbers on 9100."""
    numbers = (b"# HELP node_load1 1m load average.\n# TYPE node_load1 gauge\nnode_load1 0.21\n"
               b"# TYPE node_memory_MemTotal_bytes gauge\nnode_memory_MemTotal_bytes 4.02653184e+09\n")  # fmt: skip

    def answer(request: Request) -> Response:
        if request.path == "/metrics":
            return page(process, 200, numbers, "text/plain; version=0.0.4; charset=utf-8")
        body = (b"<!DOCTYPE html>\n<html><head><title>Node Exporter</title></head>"
                b'<body><a href="/metrics">Metrics</a></body></html>\n')  # fmt: skip
        return page(process, 200, body, "text/html; charset=UTF-8")

    process.memory = 12 << 20
    for text in ('msg="Starting node_exporter" version="(version=1.10.2)"', 'msg="Listening on" address=[::]:9100'):
        process.log(f"time={http_date(process)!r} level=INFO {text}", "stderr")
    process.listen(9100, serve(answer))


def grafana(process: Process) -> None:
    """Grafana on 3000: everybody must log in first."""

    def answer(request: Request) -> Response:
        if request.path == "/api/health":
            return page(
                process, 200, b'{\n  "database": "ok",\n  "version": "12.3.0"\n}', "application/json; charset=UTF-8"
            )
        if request.path == "/login":
            return page(process, 200, b"<!DOCTYPE html>\n<html><head><title>Grafana</title></head></html>\n",
                        "text/html; charset=UTF-8")  # fmt: skip
        return page(process, 302, b'<a href="/login">Found</a>.\n\n', "text/html; charset=utf-8",
                    more=(("Location", "/login"),))  # fmt: skip

    def ready() -> None:
        process.log('logger=http.server level=info msg="HTTP Server Listen" address=[::]:3000 protocol=http')
        process.listen(3000, serve(answer))

    process.memory = 90 << 20
    process.log('logger=settings level=info msg="Starting Grafana" version=12.3.0')
    process.after(4.0, ready)


def elasticsearch(process: Process) -> None:
    """One node on 9200."""
    about = {"name": process.hostname, "cluster_name": "docker-cluster", "version": {"number": process.tag},
             "tagline": "You Know, for Search"}  # fmt: skip

    def answer(request: Request) -> Response:
        found = {"status": "green", "number_of_nodes": 1} if request.path == "/_cluster/health" else about
        return page(process, 200, json.dumps(found, indent=2).encode() + b"\n", "application/json")

    process.memory = 900 << 20

    def ready() -> None:
        process.listen(9200, serve(answer))

    process.after(10.0, ready)
    process.log('{"@timestamp":"now", "log.level": "INFO", "message":"initialized"}')


def broker(port: int, *lines: str, seconds: float = 8.0) -> Callable[[Process], None]:
    """A service that speaks a protocol of its own: it comes up, says so, and hangs up on requests."""

    def program(process: Process) -> None:
        def ready() -> None:
            for line in lines:
                process.log(line)
            process.listen(port, lambda request, reply: reply(HANG_UP))

        process.memory = 300 << 20
        process.after(seconds, ready)

    return program


def podinfo(process: Process) -> None:
    """stefanprodan/podinfo on 9898: JSON about itself, health and readiness."""
    version = process.tag

    def answer(request: Request) -> Response:
        if request.path in {"/healthz", "/readyz"}:
            return page(process, 200, b'{\n  "status": "OK"\n}', "application/json; charset=utf-8")
        if request.path == "/version":
            return page(process, 200, f'{{\n  "version": "{version}"\n}}'.encode(), "application/json; charset=utf-8")
        about = {"hostname": process.hostname, "version": version, "color": "#34577c",
                 "message": f"greetings from podinfo v{version}", "goos": "linux", "goarch": "amd64"}  # fmt: skip
        body = json.dumps(about, indent=2)
        return page(process, 200, body.encode(), "application/json; charset=utf-8")

    process.log('{"level":"info","msg":"Starting HTTP Server.","addr":":9898"}')
    process.listen(9898, serve(answer))


def _web(port: int, title: str, *names: str, size: int = 150_000_000, seconds: float = 1.0) -> Image:
    return Image(names=names, program=serving(port, title, seconds=seconds), tags=TAGS, size=size)


IMAGES = (
    Image(names=(*docker_hub("stefanprodan/podinfo"), "ghcr.io/stefanprodan/podinfo"), program=podinfo, tags=TAGS,
          size=30_000_000, system="alpine+curl+bash"),
    _web(8080, "Apache Tomcat", *docker_hub("tomcat", "bitnami/tomcat", "jetty"), seconds=3.0),
    _web(8080, "Dashboard [Jenkins]", *docker_hub("jenkins/jenkins"), size=280_000_000, seconds=15.0),
    Image(names=docker_hub("grafana/grafana", "grafana/grafana-oss"), program=grafana, tags=TAGS, size=150_000_000,
          system="alpine+curl+bash", user="472"),
    Image(names=(*docker_hub("prom/prometheus"), "quay.io/prometheus/prometheus"), program=prometheus, tags=TAGS,
          size=110_000_000, system="busybox", entrypoint=("/bin/prometheus",), user="65534"),
    Image(names=(*docker_hub("prom/node-exporter"), "quay.io/prometheus/node-exporter"), program=node_exporter,
          tags=TAGS, size=11_000_000, system="busybox", entrypoint=("/bin/node_exporter",), user="65534"),
    Image(names=(*docker_hub("elasticsearch"), "docker.elastic.co/elasticsearch/elasticsearch"), program=elasticsearch,
          tags=TAGS, size=500_000_000),
    Image(names=docker_hub("cassandra", "bitnami/cassandra"), tags=TAGS, size=140_000_000, program=broker(
        9042, "INFO  [main] StorageService.java - Node localhost/127.0.0.1:7000 state jump to NORMAL",
        "INFO  [main] PipelineConfigurator.java - Starting listening for CQL clients on /0.0.0.0:9042 (unencrypted)...",
        seconds=20.0)),
    Image(names=docker_hub("zookeeper", "bitnami/zookeeper"), tags=TAGS, size=120_000_000, program=broker(
        2181, "[myid:1] - INFO  [main:o.a.z.s.NIOServerCnxnFactory] - binding to port /0.0.0.0:2181", seconds=3.0)),
    Image(names=docker_hub("apache/kafka", "bitnami/kafka", "confluentinc/cp-kafka"), tags=TAGS, size=250_000_000,
          program=broker(9092, "[KafkaRaftServer nodeId=1] Kafka Server started (kafka.server.KafkaRaftServer)")),
    Image(names=docker_hub("influxdb"), tags=TAGS, size=120_000_000, program=serving(8086, "InfluxDB", seconds=3.0)),
    _web(80, "Traefik", *docker_hub("traefik"), size=45_000_000),
    _web(80, "HAProxy", *docker_hub("haproxy", "caddy"), size=45_000_000),
    _web(80, "phpMyAdmin", *docker_hub("phpmyadmin", "phpmyadmin/phpmyadmin")),
    _web(5601, "Kibana", *docker_hub("kibana"), "docker.elastic.co/kibana/kibana", size=400_000_000, seconds=10.0),
    _web(8080, "Keycloak", "quay.io/keycloak/keycloak", seconds=8.0),
    _web(80, "Microservices Demo", *docker_hub("weaveworksdemos/front-end", "dockersamples/examplevotingapp_vote",
                                               "dockersamples/examplevotingapp_result", "yeasy/simple-web",
                                               "karthequian/helloworld", "katacoda/docker-http-server",
                                               "nginxdemos/hello", "nginxdemos/nginx-hello", "kodekloud/webapp-color",
                                               "mmumshad/simple-webapp-color", "luksa/kubia")),
    Image(names=(*docker_hub("fluent/fluentd", "fluentd", "fluent/fluent-bit", "logstash", "telegraf"),
                 "quay.io/fluentd_elasticsearch/fluentd", "gcr.io/google-containers/fluentd-elasticsearch",
                 "registry.k8s.io/fluentd-elasticsearch", "cr.fluentbit.io/fluent/fluent-bit",
                 "docker.elastic.co/beats/filebeat"),
          program=idle("[info]: starting fluentd"), tags=TAGS + r"|v1\.\d+.*", size=60_000_000),
    Image(names=docker_hub("envoyproxy/envoy-alpine", "istio/proxyv2", "consul", "hashicorp/vault",
                           "hashicorp/consul"), program=idle("starting main dispatch loop"), tags=TAGS,
          size=60_000_000),
)  # fmt: skip
