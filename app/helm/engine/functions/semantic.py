"""Semantic versions in templates. Follows github.com/Masterminds/sprig/v3 semver.go."""

from __future__ import annotations

from app.helm import semver
from app.helm.engine.values import Struct, method
from app.kubectl.output.gotemplate.builtins import CallError, Function


def _version(text: str) -> Struct:
    try:
        version = semver.parse(text)
    except semver.VersionError as wrong:
        raise CallError(str(wrong)) from None
    facts = {
        "Major": version.major, "Minor": version.minor, "Patch": version.patch, "Prerelease": version.prerelease,
        "Metadata": version.metadata, "Original": version.original, "String": str(version),
    }  # fmt: skip
    methods = {name: method(lambda value=value: value) for name, value in facts.items()}
    methods["Compare"] = method(lambda other: _compare(text, str(other)), "any")
    return Struct("*semver.Version", {}, methods, str(version))


def _compare(left: str, right: str) -> int:
    first, second = semver.parse(left), semver.parse(right)
    return (first > second) - (first < second)


def _allowed(constraint: str, version: str) -> bool:
    try:
        return semver.constraint(constraint).allows(semver.parse(version))
    except semver.VersionError as wrong:
        raise CallError(str(wrong)) from None


FUNCTIONS = {
    "semver": Function(_version, ("string",)),
    "semverCompare": Function(_allowed, ("string", "string")),
}
