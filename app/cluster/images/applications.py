"""Applications that examples deploy without looking inside: each listens on its port and answers a short page."""

from __future__ import annotations

import json
from collections.abc import Callable

from app.cluster.images.image import Image, Process, docker_hub
from app.cluster.images.web_server import page, serve
from app.network.http import Request, Response

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
    _web(3000, "Grafana", *docker_hub("grafana/grafana"), seconds=4.0),
    _web(9090, "Prometheus Time Series Collection and Processing Server", *docker_hub("prom/prometheus"),
         "quay.io/prometheus/prometheus", seconds=2.0),
    _web(9100, "Node Exporter", *docker_hub("prom/node-exporter"), "quay.io/prometheus/node-exporter", size=11_000_000),
    _web(80, "Traefik", *docker_hub("traefik"), size=45_000_000),
    _web(80, "HAProxy", *docker_hub("haproxy", "caddy"), size=45_000_000),
    _web(80, "phpMyAdmin", *docker_hub("phpmyadmin", "phpmyadmin/phpmyadmin")),
    _web(5601, "Kibana", *docker_hub("kibana"), "docker.elastic.co/kibana/kibana", size=400_000_000, seconds=10.0),
    _web(8080, "Keycloak", "quay.io/keycloak/keycloak", seconds=8.0),
    _web(5000, "Docker Registry", *docker_hub("registry"), size=9_000_000),
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
