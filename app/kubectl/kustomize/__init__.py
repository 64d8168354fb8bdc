"""Kustomizations: `kubectl kustomize` and `-k`.

    kustomization.yaml --kustomization.py--> what it asks for
    its resources and bases --accumulate.py--> Resources, changed by transformers in a fixed order
    names that changed --references.py--> the fields that refer to them

Not supported, and refused: Helm charts, plug-ins and functions of others, git repositories below a kustomization.
Follows sigs.k8s.io/kustomize v5.8: api/krusty/kustomizer.go, api/internal/target/kusttarget.go.
"""

from __future__ import annotations

from textwrap import indent
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.klog import Klog
from app.kubectl.kustomize.accumulate import Accumulated, accumulate
from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.loading import text_annotations
from app.kubectl.kustomize.names import add_hashes
from app.kubectl.kustomize.ordering import in_order
from app.kubectl.kustomize.references import fix_references
from app.kubectl.kustomize.remote import clone
from app.kubectl.kustomize.resource import Resource
from app.kubectl.kustomize.roots import is_repository, open_directory
from app.kubectl.kustomize.variables import resolve_variables

LOCAL_ONLY = "config.kubernetes.io/local-config"
ORIGIN = "config.kubernetes.io/origin"
TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations"
MANAGED_BY = "app.kubernetes.io/managed-by"


async def build(call: Call, directory: str) -> list[dict[str, Any]]:
    """The objects that a kustomization makes, in the order in which they are applied; KubectlError when it cannot."""
    warnings: list[str] = []
    fetched = None
    try:
        if is_repository(directory):
            fetched, directory = await clone(call, directory)
        unrestricted = call.option("load-restrictor", "") == "LoadRestrictionsNone"
        root = open_directory(call, directory, warnings, unrestricted=unrestricted)
        objects, unused = _finished(await accumulate(root))
    except KustomizeError as wrong:
        raise KubectlError(str(wrong)) from None
    finally:
        if fetched is not None:
            fetched.remove()
        for warning in warnings:
            await call.complain(warning)
    if unused:
        told = f"well-defined vars that were never replaced: {','.join(unused)}"
        await Klog(call.machine).line("I", "log.go:244", told)
    return objects


def _finished(found: Accumulated) -> tuple[list[dict[str, Any]], list[str]]:
    """What is done once, after all bases: hashes, references, variables, order; (objects, variables not used)."""
    resources = found.resources
    add_hashes(resources)
    fix_references(resources, found.fields.nameReference)
    unused = resolve_variables(resources, found.variables, found.fields.varReference)
    kept = [each for each in resources if LOCAL_ONLY not in each.annotations]
    if "managedByLabel" in found.metadata:
        for each in kept:
            each.set_label(MANAGED_BY, "kustomize-v5.8.1")
    for each in kept:
        _annotate(each, found.metadata)
    for each in kept:
        each.drop_notes()
        text_annotations(each.object.get("metadata") or {})
    return [each.object for each in in_order(kept, found.sort_options)], unused


def _annotate(resource: Resource, wanted: list[str]) -> None:
    """Note where an object comes from and what has been at work on it, as far as that is wanted."""
    notes = {}
    if "originAnnotations" in wanted:
        notes[ORIGIN] = resource.origin
    if "transformerAnnotations" in wanted and resource.transformations:
        notes[TRANSFORMATIONS] = "".join(_item(each) for each in resource.transformations)
    if notes:
        resource.metadata.setdefault("annotations", {}).update(notes)


def _item(text: str) -> str:
    """A mapping as an item of a list, in YAML."""
    return "- " + indent(text, "  ").removeprefix("  ")
