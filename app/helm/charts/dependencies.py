"""Which subcharts take part, and what values they export to their parent.

Follows helm pkg/chart/v2/util/dependencies.go.
"""

from __future__ import annotations

import copy
from typing import Any

from app.helm import semver
from app.helm.charts.coalesce import Warn, coalesced, merged, tables
from app.helm.charts.coalesce import _silent as silent
from app.helm.charts.model import Chart
from app.helm.errors import HelmError

Table = dict[str, Any]


def process(chart: Chart, given: Table, warn: Warn = silent) -> None:
    """Drop the disabled subcharts, then import what the others export; the chart is changed."""
    _enabled(chart, given, "", warn)
    _imports(chart, warn)


def check_present(chart: Chart) -> None:
    """HelmError naming the dependencies of Chart.yaml that are not in charts/."""
    names = [child.metadata["name"] for child in chart.dependencies]
    missing = [str(d.get("name")) for d in chart.metadata.get("dependencies") or [] if d.get("name") not in names]
    if missing:
        raise HelmError(f"found in Chart.yaml, but missing in charts/ directory: {', '.join(missing)}")


def path_value(values: Table, path: str) -> Any:
    """The value at `a.b.c`; KeyError when a part is not there."""
    value: Any = values
    for part in path.split("."):
        if not isinstance(value, dict):
            raise KeyError(path)
        value = value[part]
    return value


def _enabled(chart: Chart, given: Table, path: str, warn: Warn) -> None:
    declared: list[Table] = chart.metadata.get("dependencies") or []
    if declared:
        chart.adopt(_selected(chart, declared))
        values = coalesced(chart, given)
        gone = _disabled(declared, values, path, warn)
        chart.adopt([child for child in chart.dependencies if child.metadata["name"] not in gone])
        named = [{**d, "name": d.get("alias") or d["name"], "enabled": True} for d in declared]
        chart.metadata["dependencies"] = [d for d in named if d["name"] not in gone]
    for child in chart.dependencies:
        inside = given.get(child.metadata["name"])
        prefix = f"{path}{child.metadata['name']}."
        _enabled(child, inside if isinstance(inside, dict) else _child_values(chart, child, given), prefix, warn)


def _child_values(chart: Chart, child: Chart, given: Table) -> Table:
    value = coalesced(chart, given).get(child.name)
    return value if isinstance(value, dict) else {}


def _selected(chart: Chart, declared: list[Table]) -> list[Chart]:
    """Subcharts nobody declares stay as they are; a declared one is taken once for every alias."""
    names = {str(d.get("name")) for d in declared}
    chosen = [child for child in chart.dependencies if child.metadata["name"] not in names]
    for dependency in declared:
        for child in chart.dependencies:
            if child.metadata["name"] == dependency.get("name") and _version_fits(dependency, child):
                taken = copy.copy(child)
                taken.metadata = dict(child.metadata)
                taken.adopt([copy.copy(inner) for inner in child.dependencies])
                if dependency.get("alias"):
                    taken.metadata["name"] = dependency["alias"]
                chosen.append(taken)
                break
    return chosen


def _version_fits(dependency: Table, child: Chart) -> bool:
    wanted = str(dependency.get("version") or "")
    if not wanted:
        return True
    try:
        return semver.constraint(wanted).allows(semver.parse(str(child.metadata.get("version"))))
    except semver.VersionError:
        return False


def _disabled(declared: list[Table], values: Table, path: str, warn: Warn) -> set[str]:
    tags = values.get("tags")
    gone = set()
    for dependency in declared:
        name = str(dependency.get("alias") or dependency["name"])
        enabled = _by_tags(dependency, tags if isinstance(tags, dict) else {})
        decided = _by_condition(dependency, values, path, warn)
        if not (enabled if decided is None else decided):
            gone.add(name)
    return gone


def _by_tags(dependency: Table, tags: Table) -> bool:
    states = [tags[tag] for tag in dependency.get("tags") or [] if isinstance(tags.get(tag), bool)]
    return not states or any(states)


def _by_condition(dependency: Table, values: Table, path: str, warn: Warn) -> bool | None:
    for condition in str(dependency.get("condition") or "").split(","):
        if not condition.strip():
            continue
        try:
            value = path_value(values, condition.strip())
        except KeyError:
            continue
        if isinstance(value, bool):
            return value
        warn(f"condition path '{condition}' for chart {dependency['name']} returned non-bool value")
    return None


def _imports(chart: Chart, warn: Warn) -> None:
    for child in chart.dependencies:
        _imports(child, warn)
    declared: list[Table] = chart.metadata.get("dependencies") or []
    if not any(dependency.get("import-values") for dependency in declared):
        return
    values = merged(chart, {}, warn)
    imported: Table = {}
    for dependency in declared:
        rules = [_spelled_out(rule) for rule in dependency.get("import-values") or []]
        if rules:
            dependency["import-values"] = rules
        for rule in rules:
            _import(dependency, rule, values, imported, warn)
    chart.values = tables(values, imported, "", True)


def _spelled_out(rule: Any) -> dict[str, str]:
    """A name alone is a table of the child's exports that goes to the top of the parent."""
    if isinstance(rule, dict):
        return {"child": str(rule.get("child", "")), "parent": str(rule.get("parent", ""))}
    return {"child": f"exports.{rule}", "parent": "."}


def _import(dependency: Table, rule: dict[str, str], values: Table, imported: Table, warn: Warn) -> None:
    name, source, target = str(dependency["name"]), rule["child"], rule["parent"]
    try:
        found = path_value(values, f"{name}.{source}")
    except KeyError:
        warn(f'ImportValues missing table from chart {dependency["name"]}: "{name}.{source}" is not a table')
        return
    if not isinstance(found, dict):
        return
    table: Table = copy.deepcopy(found)
    if target not in {"", "."}:
        for part in reversed(target.split(".")):
            table = {part: table}
    tables(imported, table, "", True)
