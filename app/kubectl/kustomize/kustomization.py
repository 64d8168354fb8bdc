"""The kustomization file: its fields, what is wrong with them, and those that have new names.

Follows sigs.k8s.io/kustomize api/types/kustomization.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.kustomize.errors import KustomizeError, json_word
from app.kubectl.kustomize.roots import Root
from app.kubectl.manifests import ManifestError, load

Kustomization = dict[str, Any]
VERSION, COMPONENT_VERSION = "kustomize.config.k8s.io/v1beta1", "kustomize.config.k8s.io/v1alpha1"
TEXTS = ("apiVersion", "kind", "namePrefix", "nameSuffix", "namespace")
LISTS = (
    "labels", "patchesStrategicMerge", "patchesJson6902", "patches", "images", "imageTags", "replacements", "replicas",
    "vars", "resources", "components", "crds", "bases", "configMapGenerator", "secretGenerator", "helmCharts",
    "helmChartInflationGenerator", "configurations", "generators", "transformers", "validators", "buildMetadata",
)  # fmt: skip
MAPS = ("metadata", "openapi", "commonLabels", "commonAnnotations", "sortOptions", "helmGlobals", "generatorOptions")
TYPES = {
    "labels": "types.Label", "patchesStrategicMerge": "types.PatchStrategicMerge", "patchesJson6902": "types.Patch",
    "patches": "types.Patch", "images": "types.Image", "imageTags": "types.Image",
    "replacements": "types.ReplacementField", "replicas": "types.Replica", "vars": "types.Var",
    "configMapGenerator": "types.ConfigMapArgs", "secretGenerator": "types.SecretArgs",
    "helmCharts": "types.HelmChart", "helmChartInflationGenerator": "types.HelmChartArgs",
}  # fmt: skip
_GENERATOR = {"name", "namespace", "behavior", "literals", "files", "envs", "env", "options"}
ENTRIES = {
    "labels": {"pairs", "includeSelectors", "includeTemplates", "fields"},
    "patches": {"path", "patch", "target", "options"}, "patchesJson6902": {"path", "patch", "target", "options"},
    "images": {"name", "newName", "newTag", "digest", "tagSuffix"}, "replicas": {"name", "count"},
    "replacements": {"path", "source", "sourceValue", "targets"}, "vars": {"name", "objref", "fieldref"},
    "configMapGenerator": _GENERATOR, "secretGenerator": _GENERATOR | {"type"},
}  # fmt: skip
TEXT_FIELDS = {
    "labels": ("pairs",), "images": ("name", "newName", "newTag", "digest", "tagSuffix"),
    "imageTags": ("name", "newName", "newTag", "digest"), "replicas": ("name",), "patches": ("path", "patch"),
}  # fmt: skip
INSTEAD = {
    "bases": "resources", "commonLabels": "labels", "imageTags": "images", "patchesJson6902": "patches",
    "patchesStrategicMerge": "patches", "vars": "replacements",
}  # fmt: skip


def read_kustomization(root: Root) -> Kustomization:
    """The kustomization of a directory, its old fields moved to the new ones; KustomizeError for a wrong one."""
    try:
        found = load(root.kustomization())
    except ManifestError as wrong:
        raise _invalid(str(wrong)) from None
    if found is None:
        raise KustomizeError("kustomization.yaml is empty")
    if not isinstance(found, dict):
        word = "array" if isinstance(found, list) else "string"
        raise _invalid(f"json: cannot unmarshal {word} into Go value of type types.Kustomization")
    _check_types(found)
    _warn(root, found)
    moved = dict(found)
    moved["resources"] = [*(found.get("resources") or []), *(found.get("bases") or [])]
    moved["images"] = [*(found.get("images") or []), *(found.get("imageTags") or [])]
    if not any(value for key, value in moved.items() if key not in ("kind", "apiVersion")) and not _has_fields(found):
        raise KustomizeError("kustomization.yaml is empty")
    _check_kind(root, moved)
    return moved


def _has_fields(found: Kustomization) -> bool:
    return any(value is not None for key, value in found.items() if key not in ("kind", "apiVersion", "metadata"))


def _invalid(text: str) -> KustomizeError:
    return KustomizeError(f"invalid Kustomization: {text}")


def _check_types(found: Kustomization) -> None:
    for key in sorted(found):
        value = found[key]
        if key not in TEXTS and key not in LISTS and key not in MAPS:
            raise _invalid(f'json: unknown field "{key}"')
        if value is None:
            continue
        wanted = str if key in TEXTS else list if key in LISTS else dict
        if not isinstance(value, wanted):
            what = {"list": f"[]{TYPES.get(key, 'string')}", "str": "string"}.get(wanted.__name__, "map[string]string")
            raise _invalid(
                f"json: cannot unmarshal {json_word(value)} into Go struct field Kustomization.{key} of type {what}"
            )
        if key in ("commonLabels", "commonAnnotations") and isinstance(value, dict):
            _check_pairs(key, value)
        for entry in value if isinstance(value, list) else ():
            if key in ENTRIES and isinstance(entry, dict) and (extra := sorted(set(entry) - ENTRIES[key])):
                raise _invalid(f'json: unknown field "{extra[0]}"')
            if key in TEXT_FIELDS and isinstance(entry, dict):
                _check_texts(key, entry)
            if key in ENTRIES and not isinstance(entry, dict):
                what = f"Go struct field Kustomization.{key} of type {TYPES[key]}"
                raise _invalid(f"json: cannot unmarshal {json_word(entry)} into {what}")


def _check_pairs(key: str, pairs: dict[str, Any]) -> None:
    for value in pairs.values():
        if not isinstance(value, str):
            where = f"Kustomization.{key}"
            raise _invalid(f"json: cannot unmarshal {json_word(value)} into Go struct field {where} of type string")


def _check_texts(key: str, entry: dict[str, Any]) -> None:
    """Refuse numbers and booleans where texts belong, which is where quotes are often forgotten."""
    for name in TEXT_FIELDS[key]:
        values = entry[name].values() if isinstance(entry.get(name), dict) else [entry.get(name)]
        for value in values:
            if value is not None and not isinstance(value, str):
                where = f"{TYPES[key].removeprefix('types.')}.{key}.{name}"
                raise _invalid(f"json: cannot unmarshal {json_word(value)} into Go struct field {where} of type string")


def _warn(root: Root, found: Kustomization) -> None:
    for old, new in INSTEAD.items():
        if found.get(old) is not None:
            mark = "[EXPERIMENTAL] " if old == "vars" else ""
            root.world.warnings.append(
                f"# Warning: '{old}' is deprecated. Please use '{new}' instead. "
                f"{mark}Run 'kustomize edit fix' to update your Kustomization automatically."
            )


def _check_kind(root: Root, found: Kustomization) -> None:
    kind = found.get("kind") or "Kustomization"
    errors = [] if kind in ("Kustomization", "Component") else ["kind should be Kustomization or Component"]
    wanted = COMPONENT_VERSION if kind == "Component" else VERSION
    if found.get("apiVersion") and found["apiVersion"] != wanted:
        errors.append(f"apiVersion for {kind} should be {wanted}")
    if errors:
        told = "\n".join(errors)
        raise KustomizeError(f"Failed to read kustomization file under {root.path}:\n{told}")
    found["kind"] = kind
