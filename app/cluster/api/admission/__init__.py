"""Admission: what may change or refuse a write after authorization. One file a plugin, in the server's order."""

from __future__ import annotations

from app.cluster.api.admission.attributes import Attributes, Plugin

PLUGINS: tuple[Plugin, ...] = ()


def admit(attributes: Attributes) -> None:
    """Let every plugin change `attributes.obj`; ApiError refuses."""
    for plugin in PLUGINS:
        if plugin.admit is not None and plugin.concerns(attributes):
            plugin.admit(attributes)


def validate(attributes: Attributes) -> None:
    """Let every plugin refuse the final object with an ApiError."""
    for plugin in PLUGINS:
        if plugin.validate is not None and plugin.concerns(attributes):
            plugin.validate(attributes)
