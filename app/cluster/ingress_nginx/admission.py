"""What the controller's webhook refuses.

Follows ingress-nginx internal/ingress/controller/controller.go: CheckIngress, checkOverlap; internal/ingress/inspector;
internal/admission/controller/main.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import orjson
import re2

from app.cluster.control.resources import Object, name_of
from app.cluster.images.image import Process
from app.cluster.images.web_server import page
from app.cluster.ingress_nginx.controller import IngressController
from app.cluster.ingress_nginx.model import CATCH_ALL, paths_of
from app.cluster.ingress_nginx.settings import Settings, size_of
from app.network.http import Request, Response

SNIPPETS = ("configuration-snippet", "server-snippet", "stream-snippet", "auth-snippet", "modsecurity-snippet")
_PLAIN_PATH = re.compile(r"^/[A-Za-z0-9._~/\-]*$")
_NUMBERS = ("canary-weight", "canary-weight-total", "limit-rps", "limit-rpm", "limit-connections",
            "limit-burst-multiplier", "proxy-connect-timeout", "proxy-send-timeout", "proxy-read-timeout",
            "permanent-redirect-code", "temporal-redirect-code")  # fmt: skip
_FLAGS = ("ssl-redirect", "force-ssl-redirect", "use-regex", "canary", "enable-cors", "service-upstream",
          "ssl-passthrough", "preserve-trailing-slash", "enable-access-log")  # fmt: skip


def answer(process: Process, controller: IngressController, request: Request) -> Response:
    """An AdmissionReview in, an AdmissionReview out."""
    try:
        review: dict[str, Any] = orjson.loads(request.body)
        asked = review["request"]
    except (ValueError, KeyError, TypeError):
        return page(process, 400, b"", "text/plain")
    problem = None
    ingress = asked.get("object")
    if asked.get("kind", {}).get("kind") == "Ingress" and ingress and asked.get("operation") != "DELETE":
        problem = check(controller, ingress)
    response: dict[str, Any] = {"uid": asked.get("uid", ""), "allowed": problem is None}
    if problem is not None:
        response["status"] = {
            "metadata": {},
            "status": "Failure",
            "message": problem,
            "reason": "BadRequest",
            "code": 400,
        }
    body = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response}
    return page(process, 200, orjson.dumps(body), "application/json")


def check(controller: IngressController, ingress: Object) -> str | None:
    """Why an Ingress cannot be; None when it can."""
    if controller.class_of(ingress) is None:
        return None
    settings = Settings.of(ingress["metadata"].get("annotations"), controller.prefix)
    return _annotations(controller, settings) or _paths(controller, ingress, settings) or _overlap(
        controller.ingresses(), ingress, settings, controller.prefix)  # fmt: skip


def _annotations(controller: IngressController, settings: Settings) -> str | None:
    allowed = controller.serving.config.get("allow-snippet-annotations") == "true"
    for name in SNIPPETS:
        if name in settings.values and not allowed:
            disabled = "Snippet directives are disabled by the Ingress administrator"
            return f"{controller.prefix}/{name} annotation cannot be used. {disabled}"
    for name, kind in (*((one, "number") for one in _NUMBERS), *((one, "boolean") for one in _FLAGS)):
        value = settings.values.get(name)
        if value is None:
            continue
        good = value.strip().isdigit() if kind == "number" else value in {"true", "false", "True", "False", "1", "0"}
        if not good:
            return f"annotation {controller.prefix}/{name} contains invalid value {value}".replace("'", "")
    size = settings.values.get("proxy-body-size")
    if size is not None and size_of(size.strip()) is None:
        return f"annotation {controller.prefix}/proxy-body-size contains invalid value {size}"
    return None


def _paths(controller: IngressController, ingress: Object, settings: Settings) -> str | None:
    strict = controller.serving.config.get("strict-validate-path-type", "true") == "true"
    problems = []
    for _, path, kind, _ in paths_of(ingress):
        if kind in {"Exact", "Prefix"} and strict and not _PLAIN_PATH.match(path):
            problems.append(f"path {path} cannot be used with pathType {kind}")
        elif kind == "ImplementationSpecific" or settings.regex:
            try:
                re2.compile(path)
            except re2.error:
                return f'nginx: [emerg] pcre2_compile() failed in "^{path}"'
    if problems:
        return "ingress contains invalid paths: " + "\n".join(problems)
    return None


def _overlap(others: Iterable[Object], ingress: Object, settings: Settings, prefix: str) -> str | None:
    """Follows checkOverlap: two Ingresses may not define the same host and path, unless one is a canary."""
    if settings.canary:
        return None
    own = name_of(ingress)
    wanted = [(host, path) for host, path, _, _ in paths_of(ingress) if host != CATCH_ALL]
    if not wanted:
        return None
    for other in others:
        if name_of(other) == own or Settings.of(other["metadata"].get("annotations"), prefix).canary:
            continue
        taken = {(host, path) for host, path, _, _ in paths_of(other)}
        for host, path in wanted:
            if (host, path) in taken:
                return f'host "{host}" and path "{path}" is already defined in ingress {"/".join(name_of(other))}'
    return None
