"""What admission plugins see of a write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.cluster.api.admission.reinvocation import Reinvocation
from app.cluster.api.call import Call, User
from app.cluster.api.errors import ApiError, forbidden
from app.cluster.api.objects import Object
from app.cluster.api.registry import Resource
from app.cluster.api.store import ResourceKey

if TYPE_CHECKING:
    from app.cluster.api.api import Api


@dataclass
class Attributes:
    """One write. `operation` is CREATE, UPDATE, DELETE or CONNECT; plugins may change or replace `obj`."""

    api: Api
    operation: str
    resource: Resource
    call: Call
    namespace: str
    name: str
    obj: Object | None
    old: Object | None
    kind: str = ""  # of the object, where it is not the resource's own (options of a connection)
    rounds: Reinvocation = field(default_factory=Reinvocation)

    @property
    def key(self) -> ResourceKey:
        """The resource written."""
        return self.resource.key

    @property
    def subresource(self) -> str:
        """`status` and the like, or empty."""
        return self.call.subresource

    @property
    def user(self) -> User:
        """Who writes."""
        return self.call.user

    @property
    def new(self) -> Object:
        """The object of a CREATE or UPDATE."""
        assert self.obj is not None
        return self.obj

    def named_by_now(self) -> None:
        """Validation sees the generated name. Follows registry/rest/create.go: AdmissionToValidateObjectFunc (1.12)."""
        if not self.name and self.api.release.modern:
            self.name = str(self.new["metadata"]["name"])

    def forbid(self, why: str) -> ApiError:
        """`pods "web" is forbidden: why`."""
        return forbidden(*self.key, self.name or str(self.new["metadata"].get("generateName", "")), why)


@dataclass(frozen=True)
class Plugin:
    """An admission plugin; `operations`, `keys` and `subresources` say what it looks at (None: all)."""

    name: str
    admit: Callable[[Attributes], None] | None = None
    validate: Callable[[Attributes], None] | None = None
    operations: frozenset[str] = frozenset({"CREATE", "UPDATE"})
    keys: frozenset[ResourceKey] | None = None
    subresources: frozenset[str] | None = frozenset({""})

    def concerns(self, operation: str, key: ResourceKey, subresource: str) -> bool:
        """Whether the plugin looks at such a write at all."""
        return (
            operation in self.operations
            and (self.keys is None or key in self.keys)
            and (self.subresources is None or subresource in self.subresources)
        )
