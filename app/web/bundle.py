"""A page's scripts as one: what a script imports, in the order in which it runs, each in a scope of its own.

On a slow line every request costs more than the bytes it brings, and a page has dozens of small modules. Nothing is
rewritten but their `import` and `export` lines, in the one form in which our scripts and third parties' files have
them, and comments on lines of their own are left out of ours; where a line has another form, there is no bundle and the
page loads the modules one by one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field

_IMPORT = re.compile(r"^import (?:\{(?P<names>[^}]*)\} from )?'(?P<path>\.[^']+)';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (?P<name>\w+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import\b(?! ?\()|export\b|(?:const .* = )?await\b)", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)
_VENDOR_EXPORT = re.compile(r"\bexport\s*\{(?P<names>[^{}]*)\};?\s*(?://# sourceMappingURL=\S+\s*)?\Z")
_VENDOR_OTHER = re.compile(r"(?:^|[;}])\s*(?:import\s*[\w{*\"']|export\b)")
_VENDOR = "vendor/"


class UnknownFormError(Exception):
    """A script has an import or export that is not of our one form, or two scripts import each other."""


@dataclass
class _Bundle:
    read: Callable[[str], str]
    parts: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)  # by script
    exported: dict[str, list[str]] = field(default_factory=dict)  # by script
    open: list[str] = field(default_factory=list)  # scripts whose imports are being followed

    def add(self, name: str) -> None:
        """A script, after all that it imports."""
        if name in self.numbers:
            return
        if name in self.open:
            raise UnknownFormError(f"{name} imports itself")
        self.open.append(name)
        body, exports = self._vendor(name) if name.startswith(_VENDOR) else self._own(name)
        self.open.remove(name)
        number = self.numbers[name] = len(self.numbers)
        self.parts.append(f"const $m{number} = (() => {{ // {name}\n{body}return {{ {exports} }};\n}})();\n")

    def _own(self, name: str) -> tuple[str, str]:
        """A script of ours without its imports, and what it exports."""
        source = self.read(name)
        heads = [self._imported(name, found) for found in _IMPORT.finditer(source)]
        body = _IMPORT.sub("", source)
        exported = self.exported[name] = [found["name"] for found in _EXPORT.finditer(body)]
        body = _COMMENT.sub("", _EXPORT.sub("", body))
        if other := _OTHER.search(body):
            raise UnknownFormError(f"{name}: {other[0]}")
        return "".join(heads) + body, ", ".join(exported)

    def _vendor(self, name: str) -> tuple[str, str]:
        """A third party's module: one `export {a as A}` at its end, and no imports."""
        source = self.read(name)
        found = _VENDOR_EXPORT.search(source)
        if found is None or _VENDOR_OTHER.search(source, 0, found.start()):
            raise UnknownFormError(f"{name}: not one list of exports, at its end")
        pairs = [one.split(" as ") for one in found["names"].split(",")]
        return source[: found.start()] + "\n", ", ".join(f"{pair[-1].strip()}: {pair[0].strip()}" for pair in pairs)

    def _imported(self, name: str, found: re.Match[str]) -> str:
        path = posixpath.normpath(f"{posixpath.dirname(name)}/{found['path']}")
        names = [one.strip() for one in (found["names"] or "").split(",") if one.strip()]
        self.add(path)
        taken = ", ".join(one.replace(" as ", ": ") for one in names)
        return f"const {{ {taken} }} = $m{self.numbers[path]};\n" if taken else ""


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """The script `entry` (a path like `js/lesson.js`) with its imports, and its exports; it goes into the same folder.

    Raises UnknownFormError.
    """
    made = _Bundle(read)
    made.add(entry)
    exported = ", ".join(made.exported[entry])
    return "".join(made.parts) + (f"export const {{ {exported} }} = $m{made.numbers[entry]};\n" if exported else "")
