"""Webhooks: servers in the cluster that are asked about a write, over the network as everybody else.

Follows kubernetes apiserver/pkg/admission/plugin/webhook/{mutating,validating}/dispatcher.go and
apiserver/pkg/util/proxy/proxy.go: ResolveCluster.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import jsonpatch
import orjson

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.admission.policies import GROUP, matches, variables_of
from app.cluster.api.cel import CelError, evaluate
from app.cluster.api.errors import ApiError, error
from app.cluster.api.store import ResourceKey
from app.network.http import Headers, Request, Response
from app.network.network import ConnectError

MUTATING, VALIDATING = (GROUP, "mutatingwebhookconfigurations"), (GROUP, "validatingwebhookconfigurations")
SERVICES = ("", "services")
_SUBRESOURCES = frozenset({"", "status", "scale", "ephemeralcontainers", "resize", "approval", "binding", "eviction"})
_OPERATIONS = frozenset({"CREATE", "UPDATE", "DELETE", "CONNECT"})


class _CallError(Exception):
    """A webhook that did not answer as it should; the text is what went wrong on the way."""


def _asks(key: ResourceKey, *, mutating: bool) -> Callable[[Attributes], None]:
    def ask(attributes: Attributes) -> None:
        """Call every webhook that is concerned; ApiError when one refuses, 500 when one that has to answer cannot."""
        store = attributes.api.store
        if not store.size(key) or attributes.key[0] == GROUP:
            return
        for configuration in store.list(key):
            for webhook in configuration.get("webhooks") or ():
                if not _concerned(attributes, webhook):
                    continue
                try:
                    _judge(attributes, webhook, _call(attributes, webhook), mutating=mutating)
                except _CallError as problem:
                    if webhook.get("failurePolicy", "Fail") == "Fail":
                        raise _failed(webhook, str(problem)) from None

    return ask


def _judge(attributes: Attributes, webhook: dict[str, Any], answer: dict[str, Any], *, mutating: bool) -> None:
    """Follows apiserver/pkg/admission/plugin/webhook/errors/statuserror.go: ToStatusErr."""
    for warning in answer.get("warnings") or ():
        attributes.call.warn(warning)
    if not answer.get("allowed"):
        status = dict(answer.get("status") or {})
        why, denied = (
            status.get("message") or status.get("reason"),
            f'admission webhook "{webhook["name"]}" denied the request',
        )
        status["message"] = f"{denied}: {why}" if why else f"{denied} without explanation"
        status["code"] = max(400, int(status.get("code") or 0))
        raise ApiError({"kind": "Status", "apiVersion": "v1", "metadata": {}, **status, "status": "Failure"})
    if mutating and answer.get("patch") and attributes.obj is not None:
        patch = jsonpatch.JsonPatch(orjson.loads(base64.b64decode(answer["patch"])))
        attributes.obj = patch.apply(attributes.obj)


def _call(attributes: Attributes, webhook: dict[str, Any]) -> dict[str, Any]:
    """The `response` of the AdmissionReview that comes back; _CallError when none does."""
    api, client = attributes.api, webhook.get("clientConfig") or {}
    service = client.get("service")
    if service:
        host, port = _service(attributes, service), service.get("port", 443)
    else:
        place = urlsplit(client.get("url", ""))
        host, port = place.hostname or "", place.port or 443
    path = urlsplit(_url(client)).path
    body = orjson.dumps(_review(attributes, webhook))
    request = Request("POST", path, Headers({"Host": host, "Content-Type": "application/json"}), body, api.server[0])
    found: list[Response] = []
    if api.interface is None:
        raise _CallError(f"dial tcp {host}:{port}: connect: network is unreachable")
    try:
        api.network.exchange(api.interface, host, port, request, found.append, tls=True)
    except ConnectError as problem:
        raise _CallError(_words(problem, host, port, webhook)) from None
    if not client.get("caBundle"):
        raise _CallError("tls: failed to verify certificate: x509: certificate signed by unknown authority")
    if not found or not isinstance(found[0].body, bytes):
        raise _CallError("context deadline exceeded (Client.Timeout exceeded while awaiting headers)")
    if found[0].status != 200:
        raise _CallError(found[0].body.decode("utf-8", "replace").strip() or "the server rejected our request")
    try:
        response: dict[str, Any] = orjson.loads(found[0].body)["response"]
    except (ValueError, KeyError):
        raise _CallError("invalid response from webhook") from None
    return response


def _words(problem: ConnectError, host: str, port: int, webhook: dict[str, Any]) -> str:
    if problem.kind == "timeout":
        return "context deadline exceeded" if webhook.get("timeoutSeconds", 10) <= 30 else "i/o timeout"
    if problem.kind == "unknown host":
        return f"dial tcp: lookup {host} on 127.0.0.53:53: no such host"
    if problem.kind == "not tls":
        return "http: server gave HTTP response to HTTPS client"
    reason = {"refused": "connection refused", "unreachable": "no route to host"}[problem.kind]
    return f"dial tcp {host}:{port}: connect: {reason}"


def _review(attributes: Attributes, webhook: dict[str, Any]) -> dict[str, Any]:
    """Follows apiserver/pkg/admission/plugin/webhook/request/admissionreview.go."""
    resource, user, call = attributes.resource, attributes.user, attributes.call
    kind = {"group": resource.group, "version": resource.version, "kind": resource.kind.kind}
    named = {"group": resource.group, "version": resource.version, "resource": resource.plural}
    request: dict[str, Any] = {
        "uid": attributes.api.randomness.uid(), "kind": kind, "resource": named, "requestKind": kind,
        "requestResource": named, "name": attributes.name, "namespace": attributes.namespace,
        "operation": attributes.operation, "userInfo": {"username": user.name, "groups": list(user.groups)},
        "object": attributes.obj, "oldObject": attributes.old, "dryRun": call.dry_run, "options": None,
    }  # fmt: skip
    if attributes.subresource:
        request["subResource"] = attributes.subresource
    versions = webhook.get("admissionReviewVersions") or ["v1"]
    return {"kind": "AdmissionReview", "apiVersion": f"admission.k8s.io/{versions[0]}", "request": request}


def _concerned(attributes: Attributes, webhook: dict[str, Any]) -> bool:
    match = {**webhook, "resourceRules": webhook.get("rules")}
    if not matches(attributes, match, required=True):
        return False
    for condition in webhook.get("matchConditions") or ():
        try:
            if evaluate(condition["expression"], variables_of(attributes, None)) is not True:
                return False
        except CelError:
            continue
    return True


def _url(client: dict[str, Any]) -> str:
    service = client.get("service")
    if not service:
        return str(client.get("url", ""))
    path = (service.get("path") or "/").lstrip("/")
    return f"https://{service['name']}.{service['namespace']}.svc:{service.get('port', 443)}/{path}"


def _failed(webhook: dict[str, Any], cause: str) -> Exception:
    url, seconds = _url(webhook.get("clientConfig") or {}), webhook.get("timeoutSeconds", 10)
    text = (
        f'Internal error occurred: failed calling webhook "{webhook["name"]}": failed to call webhook: '
        f'Post "{url}?timeout={seconds}s": {cause}'
    )
    causes = [{"message": text.removeprefix("Internal error occurred: ")}]
    return error("InternalError", text, details={"causes": causes})


def _service(attributes: Attributes, reference: dict[str, Any]) -> str:
    """The address of a Service; _CallError when there is none."""
    name, port = reference["name"], reference.get("port", 443)
    service = attributes.api.store.get(SERVICES, reference["namespace"], name)
    if service is None:
        raise _CallError(f'service "{name}" not found')
    spec = service["spec"]
    if spec.get("clusterIP") == "None":
        raise _CallError('cannot route to service with ClusterIP "None"')
    if port not in {item["port"] for item in spec.get("ports") or ()}:
        raise _CallError(f'no service port {port} found for service "{name}"')
    return str(spec.get("clusterIP", ""))


def _plugin(name: str, key: ResourceKey, *, mutating: bool) -> Plugin:
    ask = _asks(key, mutating=mutating)
    return Plugin(
        name,
        admit=ask if mutating else None,
        validate=None if mutating else ask,
        operations=_OPERATIONS,
        subresources=_SUBRESOURCES,
    )


MUTATING_PLUGIN = _plugin("MutatingAdmissionWebhook", MUTATING, mutating=True)
VALIDATING_PLUGIN = _plugin("ValidatingAdmissionWebhook", VALIDATING, mutating=False)
