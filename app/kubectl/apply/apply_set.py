"""ApplySets: an object of the cluster remembers which objects were applied together (`KUBECTL_APPLYSET=true`).

Follows kubernetes kubectl/pkg/cmd/apply/applyset.go, applyset_pruner.go.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.kubectl.apply.prune import delete_pruned
from app.kubectl.call import Call
from app.kubectl.discovery import Mapping
from app.kubectl.errors import ErrorList, KubectlError, StatusError, raise_all
from app.kubectl.klog import Klog
from app.kubectl.resources import Info, Query, list_all
from app.kubectl.versions import CLIENTS
from app.sim.go_strings import quote

Object = dict[str, Any]
DOMAIN = "applyset.kubernetes.io"
TOOLING, NAMESPACES, KINDS = f"{DOMAIN}/tooling", f"{DOMAIN}/additional-namespaces", f"{DOMAIN}/contains-group-kinds"
RESOURCES = f"{DOMAIN}/contains-group-resources"  # what KINDS was before
ID, PART_OF, PARENT_TYPE = f"{DOMAIN}/id", f"{DOMAIN}/part-of", f"{DOMAIN}/is-parent-type"
TOOL = "kubectl"
BUILT_IN = (("", "secrets"), ("", "configmaps"))
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


@dataclass
class ApplySet:
    """One set: its parent object, what belonged to it before and what does now (`Kind.group` to resource)."""

    mapping: Mapping
    namespace: str
    name: str
    current: dict[str, Mapping] = field(default_factory=dict)
    current_namespaces: set[str] = field(default_factory=set)
    updated: dict[str, Mapping] = field(default_factory=dict)
    updated_namespaces: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """The value of the labels."""
        whole = ".".join((self.name, self.namespace, self.mapping.kind, self.mapping.group))
        digest = base64.urlsafe_b64encode(hashlib.sha256(whole.encode()).digest()).decode().rstrip("=")
        return f"applyset-{digest}-v1"

    @property
    def label(self) -> str:
        """The parent as it is named on the command line, quoted."""
        return quote(f"{self.mapping.resource}.{self.mapping.group}/{self.name}")

    @property
    def path(self) -> str:
        """The parent's path on the server."""
        return self.mapping.path(self.namespace, self.name)


async def parse(call: Call, word: str) -> ApplySet:
    """The set of `--applyset`: `[RESOURCE][.GROUP]/NAME`, a Secret by default."""
    kind, slash, name = word.partition("/")
    if not slash:
        kind, name = "secrets", word
    if not name:
        raise KubectlError(f"invalid parent reference {quote(word)}: name cannot be blank")
    resource, _, group = kind.partition(".")
    found = (await call.discovery.catalogue()).find_in_group(resource, group or None)
    if found is None:
        text = f"no matches for {group}/, Resource={resource}"
        raise KubectlError(f"invalid parent reference {quote(word)}: {text}")
    return ApplySet(found, call.namespace if call.namespace_given and found.namespaced else "", name)


async def check(call: Call, own: ApplySet) -> None:
    """Refuse parents that may not be one."""
    errors: list[Exception] = []
    if own.mapping.namespaced and not own.namespace:
        errors.append(KubectlError("namespace is required to use namespace-scoped ApplySet"))
    if (own.mapping.group, own.mapping.resource) not in BUILT_IN:
        listed = await call.client.json("GET", DEFINITIONS, query=[("labelSelector", PARENT_TYPE)])
        allowed = {item["metadata"]["name"] for item in listed.get("items") or []}
        if f"{own.mapping.resource}.{own.mapping.group}" not in allowed:
            errors.append(KubectlError(f"resource {quote(str(own.mapping))} is not permitted as an ApplySet parent"))
    if len(errors) > 1:
        raise KubectlError(str(ErrorList(errors)))
    raise_all(errors)


def label_members(own: ApplySet, infos: list[Info]) -> None:
    """Put the set's label on what is to be applied."""
    for info in infos:
        metadata = (info.object or {}).get("metadata") or {}
        labels = metadata.get("labels") or {}
        if PART_OF in labels:
            raise KubectlError(f"ApplySet label {quote(PART_OF)} already set in input data")
        info.object = {**(info.object or {}), "metadata": {**metadata, "labels": {**labels, PART_OF: own.id}}}


async def before_apply(call: Call, own: ApplySet, infos: list[Info], dry_run: str) -> None:
    """Have the parent cover what was and what will be in the set, so that nothing is lost on the way."""
    await _fetch(call, own)
    for info in infos:
        own.updated[_group_kind(info.mapping)] = info.mapping
        if info.namespace:
            own.updated_namespaces.add(info.namespace)
    kinds, namespaces = {**own.current, **own.updated}, own.current_namespaces | own.updated_namespaces
    await _update(call, own, kinds, namespaces, dry_run)


async def prune_set(call: Call, own: ApplySet, uids: set[str], dry_run: str) -> None:
    """Delete the set's objects that were not applied now, and have the parent say what is left."""
    query = Query(selector=f"{PART_OF}={own.id}")
    for mapping in own.current.values():
        for namespace in sorted(own.current_namespaces) if mapping.namespaced else [""]:
            listed = await list_all(call, mapping, namespace, query)
            for item in listed.get("items") or []:
                if item["metadata"].get("uid") not in uids:
                    await delete_pruned(call, mapping, item, dry_run)
    try:
        await _update(call, own, own.updated, own.updated_namespaces, dry_run)
    except KubectlError as wrong:
        raise KubectlError(f"apply and prune succeeded, but ApplySet update failed: {wrong}") from None


async def _fetch(call: Call, own: ApplySet) -> None:
    """Read what the parent says; one that is not there yet says nothing."""
    try:
        parent = await call.client.json("GET", own.path)
    except StatusError as wrong:
        if wrong.reason != "NotFound":
            raise wrong.prefixed(f"failed to fetch ApplySet parent object {own.label}: ") from None
        if (own.mapping.group, own.mapping.resource) not in BUILT_IN:
            raise KubectlError("custom resource ApplySet parents cannot be created automatically") from None
        return
    metadata = parent.get("metadata") or {}
    annotations, labels = metadata.get("annotations") or {}, metadata.get("labels") or {}
    _require_own(own, annotations, labels)
    own.current = await _kinds_of(call, own, annotations)
    own.current_namespaces = set(filter(None, annotations.get(NAMESPACES, "").split(",")))
    if own.namespace:
        own.current_namespaces.add(own.namespace)


def _require_own(own: ApplySet, annotations: dict[str, str], labels: dict[str, str]) -> None:
    if TOOLING not in annotations:
        raise KubectlError(
            f"ApplySet parent object {own.label} already exists and is missing required annotation {quote(TOOLING)}"
        )
    tool = annotations[TOOLING].rpartition("/")[0] or annotations[TOOLING]
    if tool != TOOL:
        raise KubectlError(
            f"ApplySet parent object {own.label} already exists and is managed by tooling {quote(tool)} "
            f"instead of {quote(TOOL)}"
        )
    if ID not in labels:
        raise KubectlError(f"ApplySet parent object {own.label} exists and does not have required label {ID}")
    if labels[ID] != own.id:
        raise KubectlError(
            f"ApplySet parent object {own.label} exists and has incorrect value for label {quote(ID)} "
            f"(got: {labels[ID]}, want: {own.id})"
        )


async def _kinds_of(call: Call, own: ApplySet, annotations: dict[str, str]) -> dict[str, Mapping]:
    catalogue = await call.discovery.catalogue()
    found: dict[str, Mapping] = {}
    if KINDS not in annotations:
        if not annotations.get(RESOURCES):
            text = f"kubectl requires the {quote(KINDS)} annotation to be set on all ApplySet parent objects"
            raise _unparsed(own, text)
        for word in annotations[RESOURCES].split(","):
            mapping = catalogue.find_in_group(*word.partition(".")[::2])
            if mapping is None:
                resource, _, group = word.partition(".")
                text = f"no matches for {group}/, Resource={resource}"
                raise _unparsed(own, f"invalid group resource in {quote(RESOURCES)} annotation: {text}")
            found[_group_kind(mapping)] = mapping
        return found
    for word in filter(None, annotations[KINDS].split(",")):
        kind, _, group = word.partition(".")
        mappings = catalogue.by_kind.get((group, kind))
        if not mappings:
            where = f" in group {quote(group)}" if group else ""
            text = f"no matches for kind {quote(kind)}{where}"
            raise _unparsed(own, f"could not find mapping for kind in {quote(KINDS)} annotation: {text}")
        found[word] = mappings[0]
    return found


def _unparsed(own: ApplySet, text: str) -> KubectlError:
    return KubectlError(f"parsing ApplySet annotation on {own.label}: {text}")


def _group_kind(mapping: Mapping) -> str:
    return f"{mapping.kind}.{mapping.group}" if mapping.group else mapping.kind


async def _update(call: Call, own: ApplySet, kinds: dict[str, Mapping], namespaces: set[str], dry_run: str) -> None:
    """Write the parent by server-side apply; what others changed of it is taken back."""
    if dry_run == "client":
        return
    annotations = {
        TOOLING: f"{TOOL}/{CLIENTS[call.release]['gitVersion']}",
        KINDS: ",".join(sorted(kinds)),
        NAMESPACES: ",".join(sorted(namespaces - {own.namespace})),
    }
    where = {"namespace": own.namespace} if own.namespace else {}
    metadata = {"name": own.name, **where, "annotations": annotations, "labels": {ID: own.id}}
    body = orjson.dumps({"apiVersion": own.mapping.api_version, "kind": own.mapping.kind, "metadata": metadata})
    query = [("fieldManager", f"{TOOL}-applyset"), ("fieldValidation", call.validation())]
    if dry_run == "server":
        query.append(("dryRun", "All"))
    content_type = "application/apply-patch+yaml"
    try:
        try:
            await call.client.json(
                "PATCH", own.path, body, query=[*query, ("force", "false")], content_type=content_type
            )
        except StatusError as wrong:
            if wrong.reason != "Conflict":
                raise
            told = (
                f"WARNING: failed to update ApplySet: {wrong}\n"
                f"ApplySet field manager {TOOL}-applyset should own these fields. Retrying with conflicts forced."
            )
            await Klog(call.machine).line("W", "applyset.go:441", told)
            await call.client.json(
                "PATCH", own.path, body, query=[*query, ("force", "true")], content_type=content_type
            )
    except StatusError as wrong:
        raise wrong.prefixed("failed to update ApplySet: ") from None
