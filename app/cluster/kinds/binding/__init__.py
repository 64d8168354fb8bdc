"""Binding."""

from app.cluster.kinds.kind import Kind

KIND = Kind("", ("v1",), "Binding", "bindings", verbs=("create",))
