"""The changes that a kustomization makes, in kustomize's order.

Follows sigs.k8s.io/kustomize api/internal/target: kusttarget_configplugin.go, multitransformer.go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.kubectl.kustomize import images, marks, names
from app.kubectl.kustomize.configuration import Configuration, join_specs, spec_of
from app.kubectl.kustomize.errors import KustomizeError, prefixed
from app.kubectl.kustomize.field_specs import OWN_LABELS
from app.kubectl.kustomize.fields import FieldSpec
from app.kubectl.kustomize.kustomization import Kustomization
from app.kubectl.kustomize.patches import json_patch_change, merge_patches_change, patch_change
from app.kubectl.kustomize.replacements import replacements_change
from app.kubectl.kustomize.resource import Resource, configured_by
from app.kubectl.kustomize.roots import Root
from app.kubectl.output.yaml_text import yaml_text

Change = Callable[[list[Resource]], None]
Config = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One transformer at work; `origin` tells what configured it, as YAML."""

    change: Change
    origin: str


def run_steps(steps: list[Step], resources: list[Resource]) -> None:
    """Let each change the resources; what it makes comes from it."""
    for step in steps:
        step.change(resources)
        for resource in resources:
            if resource.origin:
                resource.transformations.append(step.origin)
            else:
                resource.origin = step.origin


def steps_of(root: Root, wanted: Kustomization, fields: Configuration) -> list[Step]:
    """What the fields of a kustomization ask for; KustomizeError for what cannot work, before anything is changed."""
    path = root.from_top(root.kustomization_name())
    changes = [
        *_patches(root, wanted),
        *_names(wanted, fields),
        *_marks(wanted, fields),
        *_others(root, wanted, fields),
    ]
    return [Step(change, configured_by(path, "builtin", kind)) for kind, change in changes]


def _patches(root: Root, wanted: Kustomization) -> list[tuple[str, Change]]:
    changes = []
    if paths := wanted.get("patchesStrategicMerge"):
        kind = "PatchStrategicMergeTransformer"
        changes.append((kind, _configured(root, kind, merge_patches_change, {"paths": paths})))
    kind = "PatchTransformer"
    changes += [(kind, _configured(root, kind, patch_change, _set(each))) for each in wanted.get("patches") or []]
    return changes


def _set(entry: Config) -> Config:
    return {key: value for key, value in entry.items() if value}


def _configured(
    root: Root, kind: str, configure: Callable[[Root, Config], Change], config: Config, shown: Config | None = None
) -> Change:
    try:
        return configure(root, config)
    except KustomizeError as wrong:
        text = yaml_text(shown or config)
        raise prefixed(wrong, f"trouble configuring builtin {kind} with config: `\n{text}`") from None


def _names(wanted: Kustomization, fields: Configuration) -> list[tuple[str, Change]]:
    changes: list[tuple[str, Change]] = []
    if namespace := wanted.get("namespace"):
        changes.append(("NamespaceTransformer", lambda found: names.set_namespace(found, namespace, fields.namespace)))
    if prefix := wanted.get("namePrefix"):
        changes.append(("PrefixTransformer", lambda found: names.add_prefix(found, prefix, fields.namePrefix)))
    if suffix := wanted.get("nameSuffix"):
        changes.append(("SuffixTransformer", lambda found: names.add_suffix(found, suffix, fields.nameSuffix)))
    return changes


def _marks(wanted: Kustomization, fields: Configuration) -> list[tuple[str, Change]]:
    labels = [(entry.get("pairs"), _label_fields(entry, fields)) for entry in wanted.get("labels") or []]
    if labels or wanted.get("commonLabels"):
        labels.append((wanted.get("commonLabels"), fields.commonLabels))
    changes = [("LabelTransformer", _marking(pairs, specs)) for pairs, specs in labels]
    if pairs := wanted.get("commonAnnotations"):
        changes.append(("AnnotationsTransformer", _marking(pairs, fields.commonAnnotations)))
    return changes


def _marking(pairs: Any, specs: tuple[FieldSpec, ...]) -> Change:
    return lambda resources: marks.add_pairs(resources, dict(pairs or {}), specs)


def _label_fields(entry: Config, fields: Configuration) -> tuple[FieldSpec, ...]:
    """Where besides the objects themselves an entry of `labels` goes."""
    own = [spec_of(each) for each in entry.get("fields") or []]
    try:
        specs = join_specs(own, fields.labels)
        if entry.get("includeSelectors"):
            return join_specs(specs, fields.commonLabels)
        if entry.get("includeTemplates"):
            specs = _with_templates(specs, fields)
        return join_specs(specs, [OWN_LABELS])
    except KustomizeError as wrong:
        raise prefixed(wrong, "failed to merge labels") from None


def _with_templates(specs: tuple[FieldSpec, ...], fields: Configuration) -> tuple[FieldSpec, ...]:
    try:
        return join_specs(specs, fields.templateLabels)
    except KustomizeError as wrong:
        raise prefixed(wrong, "failed to merge template fieldSpec") from None


def _others(root: Root, wanted: Kustomization, fields: Configuration) -> list[tuple[str, Change]]:
    kind, changes = "PatchJson6902Transformer", []
    for entry in wanted.get("patchesJson6902") or []:
        config = _set({"jsonOp" if key == "patch" else key: value for key, value in entry.items()})
        changes.append((kind, _configured(root, kind, json_patch_change, config)))
    changes += [("ReplicaCountTransformer", _scaling(each, fields.replicas)) for each in wanted.get("replicas") or []]
    changes += [("ImageTagTransformer", _imaging(each, fields.images)) for each in wanted["images"]]
    if listed := wanted.get("replacements"):
        kind = "ReplacementTransformer"
        shown = {"Replacements": [_set(each) for each in listed]}
        changes.append((kind, _configured(root, kind, replacements_change, {"replacements": listed}, shown)))
    return changes


def _scaling(entry: Config, specs: tuple[FieldSpec, ...]) -> Change:
    return lambda resources: images.set_replicas(resources, entry, specs)


def _imaging(entry: Config, specs: tuple[FieldSpec, ...]) -> Change:
    return lambda resources: images.set_image(resources, entry, specs)
