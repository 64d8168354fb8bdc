"""Reads charts from folders and archives.

Follows helm pkg/chart/v2/loader/{load,directory}.go and internal/ignore.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import Any

from app.helm.charts import archive, ignore, metadata
from app.helm.charts.model import Chart, File
from app.helm.errors import HelmError
from app.helm.times import NANOSECONDS
from app.helm.yaml_values import ValuesError, load_any, load_map
from app.kubectl.machine import Machine

_MAX_FILES = 5000
_BOM = b"\xef\xbb\xbf"


def load(machine: Machine, path: str) -> Chart:
    """The chart at a path, a folder or an archive; HelmError in Helm's words."""
    if machine.kind_of(path) == "directory":
        return from_files(folder_files(machine, path))
    try:
        data = machine.read_file(path)
    except OSError as wrong:
        raise HelmError(f"open {path}: {(wrong.strerror or '').lower()}") from None
    return from_files(archive.unpack(data))


def folder_files(machine: Machine, path: str) -> list[File]:
    """The files of a chart's folder that .helmignore leaves in."""
    root = posixpath.normpath(posixpath.join(machine.cwd, path))
    try:
        text = machine.read_file(f"{root}/.helmignore").decode("utf-8", "replace")
    except OSError:
        text = ""
    found: list[File] = []
    _walk(machine, root, "", ignore.rules(text), found)
    return found


def _walk(machine: Machine, root: str, inside: str, rules: list[ignore.Rule], found: list[File]) -> None:
    for name in machine.list_directory(posixpath.join(root, inside)):
        path = posixpath.join(inside, name)
        full = f"{root}/{path}"
        is_folder = machine.kind_of(full) == "directory"
        if ignore.ignored(rules, path, is_folder):
            continue
        if is_folder:
            _walk(machine, root, path, rules, found)
            continue
        if len(found) >= _MAX_FILES:
            raise HelmError("too many files in chart")
        try:
            data = machine.read_file(full)
        except OSError as wrong:
            raise HelmError(f"error reading {path}: {(wrong.strerror or '').lower()}") from None
        found.append(File(path, data.removeprefix(_BOM), int(machine.now() * NANOSECONDS)))


def from_files(files: list[File], *, any_version: bool = False) -> Chart:
    """The chart that files make up; HelmError. `any_version` takes an unknown apiVersion for v2."""
    by_name = {file.name: file for file in files}
    chart = Chart({}, raw=files)
    if "Chart.yaml" not in by_name:
        raise HelmError("Chart.yaml file is missing")
    try:
        chart.metadata = metadata.parse(by_name["Chart.yaml"].data)
    except ValuesError as wrong:
        raise HelmError(f"cannot load Chart.yaml: {wrong}") from None
    if not chart.metadata.get("apiVersion"):
        chart.metadata["apiVersion"] = "v1"
    elif chart.metadata["apiVersion"] not in {"v1", "v2"} and not any_version:
        raise HelmError("invalid chart apiVersion")
    inner: dict[str, list[File]] = {}
    for file in files:
        _place(chart, file, inner)
    _legacy_requirements(chart, by_name)
    metadata.validate(chart.metadata)
    chart.adopt([_subchart(chart, name, inside) for name, inside in inner.items() if _is_chart(name, inside)])
    return chart


def _place(chart: Chart, file: File, inner: dict[str, list[File]]) -> None:
    name = file.name
    if name == "Chart.yaml":
        return
    if name == "Chart.lock":
        chart.lock = _document(file, "Chart.lock")
    elif name == "values.yaml":
        chart.values = _values(file)
    elif name == "values.schema.json":
        chart.schema = file.data
    elif name in {"requirements.yaml", "requirements.lock"} and chart.metadata["apiVersion"] == "v1":
        chart.files.append(file)
    elif name.startswith("templates/"):
        chart.templates.append(file)
    elif name.startswith("charts/"):
        if not name.endswith(".prov"):
            rest = name.removeprefix("charts/")
            inner.setdefault(rest.partition("/")[0], []).append(File(rest, file.data, file.modified))
    else:
        chart.files.append(file)


def _document(file: File, name: str) -> dict[str, Any]:
    try:
        value = load_any(file.data)
    except ValuesError as wrong:
        raise HelmError(f"cannot load {name}: {wrong}") from None
    return value if isinstance(value, dict) else {}


def _values(file: File) -> dict[str, Any]:
    try:
        return load_map(file.data)
    except ValuesError as wrong:
        raise HelmError(f"cannot load values.yaml: cannot unmarshal yaml document: {wrong}") from None


def _legacy_requirements(chart: Chart, by_name: dict[str, File]) -> None:
    if chart.metadata["apiVersion"] != "v1":
        return
    if "requirements.yaml" in by_name:
        found = _document(by_name["requirements.yaml"], "requirements.yaml").get("dependencies")
        if found:
            chart.metadata["dependencies"] = found
    if "requirements.lock" in by_name:
        chart.lock = _document(by_name["requirements.lock"], "requirements.lock")


def _is_chart(name: str, files: Iterable[File]) -> bool:
    single = len(list(files)) == 1
    if name.startswith(("_", ".")):
        return False
    return name.endswith(".tgz") or not single or any("/" in file.name for file in files)


def _subchart(chart: Chart, name: str, files: list[File]) -> Chart:
    try:
        if name.endswith(".tgz"):
            return from_files(archive.unpack(files[0].data))
        inside = [File(file.name.partition("/")[2], file.data, file.modified) for file in files]
        return from_files([file for file in inside if file.name])
    except HelmError as wrong:
        raise HelmError(f"error unpacking subchart {name} in {chart.name}: {wrong}") from None
