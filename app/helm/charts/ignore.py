""".helmignore: which files of a folder are no part of the chart. Follows helm pkg/ignore/rules.go."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.helm.errors import HelmError

ALWAYS = "templates/.?*"


@dataclass(frozen=True)
class Rule:
    """One line: a pattern, whether it excludes (`!`), whether it is for folders only, how it is compared."""

    pattern: re.Pattern[str]
    negated: bool
    folder_only: bool
    by: str  # "path", "name"

    def matches(self, path: str) -> bool:
        """Whether the pattern fits a path inside the chart."""
        return self.pattern.fullmatch(path if self.by == "path" else path.rpartition("/")[2]) is not None


def rules(text: str) -> list[Rule]:
    """The rules of a file, and the one that is always there; HelmError for `**`."""
    found = [_rule(line.strip()) for line in (*text.splitlines(), ALWAYS)]
    return [rule for rule in found if rule is not None]


def _rule(line: str) -> Rule | None:
    if not line or line.startswith("#"):
        return None
    if "**" in line:
        raise HelmError("double-star (**) syntax is not supported")
    negated, folder_only = line.startswith("!"), line.endswith("/")
    line = line.removeprefix("!").removesuffix("/")
    by = "path" if "/" in line else "name"
    return Rule(re.compile(glob(line.lstrip("/"))), negated, folder_only, by)


def ignored(found: list[Rule], path: str, is_folder: bool) -> bool:
    """Whether a file or folder is left out."""
    if path in {"", ".", "./"}:
        return False
    for rule in found:
        if rule.negated:
            if rule.folder_only and not is_folder:
                return True
            if not rule.matches(path):
                return True
        elif (not rule.folder_only or is_folder) and rule.matches(path):
            return True
    return False


def glob(pattern: str) -> str:
    """A regular expression for a pattern of Go's path.Match: `*` and `?` stop at slashes."""
    out, at = "", 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "*":
            out += "[^/]*"
        elif sign == "?":
            out += "[^/]"
        elif sign == "[" and (end := pattern.find("]", at + 2)) > 0:
            out += "[" + pattern[at + 1 : end].replace("\\", "\\\\") + "]"
            at = end
        elif sign == "\\" and at + 1 < len(pattern):
            at += 1
            out += re.escape(pattern[at])
        else:
            out += re.escape(sign)
        at += 1
    return out
