"""openssl's configuration files: sections of `name = value` lines."""

from __future__ import annotations

import re

Section = list[tuple[str, str]]


class Configuration:
    """Sections by name; lines before the first section are in `default`."""

    def __init__(self, text: str) -> None:
        self.sections: dict[str, Section] = {"default": []}
        current = self.sections["default"]
        for line in text.replace("\\\n", "").splitlines():
            bare = re.sub(r"(^|[^\\])#.*", r"\1", line).strip()
            if heading := re.fullmatch(r"\[\s*(.+?)\s*\]", bare):
                current = self.sections.setdefault(heading[1], [])
            elif "=" in bare:
                name, _, value = bare.partition("=")
                current.append((name.strip(), self._expanded(value.strip().strip('"'), current)))

    def _expanded(self, value: str, current: Section) -> str:
        """With `$name`, `${name}` and `${section::name}` filled in."""

        def known(match: re.Match[str]) -> str:
            section, _, name = (match[1] or match[2]).rpartition("::")
            pairs = self.sections.get(section, []) if section else [*self.sections["default"], *current]
            return dict(pairs).get(name, match[0])

        return re.sub(r"\$(?:\{([^}]+)\}|(\w+))", known, value)

    def section(self, name: str) -> Section:
        """Its lines in order; nothing when there is no such section."""
        return self.sections.get(name, [])

    def value(self, section: str, name: str) -> str:
        """The last value of a name; empty without one."""
        return dict(self.section(section)).get(name, "")
