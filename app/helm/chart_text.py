"""What `helm show` prints of a chart. Follows helm pkg/action/show.go."""

from __future__ import annotations

from app.helm.charts.model import Chart
from app.helm.errors import HelmError
from app.helm.yaml_values import write_yaml
from app.kubectl.output.errors import OutputError
from app.kubectl.output.jsonpath import JSONPathPrinter

_READMES = ("readme.md", "readme.txt", "readme")


def chart_text(chart: Chart) -> str:
    """Chart.yaml as Helm understood it."""
    return write_yaml(chart.metadata)


def values_text(chart: Chart, path: str = "") -> str:
    """values.yaml as it is written, or what a JSONPath finds in it; HelmError."""
    if path:
        try:
            return JSONPathPrinter(path).print(chart.values)
        except OutputError as wrong:
            raise HelmError(f"error parsing jsonpath {path}: {wrong}") from None
    file = chart.file("values.yaml")
    return f"{file.text}\n" if file else ""


def readme_text(chart: Chart) -> str:
    """README.md."""
    file = next((file for file in chart.files if file.name.lower() in _READMES), None)
    return f"{file.text}\n" if file else ""


def crds_text(chart: Chart) -> str:
    """The files of crds/, one document each."""
    texts = []
    for _, file in chart.crds():
        texts.append(file.text if file.text.startswith("---") else f"---\n{file.text}")
    return "".join(f"{text}\n" for text in texts)


def all_text(chart: Chart) -> str:
    """Everything, with lines between."""
    text = f"{chart_text(chart)}\n"
    if values := values_text(chart):
        text += f"---\n{values}"
    if readme := readme_text(chart):
        text += f"---\n{readme}"
    return text + crds_text(chart)
