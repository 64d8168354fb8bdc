"""A release as install, upgrade, status and get show it.

Follows helm pkg/cmd/status.go: statusPrinter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.helm.charts.coalesce import coalesced
from app.helm.colours import Palette
from app.helm.output import sorted_maps
from app.helm.releases.model import Release
from app.helm.times import ansic
from app.helm.yaml_values import write_yaml

PLAIN = Palette(False)


def status_text(
    release: Release, *, metadata: bool = False, debug: bool = False, hide_notes: bool = False, resources: str = "",
    palette: Palette = PLAIN,
) -> str:  # fmt: skip
    """The table form."""
    lines = [f"NAME: {release.name}\n"]
    if release.last_deployed:
        lines.append(f"LAST DEPLOYED: {ansic(release.last_deployed)}\n")
    namespace, status = palette.namespace(release.namespace), palette.status(release.status)
    lines.append(f"NAMESPACE: {namespace}\nSTATUS: {status}\nREVISION: {release.revision}\n")
    if metadata:
        found = release.chart.metadata
        lines.append(f"CHART: {found.get('name', '')}\nVERSION: {found.get('version', '')}\n"
                     f"APP_VERSION: {found.get('appVersion', '')}\n")  # fmt: skip
    lines.append(f"DESCRIPTION: {release.description}\n")
    if resources:
        lines.append(f"RESOURCES:\n{resources}\n")
    lines.append(_tests(release))
    if debug:
        lines.append(f"USER-SUPPLIED VALUES:\n{write_yaml(release.config)}\n")
        computed = coalesced(release.chart, release.config or {})
        lines.append(f"COMPUTED VALUES:\n{write_yaml(computed)}\n")
    if debug or release.description.lower() == "dry run complete":
        lines.append(f"HOOKS:\n{hooks_text(release)}MANIFEST:\n{release.manifest}\n")
    if not hide_notes and release.notes:
        lines.append(f"NOTES:\n{release.notes.strip()}\n")
    return "".join(lines)


def _tests(release: Release) -> str:
    tests = [hook for hook in release.hooks if "test" in hook.events]
    if not tests:
        return "TEST SUITE: None\n"
    return "".join(
        f"TEST SUITE:     {hook.name}\nLast Started:   {ansic(hook.started)}\n"
        f"Last Completed: {ansic(hook.completed)}\nPhase:          {hook.phase}\n"
        for hook in tests if hook.started
    )  # fmt: skip


def hooks_text(release: Release) -> str:
    """Every hook under the name of its file."""
    return "".join(f"---\n# Source: {hook.path}\n{hook.manifest}\n" for hook in release.hooks)


def release_json(release: Release, *, chart: bool = True, resources: Mapping[str, Sequence[Any]] | None = None) -> Any:
    """As -o json has it: fields in their order, maps sorted."""
    found = release.json(with_chart=chart)
    if resources:
        info = dict(found["info"])
        notes = info.pop("notes", None)
        found["info"] = {**info, **({"notes": notes} if notes else {}), "resources": sorted_maps(dict(resources))}
    if "config" in found:
        found["config"] = sorted_maps(found["config"])
    if chart:
        inner = dict(found["chart"])
        inner["values"] = sorted_maps(inner["values"]) if inner["values"] else None
        inner["files"] = inner["files"] or None
        inner["templates"] = inner["templates"] or None
        found["chart"] = inner
    return found
