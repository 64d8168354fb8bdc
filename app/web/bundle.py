"""A page's scripts as one: what a script imports of ours, in the order in which it runs, each in a scope of its own.

On a slow line every request costs more than the bytes it brings, and a page has dozens of small modules. Nothing is
rewritten but their `import` and `export` lines, in the one form in which our scripts have them; where one has another
form, there is no bundle and the page loads the modules one by one. Third parties' files stay files of their own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field

_IMPORT = re.compile(r"^import (?:\{(?P<names>[^}]*)\} from )?'(?P<path>\.[^']+)';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (?P<name>\w+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import\b(?! ?\()|export\b|(?:const .* = )?await\b)", re.MULTILINE)


class UnknownFormError(Exception):
    """A script has an import or export that is not of our one form, or two scripts import each other."""


@dataclass
class _Bundle:
    read: Callable[[str], str]
    folder: str
    parts: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)  # by script
    open: list[str] = field(default_factory=list)  # scripts whose imports are being followed
    foreign: dict[str, set[str]] = field(default_factory=dict)  # by file, what is imported of it

    def add(self, name: str) -> None:
        """A script, after all that it imports."""
        if name in self.numbers:
            return
        if name in self.open:
            raise UnknownFormError(f"{name} imports itself")
        self.open.append(name)
        source = self.read(name)
        heads = [self._imported(name, found) for found in _IMPORT.finditer(source)]
        body = _IMPORT.sub("", source)
        exported = [found["name"] for found in _EXPORT.finditer(body)]
        body = _EXPORT.sub("", body)
        if other := _OTHER.search(body):
            raise UnknownFormError(f"{name}: {other[0]}")
        self.open.remove(name)
        number = self.numbers[name] = len(self.numbers)
        head = "".join(line for line in heads if line)
        self.parts.append(
            f"const $m{number} = (() => {{ // {name}\n{head}{body}return {{ {', '.join(exported)} }};\n}})();\n"
        )

    def _imported(self, name: str, found: re.Match[str]) -> str:
        path = posixpath.normpath(f"{posixpath.dirname(name)}/{found['path']}")
        names = [one.strip() for one in (found["names"] or "").split(",") if one.strip()]
        if path.startswith("vendor/"):
            self.foreign.setdefault(path, set()).update(names)
            return ""
        self.add(path)
        taken = ", ".join(one.replace(" as ", ": ") for one in names)
        return f"const {{ {taken} }} = $m{self.numbers[path]};\n" if taken else ""

    def text(self) -> str:
        """The whole script."""
        heads = [
            f"import {{ {', '.join(sorted(names))} }} from '{posixpath.relpath(path, self.folder)}';\n"
            for path, names in sorted(self.foreign.items())
        ]
        return "".join([*heads, *self.parts])


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """The script `entry` (a path like `js/lesson.js`) with its imports; it goes into the same folder.

    Raises UnknownFormError.
    """
    made = _Bundle(read, posixpath.dirname(entry))
    made.add(entry)
    return made.text()
