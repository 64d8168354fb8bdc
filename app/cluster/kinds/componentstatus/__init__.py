"""ComponentStatus."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "",
    ("v1",),
    "ComponentStatus",
    "componentstatuses",
    short_names=("cs",),
    namespaced=False,
    verbs=("get", "list"),
    deprecation="v1 ComponentStatus is deprecated in v1.19+",
)
