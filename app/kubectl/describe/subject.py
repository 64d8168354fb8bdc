"""What is described: one object, and the way to what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.kubectl.call import Call
from app.kubectl.describe.event_list import write_events
from app.kubectl.describe.text import Text
from app.kubectl.discovery import Mapping
from app.kubectl.errors import Failure
from app.kubectl.resources import Query, list_all

Object = dict[str, Any]
EVENTS = Mapping("", "v1", "events", "Event", True)
PODS = Mapping("", "v1", "pods", "Pod", True)


@dataclass
class Subject:
    """One object to describe. `show_events` says whether its events are wanted, `chunk` how long lists may be."""

    call: Call
    mapping: Mapping
    object: Object
    show_events: bool = True
    chunk: int = 500
    text: Text = field(default_factory=Text)

    @property
    def metadata(self) -> Object:
        """The object's metadata."""
        return self.object.get("metadata") or {}

    @property
    def spec(self) -> Object:
        """The object's spec; {} without one."""
        return self.object.get("spec") or {}

    @property
    def status(self) -> Object:
        """The object's status; {} without one."""
        return self.object.get("status") or {}

    @property
    def name(self) -> str:
        """The object's name."""
        return str(self.metadata.get("name", ""))

    @property
    def namespace(self) -> str:
        """The object's namespace; empty for cluster-scoped ones."""
        return str(self.metadata.get("namespace", ""))

    @property
    def classic(self) -> bool:
        """Whether this is the kubectl of 2017."""
        return self.call.classic

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        return self.call.machine.now()

    async def listed(
        self, mapping: Mapping, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> list[Object]:
        """Objects of another kind; StatusError when they cannot be listed."""
        query = Query(selector=labels or None, field_selector=fields or None, chunk=self.chunk)
        found = await list_all(self.call, mapping, namespace, query)
        return list(found.get("items") or [])

    async def events(self, *, kind: bool = True, uid: str | None = None) -> list[Object]:
        """The object's events; none when they cannot be listed. `kind`: ask by kind too; `uid`: another uid."""
        selector = {
            "involvedObject.name": self.name, "involvedObject.namespace": self.namespace,
            "involvedObject.uid": str(self.metadata.get("uid", "")) if uid is None else uid,
        }  # fmt: skip
        if kind:
            selector["involvedObject.kind"] = self.mapping.kind
        text = ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
        try:
            return await self.listed(EVENTS, self.namespace, fields=text)
        except Failure:
            return []

    async def write_events(self) -> None:
        """End the description with the object's events, if they are wanted."""
        if self.show_events:
            write_events(self.text, await self.events(), self.now, classic=self.classic)
