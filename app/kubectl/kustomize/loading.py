"""Resources read from files.

Follows sigs.k8s.io/kustomize api/resource/factory.go: SliceFromBytes, inlineAnyEmbeddedLists.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.kustomize.errors import KustomizeError, MalformedError
from app.kubectl.kustomize.resource import Resource
from app.kubectl.kustomize.yaml_documents import NullText, read_documents

NO_METADATA = "missing Resource metadata"


def resources_in(data: bytes, path: str = "", *, removing: bool = False) -> list[Resource]:
    """The objects of a file, lists taken apart; KustomizeError for what is no object.

    `removing`: they are patches, whose annotations may be null to remove some.
    """
    try:
        documents = read_documents(data)
    except MalformedError as wrong:
        raise MalformedError(f"MalformedYAMLError: {wrong} in File: {path}") from None
    return [Resource(obj) for document in documents for obj in _objects(document, removing)]


def _objects(document: Any, removing: bool) -> list[dict[str, Any]]:
    if not isinstance(document, dict):
        raise KustomizeError(NO_METADATA)
    kind = str(document.get("kind") or "")
    if kind.endswith("List") and isinstance(document.get("items"), list):
        return [obj for item in document["items"] for obj in _objects(item, removing)]
    metadata = document.get("metadata") if isinstance(document.get("metadata"), dict) else {}
    name = str((metadata or {}).get("name") or "")
    if not kind and not document.get("apiVersion") and "metadata" not in document:
        raise KustomizeError(NO_METADATA)
    shown = _shown(document, kind, name)
    if not kind:
        raise KustomizeError(f"missing kind in object {shown}")
    if not name:
        raise KustomizeError(f"missing metadata.name in object {shown}")
    text_annotations(metadata or {}, removing=removing)
    return [document]


def _shown(document: dict[str, Any], kind: str, name: str) -> str:
    """An object's meta data, as Go prints the struct."""
    namespace = str(((document.get("metadata") or {}) or {}).get("namespace") or "")
    version = document.get("apiVersion") or ""
    return f"{{{{{version} {kind}}} {{{{{name} {namespace}}} map[] map[]}}}}"


def text_annotations(metadata: dict[str, Any], *, removing: bool = False) -> None:
    """Annotations are texts, whatever they were written as; unless nulls are there for `removing` some."""
    annotations = metadata.get("annotations")
    if isinstance(annotations, dict):
        metadata["annotations"] = {
            key: None if removing and isinstance(value, NullText) else scalar_text(value)
            for key, value in annotations.items()
        }


def scalar_text(value: Any) -> str:
    """A scalar as YAML writes it; nothing for what is none."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return "" if isinstance(value, dict | list) else str(value)
