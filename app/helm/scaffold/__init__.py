"""The files of a new chart, in files/; CHARTNAME in them becomes the chart's name.

Follows helm pkg/chart/v2/util/create.go: the names of files, values and named templates, and what they render to.
"""

from __future__ import annotations

from importlib import resources

FILES = (
    "Chart.yaml", "values.yaml", ".helmignore", "templates/ingress.yaml", "templates/httproute.yaml",
    "templates/deployment.yaml", "templates/service.yaml", "templates/serviceaccount.yaml", "templates/hpa.yaml",
    "templates/NOTES.txt", "templates/_helpers.tpl", "templates/tests/test-connection.yaml",
)  # fmt: skip


def scaffold(name: str) -> dict[str, str]:
    """Text by path inside the chart, in the order of writing."""
    root = resources.files(__name__).joinpath("files")
    return {path: root.joinpath(path).read_text("utf-8").replace("CHARTNAME", name) for path in FILES}
