"""Volumes of a pod, and the source of a persistent volume.

Follows kubernetes kubectl/pkg/describe/describe.go: describeVolumes, printProjectedVolumeSource.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kubectl.describe.claims import write_claim
from app.kubectl.describe.labels import LONGEST, shortened
from app.kubectl.describe.text import Text
from app.kubectl.describe.volume_sources import PERSISTENT_VOLUMES, VOLUMES, Source, flag

Object = dict[str, Any]
UNKNOWN_IN_2017 = {"HostPathType:", "SizeLimit:"}


def write_volumes(text: Text, volumes: list[Object], space: str = "", *, classic: bool = False) -> None:
    """All volumes; `space` is the indentation inside a pod template."""
    if not volumes:
        text.line(f"{space}Volumes:\t<none>")
        return
    text.line(f"{space}Volumes:")
    for volume in volumes:
        text.line(f"{' ' if space else ''}{volume.get('name')}:", level=1)
        write_source(text, volume, VOLUMES, classic=classic)


def write_persistent_source(text: Text, spec: Object) -> None:
    """The source of a persistent volume."""
    write_source(text, spec, PERSISTENT_VOLUMES)


def write_source(text: Text, volume: Object, kinds: Mapping[str, Source], *, classic: bool = False) -> None:
    """What kind of volume it is, and its fields."""
    kind = next((kind for kind in kinds if volume.get(kind) is not None), None)
    if kind is None:
        text.line("<unknown>", level=1)
        return
    values = volume[kind]
    text.field("Type", kinds[kind].title, level=2)
    for label, key, show in kinds[kind].lines:
        if not (classic and label in UNKNOWN_IN_2017):
            text.row(label, show(values.get(key)), level=2)
    if kind == "csi":
        _write_attributes(text, values.get("volumeAttributes") or {})
    elif kind == "downwardAPI":
        _write_items(text, values.get("items") or [])
    elif kind == "projected":
        _write_projections(text, values.get("sources") or [])
    elif kind == "ephemeral" and (template := values.get("volumeClaimTemplate")) is not None:
        write_claim(text.nested(2), template, full=False)


def _write_attributes(text: Text, attributes: Mapping[str, str]) -> None:
    text.add("VolumeAttributes:\t", level=2)
    if not attributes:
        text.line("<none>")
    for place, (key, value) in enumerate(sorted(attributes.items())):
        if place:
            text.add("", level=2)
            text.add("\t", level=2)
        text.line(shortened(f"{key}={value}", LONGEST), level=2)


def _write_items(text: Text, items: list[Object]) -> None:
    text.line("Items:", level=2)
    for item in items:
        if item.get("fieldRef"):
            text.line(f"{item['fieldRef'].get('fieldPath')} -> {item.get('path')}", level=3)
        if item.get("resourceFieldRef"):
            text.line(f"{item['resourceFieldRef'].get('resource')} -> {item.get('path')}", level=3)


def _write_projections(text: Text, sources: list[Object]) -> None:
    for source in sources:
        if (secret := source.get("secret")) is not None:
            text.field("SecretName", secret.get("name") or "", level=2)
            text.field("Optional", flag(secret.get("optional")), level=2)
        elif source.get("downwardAPI") is not None:
            text.field("DownwardAPI", "true", level=2)
        elif (config := source.get("configMap")) is not None:
            text.field("ConfigMapName", config.get("name") or "", level=2)
            text.field("Optional", flag(config.get("optional")), level=2)
        elif (token := source.get("serviceAccountToken")) is not None:
            text.field("TokenExpirationSeconds", token.get("expirationSeconds") or 0, level=2)
