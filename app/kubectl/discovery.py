"""What a server serves: discovery documents, and the mapper from what people type to resources.

Follows kubernetes client-go/discovery, restmapper/{discovery,shortcut}.go. Documents are kept in `~/.kube/cache` of the
machine as the real one does; parsing is shared by everybody who sees the same bytes.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from app.kubectl.client import Client
from app.kubectl.errors import ConnectionFailure, DocumentError, NoMatchError, PathError, PlainError, StatusError
from app.sim.go_strings import go_list, quote

AGGREGATED = (
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"
)
TIMEOUT: list[tuple[str, str]] = [("timeout", "32s")]
LIFETIME = 6 * 3600.0  # seconds for which cached documents are believed
# What clients knew by heart when servers did not say it.
# Follows kubernetes 1.8 pkg/kubectl/kubectl.go: ResourcesShortcutStatic
LEGACY_SHORT = {
    "componentstatuses": ("cs",), "configmaps": ("cm",), "daemonsets": ("ds",), "deployments": ("deploy",),
    "endpoints": ("ep",), "events": ("ev",), "horizontalpodautoscalers": ("hpa",), "ingresses": ("ing",),
    "limitranges": ("limits",), "namespaces": ("ns",), "networkpolicies": ("netpol",), "nodes": ("no",),
    "persistentvolumeclaims": ("pvc",), "persistentvolumes": ("pv",), "poddisruptionbudgets": ("pdb",), "pods": ("po",),
    "replicasets": ("rs",), "replicationcontrollers": ("rc",), "resourcequotas": ("quota",), "serviceaccounts": ("sa",),
    "services": ("svc",),
}  # fmt: skip
LEGACY_ALL = (
    "pods", "replicationcontrollers", "services", "statefulsets", "horizontalpodautoscalers", "jobs", "deployments",
    "replicasets", "daemonsets", "cronjobs",
)  # fmt: skip
_parsed: OrderedDict[bytes, Catalogue] = OrderedDict()


def require_segment(what: str, text: str) -> None:
    """Refuse what cannot stand between slashes. Follows kubernetes apimachinery/pkg/api/validation/path/name.go."""
    whole = [f"may not be '{text}'"] if text in (".", "..") else []
    why = whole or [f"may not contain '{char}'" for char in "/%" if char in text]
    if why:
        raise PathError(f"invalid {what} {quote(text)}: {go_list(why)}")


@dataclass(frozen=True, slots=True)
class Mapping:
    """One served resource: what kubectl calls a RESTMapping."""

    group: str
    version: str
    resource: str  # plural
    kind: str
    namespaced: bool
    singular: str = ""
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    subresources: tuple[str, ...] = ()

    @property
    def api_version(self) -> str:
        """`v1` or `apps/v1`."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def qualified(self) -> str:
        """`pods` or `deployments.apps`."""
        return f"{self.resource}.{self.group}" if self.group else self.resource

    @property
    def kind_name(self) -> str:
        """`pod` or `deployment.apps`: how objects of it are named in output."""
        return f"{self.kind.lower()}.{self.group}" if self.group else self.kind.lower()

    @property
    def root(self) -> str:
        """The path under which the group version lives."""
        return f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"

    def path(self, namespace: str = "", name: str = "", subresource: str = "") -> str:
        """The path of a collection, an object or one of its subresources; PathError for what is no part of one."""
        parts = [self.root]
        require_segment("namespace", namespace if self.namespaced else "")
        require_segment("resource name", name)
        if self.namespaced and namespace:
            parts.append(f"namespaces/{namespace}")
        parts += [part for part in (self.resource, name, subresource) if part]
        return "/".join(parts)

    def listing(self, namespace: str) -> str:
        """The path of a collection that is to be listed; PlainError for what is no part of one."""
        try:
            return self.path(namespace)
        except PathError as wrong:
            raise PlainError(str(wrong)) from None

    def __str__(self) -> str:
        return f"{self.group}/{self.version}, Resource={self.resource}"

    @property
    def gvk_text(self) -> str:
        """`apps/v1, Kind=Deployment`."""
        return f"{self.group}/{self.version}, Kind={self.kind}"


@dataclass(frozen=True)
class Catalogue:
    """All of a server's resources, in the server's order of groups and versions (the preferred version first)."""

    versions: tuple[str, ...]  # group versions as served: "v1", "apps/v1"
    mappings: tuple[Mapping, ...]
    by_name: dict[str, list[Mapping]] = field(default_factory=dict)  # plural and singular, lower case
    by_short: dict[str, list[Mapping]] = field(default_factory=dict)
    by_kind: dict[tuple[str, str], list[Mapping]] = field(default_factory=dict)  # (group, kind)
    by_small_kind: dict[tuple[str, str], str] = field(default_factory=dict)  # (group, kind in small letters) to kind
    unique: list[Mapping] = field(default_factory=list)  # each resource once, in the preferred version

    def __post_init__(self) -> None:
        for mapping in self.mappings:
            for name in dict.fromkeys((mapping.resource, mapping.singular or mapping.kind.lower())):
                self.by_name.setdefault(name, []).append(mapping)
            for short in mapping.short_names:
                self.by_short.setdefault(short, []).append(mapping)
            self.by_kind.setdefault((mapping.group, mapping.kind), []).append(mapping)
            self.by_small_kind.setdefault((mapping.group, mapping.kind.lower()), mapping.kind)

        seen: dict[tuple[str, str], Mapping] = {}
        for mapping in self.mappings:
            seen.setdefault((mapping.group, mapping.resource), mapping)
        self.unique.extend(seen.values())

    def find(self, word: str) -> Mapping | None:
        """The resource meant by `pods`, `po`, `deploy.apps`, `deployments.v1.apps`, `Deployment`; None when unknown."""
        name, _, rest = word.partition(".")
        version, dot, group = rest.partition(".")
        if dot and name.lower() in self.by_name and (found := self._pick(name, group, version)):
            return found
        if found := self._pick(name, rest if rest else None, None):
            return found
        if dot and name in self.by_short:
            return self._pick(name, group, None)
        return self._by_kind(name, rest)

    def find_in_group(self, name: str, group: str | None) -> Mapping | None:
        """The resource of a name, in a group when one is given; in the version that the server prefers."""
        return self._pick(name, group, None)

    def _pick(self, name: str, group: str | None, version: str | None) -> Mapping | None:
        candidates = self.by_name.get(name.lower()) or self.by_short.get(name) or []
        for mapping in candidates:
            if group is not None and not _group_matches(mapping.group, group):
                continue
            if version is None or mapping.version == version:
                return mapping
        return None

    def _by_kind(self, kind: str, rest: str) -> Mapping | None:
        for (group, name), mappings in self.by_kind.items():
            if name == kind and (not rest or group == rest):
                return mappings[0]
        return None

    def for_object(self, api_version: str, kind: str, *, exact: bool = False) -> Mapping | None:
        """The resource of an object's apiVersion and kind; unless `exact`, the kind may stand in small letters."""
        group, _, version = api_version.rpartition("/")
        if not exact and (group, kind) in self.by_small_kind:
            found = self.for_object(api_version, self.by_small_kind[group, kind])
            return found and replace(found, kind=kind)
        for mapping in self.by_kind.get((group, kind), []):
            if mapping.version == version or not version:
                return mapping
        return None

    def category(self, name: str) -> list[Mapping]:
        """The resources of a category such as `all`, in the server's order, each in its preferred version."""
        return [m for m in self.preferred_mappings() if name in m.categories]

    def preferred_mappings(self) -> list[Mapping]:
        """Every resource once, in the version the server prefers."""
        return list(self.unique)


def _group_matches(group: str, wanted: str) -> bool:
    return group == wanted or (wanted != "" and group.startswith(wanted))


class Discovery:
    """One program's view of what its server serves: fetched once, then kept."""

    def __init__(self, client: Client, cache_directory: str, *, complains: bool = True) -> None:
        self.client = client
        self.cache_directory = cache_directory
        self.complains = complains  # the kubectl of 2017 logs no line for a server out of reach
        self._catalogue: Catalogue | None = None
        self.fresh = False
        self._warned: set[str] = set()

    async def catalogue(self, attempts: int = 1) -> Catalogue:
        """The catalogue. A server out of reach is told in `attempts` lines: as many as kubectl's layers try."""
        if self._catalogue is None:
            self._catalogue = self._from_cache()
        if self._catalogue is None:
            self._catalogue = await self._complaining(attempts)
        return self._catalogue

    async def refreshed(self) -> Catalogue | None:
        """A catalogue read anew because something was not in the old one; None when it was new already."""
        if self.fresh:
            return None
        self._catalogue = await self._fetch()
        return self._catalogue

    async def _invalidated(self) -> Catalogue | None:
        """The same, told to those who listen."""
        if not self.fresh:
            await self.client.log.info(4, "discovery.go:279", '"Invalidating discovery information"')
        return await self.refreshed()

    async def find(self, word: str, attempts: int = 5) -> Mapping:
        """The resource for a word of the command line; NoMatchError when the server has no such type."""
        found = (await self.catalogue(attempts)).find(word)
        if found is None and (anew := await self._invalidated()) is not None:
            found = anew.find(word)
        if found is None:
            raise no_match(word)
        await self._warn_of_others(word, found)
        return found

    async def _warn_of_others(self, word: str, found: Mapping) -> None:
        """Say which other resources a short name could mean."""
        if self._catalogue is None or found.resource == word or word not in found.short_names:
            return
        others = {m.qualified for m in self._catalogue.by_short.get(word, []) if m.group != found.group}
        for other in sorted(others):
            text = f'short name "{word}" could also match lower priority resource {other}'
            if self.client.on_warning is not None and text not in self._warned:
                self._warned.add(text)
                await self.client.on_warning(text)

    async def for_object(self, api_version: str, kind: str) -> Mapping | None:
        """The resource of an object's apiVersion and kind, or None."""
        found = (await self.catalogue()).for_object(api_version, kind)
        if found is None and (anew := await self._invalidated()) is not None:
            found = anew.for_object(api_version, kind)
        return found

    async def _complaining(self, attempts: int) -> Catalogue:
        try:
            return await self._fetch()
        except (StatusError, ConnectionFailure) as wrong:
            for _ in range(attempts if self.complains else 0):
                text = f'"Couldn\'t get current server API group list" err={quote(str(wrong))}'
                await self.client.log.line("E", "memcache.go:381", text)
                skipped = f'"Skipped caching discovery info due to error" err={quote(str(wrong))}'
                await self.client.log.info(3, "cached_discovery.go:153", skipped)
            raise

    async def _fetch(self) -> Catalogue:
        core = await self._document("/api")
        if core.get("kind") == "APIGroupDiscoveryList":
            groups = await self._document("/apis")
            documents = [core, groups]
        else:
            documents = await self._legacy(core)
        self.fresh = True
        data = orjson.dumps(documents)
        self._keep(data)
        return _parse(data, documents)

    async def _document(self, path: str) -> dict[str, Any]:
        try:
            return await self.client.json("GET", path, query=TIMEOUT, accept=AGGREGATED)
        except StatusError as wrong:
            if wrong.code == 401:
                message = "the server has asked for the client to provide credentials"
                raise StatusError({**wrong.status, "message": message}) from None
            raise

    async def _legacy(self, core: dict[str, Any]) -> list[dict[str, Any]]:
        """The documents of servers that do not aggregate: one list of resources for every group version."""
        groups = (await self.client.json("GET", "/apis", query=TIMEOUT)).get("groups", [])
        documents = []
        for version in core.get("versions", []):
            documents.append(await self.client.json("GET", f"/api/{version}", query=TIMEOUT))
        for group in groups:
            versions = [version["groupVersion"] for version in group.get("versions", [])]
            first = (group.get("preferredVersion") or {}).get("groupVersion")
            for version in sorted(versions, key=lambda each: each != first):
                documents.append(await self.client.json("GET", f"/apis/{version}", query=TIMEOUT))
        return documents

    def _file(self) -> str:
        config = self.client.config
        return f"{self.cache_directory}/discovery/{config.host}_{config.port}/servergroups.json"

    def _from_cache(self) -> Catalogue | None:
        try:
            kept = self.client.machine.read_file(self._file())
            stamp, _, data = kept.partition(b"\n")
            if not 0 <= self.client.machine.now() - float(stamp) < LIFETIME:
                return None
            return _parse(data, None)
        except (OSError, ValueError, KeyError):
            return None

    def _keep(self, data: bytes) -> None:
        path = self._file()
        try:
            self.client.machine.make_directory(path.rpartition("/")[0])
            self.client.machine.write_file(path, b"%d\n%s" % (int(self.client.machine.now()), data))
        except OSError:
            pass  # a cache that cannot be written is no cache


def no_match(word: str) -> NoMatchError:
    """`the server doesn't have a resource type ...`."""
    name, _, group = word.partition(".")
    where = f" in group {quote(group)}" if group else ""
    return NoMatchError(f"the server doesn't have a resource type {quote(name)}{where}")


def _parse(data: bytes, documents: list[dict[str, Any]] | None) -> Catalogue:
    key = hashlib.blake2b(data, digest_size=16).digest()
    if (known := _parsed.get(key)) is not None:
        _parsed.move_to_end(key)
        return known
    catalogue = _catalogue(orjson.loads(data) if documents is None else documents)
    _parsed[key] = catalogue
    while len(_parsed) > 64:
        _parsed.popitem(last=False)
    return catalogue


def _catalogue(documents: list[dict[str, Any]]) -> Catalogue:
    if documents and documents[0].get("kind") == "APIGroupDiscoveryList":
        items = [group for document in documents for group in document.get("items", [])]
        pairs = [
            (group.get("metadata", {}).get("name", ""), version) for group in items for version in group["versions"]
        ]
        versions = [f"{group}/{version['version']}" if group else version["version"] for group, version in pairs]
        mappings = [m for group, version in pairs for m in _aggregated(group, version)]
    else:
        versions = [document["groupVersion"] for document in documents]
        mappings = [mapping for document in documents for mapping in _listed(document)]
    return Catalogue(tuple(versions), tuple(mappings))


def _aggregated(group: str, version: dict[str, Any]) -> Iterable[Mapping]:
    for resource in version.get("resources", []):
        kind = (resource.get("responseKind") or {}).get("kind", "")
        yield Mapping(
            group, version["version"], resource["resource"], kind, resource.get("scope") == "Namespaced",
            resource.get("singularResource", ""), tuple(resource.get("shortNames", ())),
            tuple(resource.get("categories", ())), tuple(resource.get("verbs", ())),
            tuple(sub["subresource"] for sub in resource.get("subresources", ())),
        )  # fmt: skip


def _listed(document: dict[str, Any]) -> Iterable[Mapping]:
    group, _, version = document["groupVersion"].rpartition("/")
    resources = document.get("resources", [])
    for resource in resources:
        name = resource["name"]
        if "/" not in name:
            subs = tuple(r["name"].partition("/")[2] for r in resources if r["name"].startswith(f"{name}/"))
            short = tuple(resource.get("shortNames") or LEGACY_SHORT.get(name, ()))
            categories = tuple(resource.get("categories") or (("all",) if name in LEGACY_ALL else ()))
            yield Mapping(
                group, version, name, resource["kind"], bool(resource.get("namespaced")),
                resource.get("singularName") or resource["kind"].lower(), short, categories,
                tuple(resource.get("verbs", ())), subs,
            )  # fmt: skip


def unknown_kind(api_version: str, kind: str, name: str, namespace: str, source: str) -> DocumentError:
    """`resource mapping not found for name: ...` for an object of a kind that is not served."""
    return DocumentError(
        f"resource mapping not found for name: {quote(name)} namespace: {quote(namespace)} from {quote(source)}: "
        f"no matches for kind {quote(kind)} in version {quote(api_version)}\nensure CRDs are installed first"
    )
