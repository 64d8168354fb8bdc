"""A lab in which nothing has happened and nothing is there: a check that holds in it holds too early."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.lessons.evidence import Finished, HttpAnswer, Object, Program, Resource, ScriptRan


class Nothing:
    """Evidence of it. Every word names a resource of which there are no objects."""

    def resources(self, word: str) -> Sequence[Resource]:
        """One of that name."""
        return (Resource("", word, word, True),)

    def objects(self, resource: Resource, namespace: str | None = None, name: str | None = None) -> Iterable[Object]:
        """None."""
        return ()

    def finished(self) -> Sequence[Finished]:
        """None."""
        return ()

    def file(self, path: str) -> bytes | None:
        """None."""
        return None

    def env(self) -> Mapping[int, Mapping[str, str]]:
        """None."""
        return {}

    def programs(self) -> Sequence[Program]:
        """None."""
        return ()

    def answers(self) -> Mapping[str, tuple[str, ...]]:
        """None."""
        return {}

    def now(self) -> float:
        """The step has just begun."""
        return 0.0

    def began(self) -> float:
        """The step has just begun."""
        return 0.0

    def notes(self) -> dict[str, Any]:
        """None."""
        return {}

    async def http(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpAnswer | None:
        """Nothing answers."""
        return None

    async def script(self, text: str, seconds: float) -> ScriptRan | None:
        """No script is run."""
        return None
