"""Webhooks: servers elsewhere that are asked about a write, and may change it.

Follows kubernetes apiserver/pkg/admission/plugin/webhook/{generic,mutating,validating,request,errors}. Known
difference: validating webhooks are asked one after the other.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.cluster.api import patch as patches
from app.cluster.api import strategy
from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.admission.expressions import Expressions, Failure, request_of
from app.cluster.api.admission.invocations import GROUP
from app.cluster.api.admission.matching import matches
from app.cluster.api.errors import ApiError, bad_request, error
from app.cluster.api.objects import Object, clone, uid_of
from app.cluster.api.store import ResourceKey
from app.cluster.api.webhook_client import CallError, post

MUTATING, VALIDATING = (GROUP, "mutatingwebhookconfigurations"), (GROUP, "validatingwebhookconfigurations")
_OPERATIONS = frozenset({"CREATE", "UPDATE", "DELETE", "CONNECT"})
_JSON_PATCH = "application/json-patch+json"
Webhook = dict[str, Any]


def _asks(key: ResourceKey) -> Callable[[Attributes], None]:
    def ask(attributes: Attributes) -> None:
        """ApiError for the first webhook that says no or, having to answer, does not."""
        store = attributes.api.store
        if not store.size(key) or attributes.key[0] == GROUP:
            return
        if key == MUTATING:
            _ask_in_rounds(attributes, store.list(key))
            return
        for _, configuration, webhook in _webhooks(store.list(key)):
            if _concerned(attributes, configuration, webhook):
                _ask(attributes, webhook, mutating=False)

    return ask


def _webhooks(configurations: Iterable[Object]) -> Iterator[tuple[str, Object, Webhook]]:
    """(identity, configuration, webhook) of every webhook."""
    for configuration in configurations:
        for index, webhook in enumerate(configuration.get("webhooks") or ()):
            yield f"{uid_of(configuration)}/{index}", configuration, webhook


def _ask_in_rounds(attributes: Attributes, configurations: Iterable[Object]) -> None:
    rounds = attributes.rounds
    asked = rounds.begin("MutatingAdmissionWebhook", attributes.obj)
    for who, configuration, webhook in _webhooks(configurations):
        if not _concerned(attributes, configuration, webhook) or rounds.skips(asked, who):
            continue
        before = attributes.obj
        _ask(attributes, webhook, mutating=True)
        changed = attributes.obj is not before and attributes.obj != before
        rounds.record(asked, who, changed=changed, policy=webhook.get("reinvocationPolicy"))
    rounds.end(asked, attributes.obj)


def _concerned(attributes: Attributes, configuration: Object, webhook: Webhook) -> bool:
    if not matches(attributes, {**webhook, "resourceRules": webhook.get("rules")}, required=True):
        return False
    conditions = webhook.get("matchConditions")
    if not conditions:
        return True
    try:
        return Expressions(attributes, configuration, webhook, None, webhook["name"]).all_true(conditions)
    except Failure as problem:
        if webhook.get("failurePolicy", "Fail") == "Ignore":
            return False
        raise attributes.forbid(str(problem)) from None


def _ask(attributes: Attributes, webhook: Webhook, *, mutating: bool) -> None:
    name = webhook["name"]
    if attributes.call.dry_run and webhook.get("sideEffects") not in {"None", "NoneOnDryRun"}:
        raise bad_request(f'admission webhook "{name}" does not support dry run')
    try:
        answer = _answer(attributes, webhook)
        patched = _patched(attributes, answer) if mutating else None
    except CallError as problem:
        if webhook.get("failurePolicy", "Fail") == "Ignore":
            return
        text = f'failed calling webhook "{name}": {problem}'
        message = f"Internal error occurred: {text}"
        raise error("InternalError", message, details={"causes": [{"message": text}]}) from None
    for text in answer.get("warnings") or ():
        attributes.call.warn(str(text))
    if not answer.get("allowed"):
        raise _rejection(name, answer.get("status"))
    if patched is not None:
        strategy.defaults(attributes.resource, patched)
        attributes.obj = patched


def _answer(attributes: Attributes, webhook: Webhook) -> Object:
    """The response of an AdmissionReview; CallError."""
    uid = attributes.api.randomness.uid()
    request = {"uid": uid, **request_of(attributes), "object": attributes.obj, "oldObject": attributes.old}
    version = next((item for item in webhook.get("admissionReviewVersions") or () if item in {"v1", "v1beta1"}), "v1")
    head = {"kind": "AdmissionReview", "apiVersion": f"admission.k8s.io/{version}"}
    seconds = webhook.get("timeoutSeconds", 10)
    body = json.dumps({**head, "request": request}).encode()
    try:
        text = post(attributes.api, webhook.get("clientConfig") or {}, body, seconds)
    except CallError as problem:
        raise CallError(f"failed to call webhook: {problem}") from None
    try:
        review = json.loads(text)
        response = review["response"]
        if not isinstance(response, dict):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        raise CallError("received invalid webhook response: webhook response was absent") from None
    given = {"kind": review.get("kind", ""), "apiVersion": review.get("apiVersion", "")}
    if version == "v1" and given != head:
        group, _, found = given["apiVersion"].rpartition("/")
        raise CallError(
            "received invalid webhook response: expected webhook response of admission.k8s.io/v1, "
            f"Kind=AdmissionReview, got {group}/{found}, Kind={given['kind']}"
        )
    if version == "v1" and response.get("uid") != uid:
        raise CallError(
            f'received invalid webhook response: expected response.uid="{uid}", got "{response.get("uid", "")}"'
        )
    return response


def _patched(attributes: Attributes, answer: Object) -> Object | None:
    """The object after the webhook's patch, or None when it has none; CallError."""
    patch, kind = answer.get("patch"), answer.get("patchType")
    if not answer.get("allowed") or not patch or attributes.obj is None:
        return None
    if kind != "JSONPatch":
        text = f'webhook returned invalid response.patchType of "{kind}"' if kind else (
            "webhook returned response.patch but not response.patchType"
        )  # fmt: skip
        raise CallError(f"received invalid webhook response: {text}")
    resource = attributes.resource
    try:
        body = base64.b64decode(patch)
        decoded = patches.apply_patch(
            _JSON_PATCH, clone(attributes.obj), body, resource.kind.gvk, resource.schema, validation="Ignore"
        )
    except (ApiError, binascii.Error) as problem:
        raise error("InternalError", f"Internal error occurred: {problem}") from None
    return decoded.object


def _rejection(name: str, status: Object | None) -> ApiError:
    """Follows webhook/errors/statuserror.go: ToStatusErr."""
    given = dict(status or {})
    denied = f'admission webhook "{name}" denied the request'
    why = given.get("message") or given.get("reason")
    message = f"{denied}: {why}" if why else f"{denied} without explanation"
    code = max(int(given.get("code") or 0), 400)
    return error(given.get("reason", ""), message, code=code, details=given.get("details"))


def _plugin(name: str, key: ResourceKey, *, mutating: bool) -> Plugin:
    ask = _asks(key)
    return Plugin(
        name,
        admit=ask if mutating else None,
        validate=None if mutating else ask,
        operations=_OPERATIONS,
        subresources=None,
    )


MUTATING_PLUGIN = _plugin("MutatingAdmissionWebhook", MUTATING, mutating=True)
VALIDATING_PLUGIN = _plugin("ValidatingAdmissionWebhook", VALIDATING, mutating=False)
