"""Names that have changed, in the fields that refer to them.

Follows sigs.k8s.io/kustomize api/filters/nameref/nameref.go, api/internal/accumulator/namereferencetransformer.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.field_specs import NameReference
from app.kubectl.kustomize.fields import FieldSpec, change_field
from app.kubectl.kustomize.resource import Resource


def fix_references(resources: list[Resource], references: Iterable[NameReference]) -> None:
    """Let every reference name what its target is called now."""
    listed = list(references)
    for referrer in resources:
        candidates = _could_be_meant(referrer, resources)
        for reference in listed:
            for spec in reference.fields:
                if spec.fits(referrer.original):
                    _Field(referrer, candidates, reference, spec).fix()


def _could_be_meant(referrer: Resource, resources: list[Resource]) -> list[Resource]:
    if referrer.id.cluster_scoped:
        return resources
    place = referrer.id.effective_namespace
    elsewhere = {
        subject.get("namespace") for subject in referrer.object.get("subjects") or [] if isinstance(subject, dict)
    } if referrer.id.kind == "RoleBinding" else set()  # fmt: skip
    return [
        each for each in resources
        if each.id.cluster_scoped or each.id.effective_namespace == place or each.id.namespace in elsewhere
    ]  # fmt: skip


class _Field:
    """One field that may hold a reference of one kind."""

    def __init__(
        self, referrer: Resource, candidates: list[Resource], reference: NameReference, spec: FieldSpec
    ) -> None:
        self.referrer, self.candidates, self.reference, self.spec = referrer, candidates, reference, spec

    def fix(self) -> None:
        change_field(self.referrer.object, FieldSpec(self.spec.path), self._change)

    def _change(self, value: Any) -> Any:
        if isinstance(value, str):
            target = self._target(value, self.candidates)
            return value if target is None else target.id.name
        if isinstance(value, list):
            return [self._change(item) for item in value]
        if isinstance(value, dict):
            return self._mapping(value)
        return value

    def _mapping(self, value: dict[str, Any]) -> dict[str, Any]:
        if "name" not in value:
            raise KustomizeError(
                f"updating name reference in '{self.spec.path}' field of '{self.referrer.id}': "
                "path config error; no 'name' field in node"
            )
        candidates, place = self.candidates, value.get("namespace")
        if place is not None:
            wanted = [each for each in candidates if each.original.effective_namespace == (place or "default")]
            candidates = wanted or [each for each in candidates if each.id.effective_namespace == (place or "default")]
        target = self._target(str(value["name"]), candidates)
        if target is None or (target.id.name == value["name"] and not target.id.namespace):
            return value
        changed = {**value, "name": target.id.name}
        return {**changed, "namespace": target.id.namespace} if target.id.namespace else changed

    def _target(self, name: str, candidates: list[Resource]) -> Resource | None:
        reference = self.reference
        found = [
            each for each in candidates
            if any(id_.name == name for id_ in each.previous)
            and any(id_.is_kind(reference.group, reference.version, reference.kind) for id_ in each.previous)
            and self._is_role(each) and self._is_near(each)
        ]  # fmt: skip
        if len(found) > 1:
            found = [each for each in found if each.outer_marks() == self.referrer.outer_marks()]
        if len(found) > 1 and len({each.id.name for each in found}) > 1:
            shown = ", ".join(str(each.id) for each in found)
            raise KustomizeError(
                f"updating name reference in '{self.spec.path}' field of '{self.referrer.id}':  "
                f"found multiple possible referrals: {shown}"
            )
        return found[0] if found else None

    def _is_role(self, candidate: Resource) -> bool:
        if not self.spec.path.endswith("roleRef/name"):
            return True
        role = self.referrer.object.get("roleRef") or {}
        if "apiGroup" not in role or "kind" not in role:
            return True
        return any(id_.is_kind(str(role["apiGroup"]), "", str(role["kind"])) for id_ in candidate.previous)

    def _is_near(self, candidate: Resource) -> bool:
        if self.referrer.id.cluster_scoped or candidate.id.cluster_scoped or candidate.id.kind == "ServiceAccount":
            return True
        return candidate.id.effective_namespace == self.referrer.id.effective_namespace
