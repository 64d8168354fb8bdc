"""`helm search repo`. Follows helm pkg/cmd/search_repo.go, pkg/cmd/search."""

from __future__ import annotations

from typing import Any

from app.helm import semver
from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.output import emit, table
from app.helm.repositories import configuration
from app.sim.regular import PatternError, compiled

SHORT = "look for charts in the repositories"
LONG = """Look for a word in the charts of the repositories that you have added; without one, all of them are shown.
Only the newest stable version of each is, unless --versions or --devel says otherwise."""
HEADER = ("NAME", "CHART VERSION", "APP VERSION", "DESCRIPTION")
Found = tuple[str, dict[str, Any]]


async def run(call: Call) -> None:
    """Print the charts."""
    flags = call.flags
    repositories = configuration.read(call)
    if not repositories.entries:
        raise HelmError("no repositories configured")
    wanted = flags.text("version") or (">0.0.0-0" if flags.on("devel") else ">0.0.0")
    try:
        allowed = semver.constraint(wanted)
    except semver.VersionError as wrong:
        problem = str(wrong).replace(": ", ': "', 1) + '"' if '"' not in str(wrong) else str(wrong)
        raise HelmError(f"an invalid version/constraint format: {problem}") from None
    found: list[Found] = []
    for entry in repositories.entries:
        try:
            index = configuration.cached(call, entry["name"], entry["url"])
        except HelmError:
            name = entry["name"]
            await call.log("WARN", f"repo {name!r} is corrupt or missing. Try 'helm repo update'.".replace("'", '"', 2))
            continue
        for chart, versions in index.entries.items():
            fitting = [each for each in versions if allowed.allows(semver.parse(str(each["version"])))]
            found += [(f"{entry['name']}/{chart}", each) for each in (fitting if flags.on("versions") else fitting[:1])]
    await _print(call, _matching(call, found))


def _matching(call: Call, found: list[Found]) -> list[Found]:
    """Those that have the word in them: in their name first, then elsewhere."""
    word = " ".join(call.args)
    if not word:
        return sorted(found, key=lambda each: each[0])
    if call.flags.on("regexp"):
        try:
            pattern = compiled(word)
        except PatternError as wrong:
            raise HelmError(str(wrong)) from None
        matches = [(0, each) for each in found if pattern.search(_text(each))]
    else:
        texts = [(_text(each).lower().find(word.lower()), each) for each in found]
        matches = [(place, each) for place, each in texts if place >= 0]
    return [each for _, each in sorted(matches, key=lambda match: (match[0], match[1][0]))]


def _text(found: Found) -> str:
    name, entry = found
    return "\v".join([name, str(entry.get("description", "")), *map(str, entry.get("keywords") or [])])


async def _print(call: Call, found: list[Found]) -> None:
    if not found and call.flags.on("fail-on-no-result"):
        raise HelmError("no results found")
    rows = [
        (name, str(entry["version"]), str(entry.get("appVersion", "")), str(entry.get("description", "")))
        for name, entry in found
    ]
    keys = ("name", "version", "app_version", "description")
    text = table([HEADER, *rows], call.flags.number("max-col-width")) if rows else "No results found\n"
    await emit(call, [dict(zip(keys, row, strict=True)) for row in rows], text)
