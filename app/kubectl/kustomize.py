"""Kustomizations: resources with generators, patches and transformations applied.

Follows sigs.k8s.io/kustomize/api: internal/target/kusttarget.go, internal/plugins/builtinconfig; the order of output is
the legacy one that kubectl asks for. Known gaps: components' replacements, helm charts, vars, remote bases.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.content_hash import content_hash
from app.kubectl.errors import KubectlError
from app.kubectl.kustomize_generate import generate
from app.kubectl.kustomize_patch import apply_patches
from app.kubectl.kustomize_transform import Renamed, rename_references, transform
from app.kubectl.manifests import ManifestError, load, load_all

Object = dict[str, Any]
FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
UNSUPPORTED = ("helmCharts", "helmChartInflationGenerator", "vars", "replacements", "generators", "transformers",
               "validators", "crds", "openapi")  # fmt: skip
FIRST = (
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy",
    "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service",
    "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob",
    "PodDisruptionBudget",
)  # fmt: skip
LAST = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
NEEDS_HASH = "__hash__"  # marks generated objects until their names are final


async def build(call: Call, path: str) -> list[Object]:
    """The objects of the kustomization in a directory, in order; KubectlError when it cannot be built."""
    if call.machine.kind_of(path) != "directory":
        absolute = joined("/" if path.startswith("/") else call.machine.cwd, path)
        raise KubectlError(
            f"must build at directory: not a valid directory: evalsymlink failure on '{path}' : lstat {absolute}: no "
            "such file or directory"
        )
    objects = _built(call, path.rstrip("/") or "/", ())
    renames = []
    for obj in objects:
        if obj.pop(NEEDS_HASH, False):
            old = obj["metadata"]["name"]
            obj["metadata"]["name"] = f"{old}-{content_hash({**obj, 'metadata': {'name': ''}})}"
            renames.append(Renamed(obj["kind"], old, obj["metadata"]["name"], obj["metadata"].get("namespace", "")))
    for obj in objects:
        rename_references(obj, renames)
    return sorted(objects, key=_order)


def _order(obj: Object) -> tuple[int, str, str, str]:
    kind = str(obj.get("kind"))
    place = FIRST.index(kind) - len(FIRST) if kind in FIRST else LAST.index(kind) + 1 if kind in LAST else 0
    metadata = obj.get("metadata") or {}
    return place, f"{obj.get('apiVersion')}/{kind}", metadata.get("namespace", ""), metadata.get("name", "")


def read_kustomization(call: Call, directory: str) -> Object:
    """The kustomization file of a directory."""
    found = [name for name in FILES if call.machine.kind_of(f"{directory}/{name}") == "file"]
    if not found:
        listed = ", ".join(f"'{name}'" for name in FILES[:2]) + f" or '{FILES[2]}'"
        absolute = directory if directory.startswith("/") else f"{call.machine.cwd}/{directory}".removesuffix("/.")
        raise KubectlError(f"unable to find one of {listed} in directory '{absolute}'")
    if len(found) > 1:
        raise KubectlError(f"Found multiple kustomization files: {directory}")
    try:
        document = load(call.machine.read_file(f"{directory}/{found[0]}"))
    except ManifestError as wrong:
        raise KubectlError(f"invalid Kustomization: {wrong}") from None
    if not isinstance(document, dict) or not document:
        raise KubectlError("kustomization.yaml is empty")
    for key in UNSUPPORTED:
        if document.get(key):
            raise KubectlError(f"kustomization field {key} is not supported here")
    return document


def _built(call: Call, directory: str, above: tuple[str, ...]) -> list[Object]:
    if directory in above:
        raise KubectlError(f"cycle detected: candidate root '{directory}' contains visited root")
    document = read_kustomization(call, directory)
    objects: list[Object] = []
    for entry in [
        *(document.get("resources") or []),
        *(document.get("bases") or []),
        *(document.get("components") or []),
    ]:
        objects += _accumulated(call, directory, str(entry), above)
    objects += generate(call, directory, document, objects)
    _refuse_duplicates(objects)
    objects = apply_patches(call, directory, document, objects)
    transform(document, objects)
    return objects


def _accumulated(call: Call, directory: str, entry: str, above: tuple[str, ...]) -> list[Object]:
    if entry.startswith(("http://", "https://", "github.com", "git@")):
        raise KubectlError(f"accumulating resources: accumulation err='accumulating resources from '{entry}': remote resources cannot be reached from here'")  # fmt: skip # noqa: E501
    path = joined(directory, entry)
    kind = call.machine.kind_of(path)
    if kind == "directory":
        return _built(call, path, (*above, directory))
    if not kind:
        absolute = path if path.startswith("/") else joined(call.machine.cwd, path)
        missing = "no such file or directory"
        raise KubectlError(
            f"accumulating resources: accumulation err='accumulating resources from '{entry}': open {absolute}: "
            f"{missing}': must build at directory: not a valid directory: evalsymlink failure on '{absolute}' : "
            f"lstat {absolute}: {missing}"
        )
    try:
        return [dict(obj) for obj in load_all(call.machine.read_file(path))]
    except ManifestError as wrong:
        raise KubectlError(f"accumulating resources: accumulation err='accumulating resources from '{entry}': {wrong}'") from None  # fmt: skip # noqa: E501


def joined(directory: str, entry: str) -> str:
    """A path below (or beside) a directory, without `.` and `..`."""
    parts = [] if entry.startswith("/") else [part for part in directory.split("/") if part not in ("", ".")]
    root = "/" if (entry if entry.startswith("/") else directory).startswith("/") else ""
    for part in entry.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return root + "/".join(parts) or "."


def _refuse_duplicates(objects: list[Object]) -> None:
    seen = set()
    for obj in objects:
        metadata = obj.get("metadata") or {}
        identity = (obj.get("apiVersion"), obj.get("kind"), metadata.get("namespace"), metadata.get("name"))
        if identity in seen:
            raise KubectlError(
                f"may not add resource with an already registered id: {obj.get('kind')}.{_version(obj)}.[noGrp]/"
                f"{metadata.get('name')}.{metadata.get('namespace') or '[noNs]'}"
            )
        seen.add(identity)


def _version(obj: Object) -> str:
    return str(obj.get("apiVersion", "")).rpartition("/")[2]
