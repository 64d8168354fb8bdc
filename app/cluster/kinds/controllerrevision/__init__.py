"""ControllerRevision."""

from app.cluster.kinds.kind import Kind

KIND = Kind("apps", ("v1",), "ControllerRevision", "controllerrevisions")
