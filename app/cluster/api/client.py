"""The in-process client: what controllers, the scheduler and kubelets use instead of HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from app.cluster.api.call import SYSTEM, Call, DeleteOptions, User
from app.cluster.api.errors import not_found
from app.cluster.api.objects import Object, clone
from app.cluster.api.shelf import OnChange
from app.cluster.api.store import ResourceKey
from app.cluster.api.writes import create, delete, update

if TYPE_CHECKING:
    from app.cluster.api.api import Api


class Objects:
    """The API for the cluster's own parts: the same defaults, validation and admission as for everybody, no HTTP.

    Nothing is authorized here. Refusals are ApiErrors. Returned and listed objects are stored ones: read only.
    """

    _in_order = True  # what is patched is stored in Go's field order at once

    def __init__(self, api: Api) -> None:
        self._api = api
        self._store = api.store

    def get(self, key: ResourceKey, namespace: str, name: str) -> Object | None:
        """The stored object, or None. Namespace is empty for cluster-scoped kinds."""
        return self._store.get(key, namespace, name)

    def list(self, key: ResourceKey, namespace: str | None = None) -> Iterable[Object]:
        """All objects of a resource in etcd's order; of one namespace when given."""
        return self._store.list(key, namespace)

    def by_owner(self, uid: str) -> Iterable[tuple[ResourceKey, Object]]:
        """Every object that names this uid among its owners."""
        return self._store.by_owner(uid)

    def by_label(self, key: ResourceKey, namespace: str, selector: Object) -> Iterable[Object]:
        """Objects of a namespace that a LabelSelector (`{matchLabels, matchExpressions}`) matches, in order."""
        return self._store.by_label(key, namespace, selector)

    def by_node(self, node: str) -> Iterable[Object]:
        """The pods bound to a node, in order."""
        return self._store.by_node(node)

    def create(self, key: ResourceKey, obj: Object, *, user: User = SYSTEM, manager: str = "") -> Object:
        """Store a new object (`metadata.generateName` works). `obj` is copied first."""
        return create.create(self._api, key, clone(obj), Call(user=user, manager=manager))

    def update(
        self, key: ResourceKey, obj: Object, *, subresource: str = "", user: User = SYSTEM, manager: str = ""
    ) -> Object:
        """Replace an object; Conflict when `metadata.resourceVersion` is set and no longer the stored one.

        `subresource="status"` writes the status alone. An object that would not change is not written.
        """
        return update.update(self._api, key, clone(obj), Call(user=user, manager=manager, subresource=subresource))

    def patch(
        self,
        key: ResourceKey,
        namespace: str,
        name: str,
        change: Callable[[Object], Object | None],
        *,
        subresource: str = "",
        user: User = SYSTEM,
        manager: str = "",
    ) -> Object:
        """Read, change a copy (in place, or by returning another), write. NotFound when there is no such object."""
        old = self._store.get(key, namespace, name)
        if old is None:
            raise not_found(*key, name)
        new = clone(old)
        new = change(new) or new
        call = Call(user=user, manager=manager, subresource=subresource, in_order=self._in_order)
        return update.update(self._api, key, new, call)

    def delete(
        self,
        key: ResourceKey,
        namespace: str,
        name: str,
        *,
        grace: int | None = None,
        propagation: str | None = None,
        preconditions: Object | None = None,
        user: User = SYSTEM,
    ) -> Object:
        """Delete, or begin to: pods with a grace period and objects with finalizers stay with a deletionTimestamp.

        `propagation` is Foreground, Background or Orphan; `preconditions` may hold `uid` and `resourceVersion`.
        The result is the object as it was last.
        """
        options = DeleteOptions(grace=grace, propagation=propagation, preconditions=preconditions or {})
        return delete.delete(self._api, key, namespace, name, options=options, call=Call(user=user))

    def subscribe(self, key: ResourceKey, callback: OnChange) -> Callable[[], None]:
        """`callback(type, obj, old)` for every change from now on; type is ADDED, MODIFIED or DELETED.

        Called after the write, one change at a time and in order, also when a callback writes. Returns what ends it.
        """
        return self._store.subscribe(key, callback)
