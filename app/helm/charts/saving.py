"""Writes charts as archives. Follows helm pkg/chart/v2/util/save.go."""

from __future__ import annotations

from app.helm.charts import archive
from app.helm.charts.model import Chart, File
from app.helm.yaml_values import write_yaml

_WRITTEN = ("Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json")


def packed(chart: Chart, now: float) -> bytes:
    """The archive of a chart with all that is in it."""
    return archive.pack(str(chart.metadata["name"]), files_of(chart), now)


def files_of(chart: Chart) -> list[File]:
    """Chart.yaml as it is understood now, then all other files as they are."""
    found = [File("Chart.yaml", write_yaml(chart.metadata).encode())]
    for name in _WRITTEN[1:]:
        file = chart.file(name)
        if file is not None:
            found.append(file)
    found += [file for file in chart.raw if file.name not in _WRITTEN and not file.name.startswith("charts/")]
    for child in chart.dependencies:
        folder = f"charts/{child.metadata['name']}"
        found += [File(f"{folder}/{file.name}", file.data, file.modified) for file in files_of(child)]
    return found
