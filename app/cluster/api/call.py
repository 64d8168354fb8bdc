"""Who asks for what, and how: the part of a request that the write pipeline and admission look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class User:
    """An authenticated user. `extra` holds lists of strings by key."""

    name: str
    groups: tuple[str, ...] = ()
    uid: str = ""
    extra: dict[str, list[str]] = field(default_factory=dict)


SYSTEM = User("system:apiserver", ("system:masters", "system:authenticated"))


def service_account_user(namespace: str, name: str) -> User:
    """The user that a service account is."""
    groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}", "system:authenticated")
    return User(f"system:serviceaccount:{namespace}:{name}", groups)


@dataclass
class Call:
    """One write. `warnings` collects what goes out as Warning headers."""

    user: User = SYSTEM
    manager: str = ""
    subresource: str = ""
    dry_run: bool = False
    operation: str = "Update"  # of managed fields: Update or Apply
    api_version: str = ""  # the version the client spoke; empty for the canonical one
    validation: str = "Strict"
    managed: list[dict[str, Any]] | None = None  # the managedFields that an update asks for
    ownership: Any = None  # the Ownership already worked out (server-side apply)
    update_may_create: bool = False  # server-side apply and PUT of some kinds create what is not there
    checked: bool = False  # made by a controller from a template that was checked when it came
    in_order: bool = True  # store in Go's field order; False: when somebody reads it (a control loop's write)
    warnings: list[str] = field(default_factory=list)

    def warn(self, text: str) -> None:
        """Add a warning once."""
        if text not in self.warnings:
            self.warnings.append(text)


@dataclass(frozen=True)
class DeleteOptions:
    """meta/v1 DeleteOptions: grace in seconds, propagation Foreground, Background or Orphan."""

    grace: int | None = None
    propagation: str | None = None
    orphan_dependents: bool | None = None
    preconditions: dict[str, Any] = field(default_factory=dict)
