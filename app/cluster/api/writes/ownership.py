"""Who set which field: kept beside the stored objects, put into metadata.managedFields when an object goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cluster.api.call import Call
from app.cluster.api.managed_fields import Ownership, Writer, nothing, ownership
from app.cluster.api.objects import Object, uid_of
from app.cluster.api.registry import Resource
from app.cluster.api.store import share
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api


class Owners:
    """The ownership of every object somebody has written, by uid."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._by_uid: dict[str, Ownership] = {}
        self._rendered: dict[str, tuple[Ownership, list[Object]]] = {}

    def of(self, resource: Resource, obj: Object) -> Ownership:
        """An object's ownership; an empty one when nobody has written it."""
        return self._by_uid.get(uid_of(obj)) or ownership(resource.kind.gvk, schema=resource.schema)

    def writer(self, call: Call, resource: Resource) -> Writer:
        """Who this call is, now."""
        subresource = "" if call.subresource in {"binding", "approval"} else call.subresource
        version = call.api_version or resource.kind.api_version
        return Writer(call.manager, version, rfc3339(self._api.clock.now), call.operation, subresource)

    def created(self, resource: Resource, obj: Object, asked: Object, call: Call) -> None:
        """Note a creation; `asked` is what the client sent, with defaults."""
        if call.ownership is not None:
            self._by_uid[uid_of(obj)] = call.ownership
        elif call.manager:
            start = ownership(resource.kind.gvk, schema=resource.schema)
            empty = nothing(resource.kind.gvk)
            # Most of what was asked for is what is stored: keep it once.
            self._by_uid[uid_of(obj)] = start.updated(empty, share(asked, obj), self.writer(call, resource))

    def changed(self, resource: Resource, obj: Object, old: Object, call: Call) -> None:
        """Note an update."""
        if call.ownership is not None:
            self._by_uid[uid_of(obj)] = call.ownership
        elif call.manager:
            self._by_uid[uid_of(obj)] = self.of(resource, obj).updated(old, obj, self.writer(call, resource))

    def take_given(self, resource: Resource, obj: Object, old: Object, call: Call) -> None:
        """Go by the managedFields in an update, when they are not the ones that went out.

        A list of one empty entry forgets everybody. Follows apimachinery/pkg/util/managedfields/internal:
        fieldmanager.go, decodeLiveOrNew.
        """
        if call.managed and call.ownership is None and call.managed != self.rendered(old):
            given = [item for item in call.managed if item]
            if not given and len(call.managed) > 1:
                return
            base = ownership(resource.kind.gvk, given, resource.schema)
            call.ownership = base if obj == old else base.updated(old, obj, self.writer(call, resource))

    def set(self, obj: Object, found: Ownership) -> None:
        """Take this for the object's ownership."""
        self._by_uid[uid_of(obj)] = found

    def forget(self, uid: str) -> None:
        """The object is gone."""
        self._by_uid.pop(uid, None)
        self._rendered.pop(uid, None)

    def rendered(self, obj: Object) -> list[Object]:
        """The managedFields list of an object; worked out once a change."""
        uid = uid_of(obj)
        found = self._by_uid.get(uid)
        return [] if found is None else self._render(uid, found)

    def _render(self, uid: str, found: Ownership) -> list[Object]:
        known = self._rendered.get(uid)
        if known is not None and known[0] is found:
            return known[1]
        settled = self._by_uid[uid] = found.settled()
        listed = settled.rendered()
        self._rendered[uid] = (settled, listed)
        return listed

    def shown(self, obj: Object) -> Object:
        """The object as it goes out."""
        listed = self.rendered(obj)
        return {**obj, "metadata": {**obj["metadata"], "managedFields": listed}} if listed else obj

    def snapshot(self) -> Any:
        """JSON data: the managedFields of every object that has any."""
        return {uid: self._render(uid, found) for uid, found in tuple(self._by_uid.items())}

    def restore(self, state: Any) -> None:
        """Go on from a snapshot, the stored objects being there again."""
        for key in self._api.store.resources():
            resource = self._api.resources.canonical(key)
            for obj in self._api.store.made(key):
                if (managed := state.get(uid_of(obj))) is not None:
                    self._by_uid[uid_of(obj)] = ownership(resource.kind.gvk, managed, resource.schema)
