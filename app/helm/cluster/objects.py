"""Objects of manifests on their way to the cluster: built, applied, deleted.

Follows helm pkg/kube/client.go and pkg/action/validate.go.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.helm.cluster.connection import Connection
from app.helm.errors import HelmError
from app.helm.releases import manifests
from app.kubectl.discovery import Mapping, unknown_kind
from app.kubectl.errors import StatusError
from app.kubectl.manifests import ManifestError, load
from app.kubectl.output.golang.values import remarshalled

Object = dict[str, Any]
MANAGED_BY = "app.kubernetes.io/managed-by"
RELEASE_NAME, RELEASE_NAMESPACE = "meta.helm.sh/release-name", "meta.helm.sh/release-namespace"


@dataclass
class Resource:
    """One object and where it lives."""

    mapping: Mapping
    namespace: str
    name: str
    object: Object

    @property
    def kind(self) -> str:
        """The object's kind."""
        return self.mapping.kind

    @property
    def path(self) -> str:
        """Its path on the server."""
        return self.mapping.path(self.namespace, self.name)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it from others, whatever version it is in."""
        return self.mapping.group, self.mapping.kind, self.namespace, self.name

    @property
    def shown(self) -> str:
        """`default/web apps/v1, Kind=Deployment`."""
        place = f"{self.namespace}/{self.name}" if self.namespace else f"/{self.name}"
        return f"{place} {self.mapping.group}/{self.mapping.version}, Kind={self.kind}"


async def build(connection: Connection, text: str, namespace: str, *, validate: bool = True) -> list[Resource]:
    """The objects of a manifest; HelmError telling all that is wrong with them."""
    found: list[Resource] = []
    problems: list[str] = []
    for document in manifests.split(text):
        try:
            value = remarshalled(load(document.encode("utf-8", "surrogateescape")))
        except ManifestError as wrong:
            raise HelmError(f"error parsing : error converting YAML to JSON: {wrong}") from None
        for obj in _items(value):
            try:
                found.append(await _resource(connection, obj, namespace, validate))
            except HelmError as wrong:
                problems.append(str(wrong))
    if problems:
        raise HelmError(problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]")
    return found


def _items(value: Any) -> list[Object]:
    if not isinstance(value, dict):
        return []
    if str(value.get("kind", "")).endswith("List") and isinstance(value.get("items"), list):
        return [item for item in value["items"] if isinstance(item, dict)]
    return [value]


async def _resource(connection: Connection, obj: Object, namespace: str, validate: bool) -> Resource:
    version, kind = str(obj.get("apiVersion") or ""), str(obj.get("kind") or "")
    missing = [f"{name} not set" for name, value in (("apiVersion", version), ("kind", kind)) if not value]
    if missing:
        text = missing[0] if len(missing) == 1 else f"[{', '.join(missing)}]"
        raise HelmError(
            f'error validating "": error validating data: {text}' if validate else "Object 'Kind' is missing"
        )
    metadata = obj.get("metadata") or {}
    mapping = await connection.mapping(version, kind)
    if mapping is None:
        raise HelmError(str(unknown_kind(version, kind, metadata.get("name", ""), metadata.get("namespace", ""), "")))
    if not isinstance(metadata, dict):
        raise HelmError(f'error validating "": error validating data: invalid metadata of {kind}')
    where = str(metadata.get("namespace") or namespace) if mapping.namespaced else ""
    built = {**obj, "metadata": {**metadata, **({"namespace": where} if where else {})}}
    return Resource(mapping, where, str(metadata.get("name", "")), built)


def mark(resources: Sequence[Resource], name: str, namespace: str) -> None:
    """Put the release's name on every object."""
    for resource in resources:
        metadata = resource.object["metadata"]
        metadata["labels"] = {**(metadata.get("labels") or {}), MANAGED_BY: "Helm"}
        metadata["annotations"] = {
            **(metadata.get("annotations") or {}), RELEASE_NAME: name, RELEASE_NAMESPACE: namespace,
        }  # fmt: skip


async def get(connection: Connection, resource: Resource) -> Object | None:
    """The object as it is on the server; None when it is not there."""
    try:
        return await connection.client.json("GET", resource.path)
    except StatusError as refused:
        if refused.code == 404:
            return None
        raise


async def existing(
    connection: Connection, resources: Sequence[Resource], name: str, namespace: str, *, take: bool = False
) -> list[Resource]:
    """Those that exist and belong to the release; HelmError for one that belongs to somebody else."""
    found = []
    for resource in resources:
        try:
            live = await get(connection, resource)
        except StatusError as refused:
            raise HelmError(f"could not get information about the resource {described(resource)}: "
                            f"{refused.message}") from None  # fmt: skip
        if live is None:
            continue
        problems = [] if take else ownership_problems(live, name, namespace)
        if problems:
            raise HelmError(f"{described(resource)} exists and cannot be imported into the current release: "
                            f"invalid ownership metadata; {'; '.join(problems)}")  # fmt: skip
        found.append(resource)
    return found


def described(resource: Resource) -> str:
    """`ConfigMap "a" in namespace "default"`."""
    return f'{resource.kind} "{resource.name}" in namespace "{resource.namespace}"'


def ownership_problems(live: Object, name: str, namespace: str) -> list[str]:
    """What keeps an object from belonging to a release."""
    metadata = live.get("metadata") or {}
    labels, annotations = metadata.get("labels") or {}, metadata.get("annotations") or {}
    wanted = (
        ("label", labels, MANAGED_BY, "Helm"), ("annotation", annotations, RELEASE_NAME, name),
        ("annotation", annotations, RELEASE_NAMESPACE, namespace),
    )  # fmt: skip
    problems = []
    for what, table, key, value in wanted:
        if key not in table:
            problems.append(f'{what} validation error: missing key "{key}": must be set to "{value}"')
        elif table[key] != value:
            problems.append(
                f'{what} validation error: key "{key}" must equal "{value}": current value is "{table[key]}"'
            )
    return problems


@dataclass(frozen=True)
class Method:
    """How objects are written."""

    server_side: bool = True
    force_conflicts: bool = False
    force_replace: bool = False
    dry_run: bool = False
    validate: bool = True

    @property
    def query(self) -> list[tuple[str, str]]:
        """The parameters that every write has."""
        found = [("fieldManager", "helm")]
        if self.dry_run:
            found.append(("dryRun", "All"))
        return found


async def create(connection: Connection, resources: Sequence[Resource], method: Method) -> None:
    """Create every object; HelmError with a line for each that is refused. Follows helm pkg/kube/client.go: perform."""
    problems = []
    for resource in resources:
        try:
            if method.server_side:
                await server_side_apply(connection, resource, method)
            else:
                await connection.client.json("POST", resource.mapping.path(resource.namespace), resource.object,
                                             query=method.query)  # fmt: skip
        except StatusError as refused:
            problems.append(refused.message)
        except HelmError as refused:
            problems.append(str(refused))
    if problems:
        raise HelmError("\n".join(problems))


async def server_side_apply(connection: Connection, resource: Resource, method: Method) -> None:
    """Apply one object as field manager `helm`."""
    query = [*method.query, ("force", "true" if method.force_conflicts else "false"),
             ("fieldValidation", "Strict" if method.validate else "Ignore")]  # fmt: skip
    try:
        await connection.client.json("PATCH", resource.path, orjson.dumps(resource.object), query=query,
                                     content_type="application/apply-patch+yaml")  # fmt: skip
    except StatusError as refused:
        if refused.reason == "Conflict":
            text = f"conflict occurred while applying object {resource.shown}: {refused.message}"
            raise HelmError(text) from None
        raise HelmError(f"server-side apply failed for object {resource.shown}: {refused.message}") from None


async def update(
    connection: Connection, before: Sequence[Resource], after: Sequence[Resource], method: Method
) -> list[Resource]:
    """Turn one set of objects into another; gives those that were created. What is no more wanted is deleted."""
    from app.helm.cluster.patching import client_side_update  # noqa: PLC0415 - it reads objects from here

    known = {resource.key: resource for resource in before}
    created: list[Resource] = []
    for resource in after:
        try:
            live = await get(connection, resource)
        except StatusError as refused:
            raise HelmError(f"could not get information about the resource: {refused.message}") from None
        if live is None:
            created.append(resource)
            try:
                await create(connection, [resource], method)
            except HelmError as wrong:
                raise wrong.wrapped("failed to create resource") from None
        elif method.force_replace:
            await _replace(connection, resource, live, method)
        elif method.server_side:
            await server_side_apply(connection, resource, method)
        else:
            await client_side_update(connection, known.get(resource.key), resource, live, method)
    wanted = {resource.key for resource in after}
    for resource in before:
        if resource.key not in wanted and not kept(resource):
            await delete(connection, [resource])
    return created


async def _replace(connection: Connection, resource: Resource, live: Object, method: Method) -> None:
    body = copy.deepcopy(resource.object)
    body["metadata"]["resourceVersion"] = live["metadata"]["resourceVersion"]
    try:
        await connection.client.json("PUT", resource.path, body, query=method.query)
    except StatusError as refused:
        raise HelmError(f"failed to replace object: {refused.message}") from None


def kept(resource: Resource) -> bool:
    """Whether the chart wants the object to outlive the release."""
    annotations = (resource.object.get("metadata") or {}).get("annotations") or {}
    return str(annotations.get(manifests.RESOURCE_POLICY, "")).strip().lower() == "keep"


async def delete(
    connection: Connection, resources: Sequence[Resource], propagation: str = "Background"
) -> list[HelmError]:
    """Delete objects; gives what went wrong. One that is not there is no error."""
    problems = []
    body = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": propagation}
    for resource in resources:
        try:
            await connection.client.json("DELETE", resource.path, body)
        except StatusError as refused:
            if refused.code != 404:
                problems.append(HelmError(refused.message))
    return problems
