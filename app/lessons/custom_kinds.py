"""The kinds of objects that a lesson's own files define, as CustomResourceDefinitions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from app.lessons.model import HostFile

KIND = "CustomResourceDefinition"


def custom_kinds(files: Iterable[HostFile]) -> frozenset[str]:
    """Their names as kubectl takes them, in lower case: plural, singular, short ones and the kind."""
    return frozenset(name.lower() for file in files for defined in _definitions(file) for name in _names(defined))


def _definitions(file: HostFile) -> list[dict[str, Any]]:
    try:
        content = file.source.read_bytes()
        documents = list(yaml.load_all(content, Loader=yaml.CSafeLoader)) if KIND.encode() in content else []
    except (OSError, yaml.YAMLError):  # the loader tells of files that are not there
        return []
    found = [one for one in documents if isinstance(one, dict) and one.get("kind") == KIND]
    return [names for one in found if isinstance(names := (one.get("spec") or {}).get("names"), dict)]


def _names(names: dict[str, Any]) -> list[str]:
    own = [names.get(key) for key in ("plural", "singular", "kind")]
    return [str(name) for name in (*own, *(names.get("shortNames") or ())) if name]
