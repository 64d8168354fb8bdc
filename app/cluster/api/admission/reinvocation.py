"""The second round of admission: what has to be asked again because something else changed the object.

Follows kubernetes apiserver/pkg/admission/reinvocation.go,
apiserver/pkg/admission/plugin/webhook/mutating/reinvocationcontext.go and
apiserver/pkg/admission/plugin/policy/mutating/reinvocationcontext.go.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from app.cluster.api.objects import Object, clone


@dataclass
class Asked:
    """What one plugin asked so far: who may be asked again, and who has to be."""

    last: Object | None = None  # the object as the plugin left it
    willing: set[Hashable] = field(default_factory=set)  # asked, with reinvocationPolicy IfNeeded
    due: set[Hashable] = field(default_factory=set)

    def changed(self) -> None:
        """Everybody asked before now has seen something else."""
        self.due |= self.willing
        self.willing = set()


@dataclass
class Reinvocation:
    """Whether a write's changes need a second round, whether this is it, and what each plugin did."""

    wanted: bool = False
    second: bool = False
    _plugins: dict[str, Asked] = field(default_factory=dict)

    def begin(self, plugin: str, obj: Object | None) -> Asked:
        """What a plugin asked before; in the second round, others' changes count."""
        asked = self._plugins.setdefault(plugin, Asked())
        if self.second and asked.last != obj:
            asked.changed()
        return asked

    def skips(self, asked: Asked, who: Hashable) -> bool:
        """Whether this round passes `who` by; the second one asks nobody for the first time."""
        return self.second and who not in asked.due

    def record(self, asked: Asked, who: Hashable, *, changed: bool, policy: str | None) -> None:
        """`who` was asked, and changed the object or not."""
        if changed:
            asked.changed()
            self.wanted = True
        if policy == "IfNeeded":
            asked.willing.add(who)

    @staticmethod
    def end(asked: Asked, obj: Object | None) -> None:
        """The plugin is through."""
        asked.last = None if obj is None else clone(obj)
