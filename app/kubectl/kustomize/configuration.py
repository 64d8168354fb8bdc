"""Which fields each transformer changes: kustomize's own, and those that `configurations` add.

Follows sigs.k8s.io/kustomize api/internal/plugins/builtinconfig/transformerconfig.go, api/types/fieldspec.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from app.kubectl.kustomize import field_specs
from app.kubectl.kustomize.errors import KustomizeError, no_unknown, prefixed, wrong_type
from app.kubectl.kustomize.field_specs import NameReference
from app.kubectl.kustomize.fields import FieldSpec
from app.kubectl.kustomize.ordering import kind_rank
from app.kubectl.kustomize.roots import Root
from app.kubectl.manifests import ManifestError, load

Specs = tuple[FieldSpec, ...]
SPEC_KEYS = ("group", "version", "kind", "path", "create")


@dataclass(frozen=True)
class Configuration:
    """The fields of each transformer, by its name in a configuration file."""

    namePrefix: Specs = ()  # noqa: N815 - the names are the file's
    nameSuffix: Specs = ()  # noqa: N815
    namespace: Specs = ()
    commonAnnotations: Specs = ()  # noqa: N815
    commonLabels: Specs = ()  # noqa: N815
    labels: Specs = ()
    templateLabels: Specs = ()  # noqa: N815
    varReference: Specs = ()  # noqa: N815
    nameReference: tuple[NameReference, ...] = ()  # noqa: N815
    images: Specs = ()
    replicas: Specs = ()

    def merged(self, other: Configuration) -> Configuration:
        """Both together; KustomizeError when one creates a field that the other does not."""
        joined: dict[str, Any] = {}
        for key in KEYS:
            join = _join_references if key == "nameReference" else join_specs
            try:
                specs = join(getattr(self, key), getattr(other, key))
                joined[key] = tuple(sorted(specs, key=lambda each: kind_rank(each.group, each.version, each.kind)))
            except KustomizeError as wrong:
                name = "NameSpace" if key == "namespace" else key[0].upper() + key[1:]
                raise prefixed(wrong, f"failed to merge {name} fieldSpec") from None
        return Configuration(**joined)


KEYS = tuple(each.name for each in fields(Configuration))
_NAME = (FieldSpec("metadata/name"),)
DEFAULT = Configuration(
    namePrefix=_NAME, nameSuffix=_NAME, namespace=field_specs.NAMESPACES, commonLabels=field_specs.COMMON_LABELS,
    templateLabels=field_specs.TEMPLATE_LABELS, commonAnnotations=field_specs.ANNOTATIONS,
    nameReference=field_specs.NAME_REFERENCES, varReference=field_specs.VARIABLES, images=field_specs.IMAGES,
    replicas=field_specs.REPLICAS,
)  # fmt: skip


def join_specs(present: Iterable[FieldSpec], more: Iterable[FieldSpec]) -> Specs:
    """Fields with others added that are not among them; KustomizeError for one that is, but created differently."""
    joined = list(present)
    for spec in more:
        for known in joined:
            if known.path == spec.path and known.is_selected(spec):
                if known.create != spec.create:
                    raise KustomizeError("conflicting fieldspecs")
                break
        else:
            joined.append(spec)
    return tuple(joined)


def _join_references(present: Iterable[NameReference], more: Iterable[NameReference]) -> tuple[NameReference, ...]:
    joined = {(each.group, each.version, each.kind): each for each in present}
    for reference in more:
        key = (reference.group, reference.version, reference.kind)
        known = joined.get(key)
        joined[key] = replace(known, fields=join_specs(known.fields, reference.fields)) if known else reference
    return tuple(joined.values())


def configuration_of(root: Root, paths: list[Any]) -> Configuration:
    """What applies with these files; KustomizeError for a file that is missing or wrong."""
    added = Configuration()
    for path in paths:
        try:
            found = load(root.read(str(path)))
        except ManifestError as wrong:
            raise KustomizeError(f"error converting YAML to JSON: {wrong}") from None
        added = added.merged(_parsed(found))
    return DEFAULT.merged(added) if paths else DEFAULT


def _parsed(found: Any) -> Configuration:
    if found is None:
        return Configuration()
    if not isinstance(found, dict):
        raise wrong_type(found, "Go value of type builtinconfig.TransformerConfig")
    no_unknown(found, KEYS)
    read = {key: _listed(key, value) for key, value in found.items() if value is not None}
    return Configuration(**read)


def _listed(key: str, value: Any) -> tuple[Any, ...]:
    kind = "builtinconfig.nbrSlice" if key == "nameReference" else "types.FsSlice"
    if not isinstance(value, list):
        raise wrong_type(value, f"Go struct field TransformerConfig.{key} of type {kind}")
    return tuple(_reference(each) for each in value) if key == "nameReference" else _spec_list(value, key)


def _reference(entry: dict[str, Any]) -> NameReference:
    no_unknown(entry, ("group", "version", "kind", "fieldSpecs"))
    parts = {name: str(entry.get(name) or "") for name in ("kind", "group", "version")}
    return NameReference(**parts, fields=_spec_list(entry.get("fieldSpecs") or [], "nameReference.fieldSpecs"))


def _spec_list(entries: list[Any], place: str) -> Specs:
    for entry in entries:
        if not isinstance(entry, dict):
            raise wrong_type(entry, f"Go struct field TransformerConfig.{place} of type types.FieldSpec")
        no_unknown(entry, SPEC_KEYS)
        if not isinstance(entry.get("create"), bool | None):
            raise wrong_type(entry["create"], f"Go struct field FieldSpec.{place}.create of type bool")
    return tuple(spec_of(entry) for entry in entries)


def spec_of(entry: dict[str, Any]) -> FieldSpec:
    """A field named in a kustomization or configuration."""
    parts = {key: str(entry.get(key) or "") for key in ("path", "kind", "group", "version")}
    return FieldSpec(**parts, create=bool(entry.get("create")))
