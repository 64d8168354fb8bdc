"""A chart's values under those that the user gives: tables merged, nulls removing keys, globals passed down.

Follows helm pkg/chart/common/util/coalesce.go.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from app.helm.charts.model import Chart

Table = dict[str, Any]
Warn = Callable[[str], None]


def _silent(_: str) -> None:
    pass


def coalesced(chart: Chart, given: Table, warn: Warn = _silent) -> Table:
    """All values of a chart and its subcharts; nulls are gone."""
    return _chart(chart, copy.deepcopy(given), "", False, warn)


def merged(chart: Chart, given: Table, warn: Warn = _silent) -> Table:
    """As `coalesced`, but nulls stay, for what is coalesced again later."""
    return _chart(chart, copy.deepcopy(given), "", True, warn)


def _chart(chart: Chart, target: Table, prefix: str, keep_nulls: bool, warn: Warn) -> Table:
    _own_values(chart, target, prefix, keep_nulls, warn)
    for child in chart.dependencies:
        inside = target.get(child.name)
        if child.name not in target:
            target[child.name] = {}
        elif not isinstance(inside, dict):
            continue
        path = f"{prefix}.{chart.metadata.get('name', '')}" if prefix else chart.name
        _globals(target[child.name], target, path, warn)
        target[child.name] = _chart(child, target[child.name], path, keep_nulls, warn)
    return target


def _globals(target: Table, source: Table, prefix: str, warn: Warn) -> None:
    above, below = source.get("global", {}), target.get("global", {})
    if "global" in source and not isinstance(above, dict):
        warn("warning: skipping globals because source is not a table.")
        return
    if "global" in target and not isinstance(below, dict):
        warn("warning: skipping globals because destination is not a table.")
        return
    merged_globals = copy.deepcopy(below)
    for key, value in above.items():
        here = merged_globals.get(key)
        if isinstance(value, dict) and isinstance(here, dict):
            merged_globals[key] = tables(copy.deepcopy(value), here, f"{prefix}.{key}", True, warn)
        elif isinstance(here, dict) and not isinstance(value, dict):
            warn(f"key is table. Skipping: {prefix}.{key}" if prefix else f"key is table. Skipping: {key}")
        else:
            merged_globals[key] = copy.deepcopy(value)
    target["global"] = merged_globals


def _own_values(chart: Chart, target: Table, prefix: str, keep_nulls: bool, warn: Warn) -> None:
    path = f"{prefix}.{chart.name}" if prefix else chart.name
    defaults = copy.deepcopy(chart.values)
    subcharts = {child.name for child in chart.dependencies}
    for key, value in defaults.items():
        default = value if keep_nulls or key in subcharts else _without_nulls(value)
        if key not in target:
            if default is not None or keep_nulls:
                target[key] = default
            continue
        here = target[key]
        if here is None and not keep_nulls:
            del target[key]
        elif isinstance(here, dict):
            if not isinstance(default, dict):
                if default is not None:
                    warn(f"warning: skipped value for {path}.{key}: Not a table.")
            else:
                tables(here, default, f"{path}.{key}", keep_nulls or key in subcharts, warn)


def _without_nulls(value: Any) -> Any:
    """Defaults that are null count as not there."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return value


def tables(target: Table, source: Table, prefix: str = "", keep_nulls: bool = False, warn: Warn = _silent) -> Table:
    """`source` under `target`, which wins and is changed."""
    for key, value in source.items():
        path = f"{prefix}.{key}" if prefix else key
        if key not in target:
            target[key] = value
            continue
        here = target[key]
        if here is None and not keep_nulls:
            del target[key]
        elif isinstance(value, dict):
            if isinstance(here, dict):
                tables(here, value, path, keep_nulls, warn)
            elif here is not None:
                warn(f"warning: cannot overwrite table with non table for {path} (map[{_shown(value)}])")
        elif isinstance(here, dict) and value is not None:
            warn(f"warning: destination for {path} is a table. Ignoring non-table value ({_plain(value)})")
    return target


def _shown(table: Table) -> str:
    return " ".join(f"{key}:{_plain(value)}" for key, value in sorted(table.items()))


def _plain(value: Any) -> str:
    from app.kubectl.output.golang.printing import format_value  # noqa: PLC0415 - only for warnings

    return format_value(value)
