"""The audit log: an event for each stage of a request that the policy wants.

Follows kubernetes apiserver/pkg/endpoints/filters/audit.go, pkg/audit/request.go, plugin/pkg/audit/log/backend.go.
Known differences: the cluster's own parts do not come through the door, so they leave no events; a watch has no
ResponseComplete; a rejected write's requestObject has no defaults.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
import yaml

from app.cluster.api.audit_policy import AuditPolicy, Decision
from app.cluster.api.authorization import Attributes
from app.cluster.api.call import User
from app.cluster.api.rest.encoding import escape
from app.network.http import Response
from app.sim.clock import rfc3339_micro

if TYPE_CHECKING:
    from app.cluster.api.rest.exchange import Exchange

METADATA, REQUEST, RESPONSE = 1, 2, 3
LONG = frozenset({"watch"})
STREAMED = frozenset({"exec", "attach", "portforward", "proxy", "log"})


class Auditor:
    """Writes events by a policy; `write` gets a line with its newline."""

    def __init__(self, policy: AuditPolicy, write: Callable[[bytes], None]) -> None:
        self.policy, self.write = policy, write

    def begin(self, exchange: Exchange, asked: Attributes) -> Record | None:
        """A request has come in; None when nothing of it is logged."""
        decision = self.policy.decide(asked)
        if not decision.level:
            return None
        record = Record(self, exchange, asked, decision)
        record.tell("RequestReceived")
        return record


class Record:
    """The events of one request."""

    def __init__(self, auditor: Auditor, exchange: Exchange, asked: Attributes, decision: Decision) -> None:
        self._auditor, self._exchange, self._asked, self._decision = auditor, exchange, asked, decision
        self._received = exchange.api.clock.now
        self._response: dict[str, Any] = {}
        self._annotations: dict[str, str] = {}
        self.impersonated: User | None = None

    def authorized(self, decision: str, reason: str) -> None:
        """What the authorizer said."""
        self._annotations = {"authorization.k8s.io/decision": decision, "authorization.k8s.io/reason": reason}

    def finish(self, response: Response) -> None:
        """The answer goes out."""
        body = _document(response.body) if isinstance(response.body, bytes) else None
        status: dict[str, Any] = {"metadata": {}, "code": response.status}
        if isinstance(body, dict) and body.get("kind") == "Status":
            kept = ("status", "message", "reason", "details")
            status = {"metadata": {}, **{name: body[name] for name in kept if body.get(name)}, "code": response.status}
        self._response = {"responseStatus": status}
        if self._decision.level >= REQUEST and self._asked.resource:
            wanted = _document(self._exchange.request.body)
            if isinstance(wanted, dict):
                self._response["requestObject"] = self._shown(wanted)
        if self._decision.level >= RESPONSE and self._asked.resource and isinstance(body, dict):
            self._response["responseObject"] = self._shown(body)
        long = self._asked.verb in LONG or self._asked.subresource in STREAMED
        if long:
            self.tell("ResponseStarted")
        if self._asked.verb not in LONG:
            self.tell("ResponseComplete")

    def _shown(self, document: dict[str, Any]) -> dict[str, Any]:
        if not self._decision.without_managed_fields:
            return document
        if "items" in document:
            return {**document, "items": [self._shown(one) for one in document["items"]]}
        meta = {name: value for name, value in (document.get("metadata") or {}).items() if name != "managedFields"}
        return {**document, "metadata": meta} if "metadata" in document else document

    def tell(self, stage: str) -> None:
        """Write the event of a stage, unless the policy leaves it out."""
        if stage in self._decision.omitted:
            return
        exchange = self._exchange
        event: dict[str, Any] = {
            "kind": "Event", "apiVersion": "audit.k8s.io/v1",
            "level": ("None", "Metadata", "Request", "RequestResponse")[self._decision.level],
            "auditID": exchange.audit_id, "stage": stage, "requestURI": exchange.request.target,
            "verb": self._asked.verb, "user": _user(self._asked.user),
        }  # fmt: skip
        if self.impersonated is not None:
            event["impersonatedUser"] = _user(self.impersonated)
        event["sourceIPs"] = [exchange.request.peer or "127.0.0.1"]
        if agent := exchange.request.headers.get("User-Agent", ""):
            event["userAgent"] = agent
        if self._asked.resource:
            event["objectRef"] = self._reference()
        event |= self._response
        event["requestReceivedTimestamp"] = rfc3339_micro(self._received)
        event["stageTimestamp"] = rfc3339_micro(exchange.api.clock.now)
        if self._annotations and stage != "RequestReceived":
            event["annotations"] = self._annotations
        self._auditor.write(escape(orjson.dumps(event)) + b"\n")

    def _reference(self) -> dict[str, str]:
        asked, name = self._asked, self._asked.name
        if asked.verb == "create" and not name and self._response:
            wanted = _document(self._exchange.request.body)
            name = str((wanted.get("metadata") or {}).get("name", "")) if isinstance(wanted, dict) else ""
        found = {
            "resource": asked.resource, "namespace": asked.namespace, "name": name, "apiGroup": asked.group,
            "apiVersion": asked.version, "subresource": asked.subresource,
        }  # fmt: skip
        return {key: value for key, value in found.items() if value}


def _user(user: User) -> dict[str, Any]:
    found: dict[str, Any] = {"username": user.name}
    if user.uid:
        found["uid"] = user.uid
    found["groups"] = list(user.groups)
    if user.extra:
        found["extra"] = {name: list(values) for name, values in user.extra.items()}
    return found


def _document(data: bytes) -> Any:
    """What a body says, JSON or YAML; None for anything else."""
    if not data or data.startswith(b"k8s\x00"):
        return None
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    try:
        return yaml.safe_load(data)
    except yaml.YAMLError:
        return None
