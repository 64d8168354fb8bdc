"""Webhooks: servers elsewhere that are asked about a write. None of the simulated images is one, so no call succeeds.

Follows kubernetes apiserver/pkg/admission/plugin/webhook/{mutating,validating}/dispatcher.go and
apiserver/pkg/util/proxy/proxy.go: ResolveCluster.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.admission.policies import GROUP, matches, variables_of
from app.cluster.api.cel import CelError, evaluate
from app.cluster.api.errors import error
from app.cluster.api.store import ResourceKey

MUTATING, VALIDATING = (GROUP, "mutatingwebhookconfigurations"), (GROUP, "validatingwebhookconfigurations")
SERVICES = ("", "services")
_SUBRESOURCES = frozenset({"", "status", "scale", "ephemeralcontainers", "resize", "approval", "binding", "eviction"})
_OPERATIONS = frozenset({"CREATE", "UPDATE", "DELETE", "CONNECT"})


def _asks(key: ResourceKey) -> Callable[[Attributes], None]:
    def ask(attributes: Attributes) -> None:
        """ApiError 500 for the first webhook that has to answer, and cannot be reached."""
        store = attributes.api.store
        if not store.size(key) or attributes.key[0] == GROUP:
            return
        for configuration in store.list(key):
            for webhook in configuration.get("webhooks") or ():
                if webhook.get("failurePolicy", "Fail") == "Fail" and _concerned(attributes, webhook):
                    raise _unreachable(attributes, webhook)

    return ask


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


def _unreachable(attributes: Attributes, webhook: dict[str, Any]) -> Exception:
    client, seconds = webhook.get("clientConfig") or {}, webhook.get("timeoutSeconds", 10)
    service = client.get("service")
    if service:
        port = service.get("port", 443)
        path = (service.get("path") or "/").lstrip("/")
        url = f"https://{service['name']}.{service['namespace']}.svc:{port}/{path}"
        cause = _dial(attributes, service, port)
    else:
        url = client.get("url", "")
        place = urlsplit(url)
        cause = f"dial tcp {place.hostname}:{place.port or 443}: connect: connection refused"
    text = (
        f'Internal error occurred: failed calling webhook "{webhook["name"]}": failed to call webhook: '
        f'Post "{url}?timeout={seconds}s": {cause}'
    )
    causes = [{"message": text.removeprefix("Internal error occurred: ")}]
    return error("InternalError", text, details={"causes": causes})


def _dial(attributes: Attributes, reference: dict[str, Any], port: int) -> str:
    """What goes wrong on the way to a Service."""
    name = reference["name"]
    service = attributes.api.store.get(SERVICES, reference["namespace"], name)
    if service is None:
        return f'service "{name}" not found'
    spec = service["spec"]
    if spec.get("clusterIP") == "None":
        return 'cannot route to service with ClusterIP "None"'
    if port not in {item["port"] for item in spec.get("ports") or ()}:
        return f'no service port {port} found for service "{name}"'
    return f"dial tcp {spec.get('clusterIP', '')}:{port}: connect: connection refused"


def _plugin(name: str, key: ResourceKey, *, mutating: bool) -> Plugin:
    ask = _asks(key)
    return Plugin(
        name,
        admit=ask if mutating else None,
        validate=None if mutating else ask,
        operations=_OPERATIONS,
        subresources=_SUBRESOURCES,
    )


MUTATING_PLUGIN = _plugin("MutatingAdmissionWebhook", MUTATING, mutating=True)
VALIDATING_PLUGIN = _plugin("ValidatingAdmissionWebhook", VALIDATING, mutating=False)
