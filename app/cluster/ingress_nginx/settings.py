"""The annotations of an Ingress, and the controller's arguments.

Follows ingress-nginx internal/ingress/annotations (names, defaults) and pkg/flags/flags.go. Unknown annotations mean
nothing, as there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PREFIX = "nginx.ingress.kubernetes.io"
CLASS_ANNOTATION = "kubernetes.io/ingress.class"
CONTROLLER = "k8s.io/ingress-nginx"
_FALSE, _TRUE = {"false", "False", "FALSE", "0", "f", "F"}, {"true", "True", "TRUE", "1", "t", "T"}


@dataclass(frozen=True)
class Settings:
    """An Ingress' annotations without their prefix."""

    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, annotations: Mapping[str, str] | None, prefix: str = PREFIX) -> Settings:
        """Those of an object."""
        start = prefix + "/"
        found = {name[len(start) :]: value for name, value in (annotations or {}).items() if name.startswith(start)}
        return cls(found)

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        return self.values.get(name, default).strip()

    def flag(self, name: str, *, default: bool = False) -> bool:
        """true or false; what is neither counts as not given."""
        given = self.values.get(name, "")
        return True if given in _TRUE else False if given in _FALSE else default

    def number(self, name: str, default: int = 0) -> int:
        """A whole number."""
        given = self.text(name)
        return int(given) if given.lstrip("-").isdigit() else default

    def words(self, name: str) -> list[str]:
        """A list separated by commas."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    @property
    def canary(self) -> bool:
        """Whether the Ingress is only a variant of another's paths."""
        return self.flag("canary")

    @property
    def regex(self) -> bool:
        """Whether its paths are regular expressions."""
        return self.flag("use-regex") or bool(self.text("rewrite-target"))


@dataclass(frozen=True)
class Flags:
    """The controller's arguments."""

    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, words: tuple[str, ...]) -> Flags:
        """Those of a command line: `--name=value`, `--name`."""
        found = {}
        for word in words:
            if word.startswith("-"):
                name, equals, value = word.lstrip("-").partition("=")
                found[name] = value if equals else "true"
        return cls(found)

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        return self.values.get(name, default)

    def flag(self, name: str) -> bool:
        """Whether a switch is on."""
        return self.values.get(name, "false") == "true"


def size_of(text: str) -> int | None:
    """Bytes of nginx' sizes: 8m, 512k, 0 for no limit; None when it is none."""
    unit = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}.get(text[-1:].lower(), 1)
    digits = text[:-1] if unit > 1 else text
    return int(digits) * unit if digits.isdigit() else None
