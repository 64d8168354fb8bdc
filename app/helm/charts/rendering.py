"""From a chart and values to what templates see, and to rendered files.

Follows helm pkg/engine/engine.go: allTemplates, pkg/chart/common/util/values.go: ToRenderValues, pkg/engine/files.go.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any

from app.helm.charts.coalesce import Warn, coalesced
from app.helm.charts.ignore import glob
from app.helm.charts.metadata import seen_by_templates
from app.helm.charts.model import Chart, File
from app.helm.charts.schema import check_all
from app.helm.engine.rendering import Options, Renderable, RenderError, render
from app.helm.engine.values import Bytes, Strings, Struct, Values, method
from app.helm.errors import HelmError
from app.helm.version import VERSION_INFO
from app.helm.yaml_values import write_yaml


@dataclass(frozen=True)
class Capabilities:
    """What the cluster can do: its version, and the group versions (and group/version/Kinds) that it serves."""

    version: str = "v1.37.0"
    major: str = "1"
    minor: str = "37"
    api_versions: tuple[str, ...] = ()

    def seen_by_templates(self) -> Struct:
        """`.Capabilities`."""
        known = frozenset(self.api_versions)
        listed = ApiVersions(
            "common.VersionSet", {}, {"Has": method(lambda version: version in known, "string")}, kind="slice"
        )
        listed.listed = self.api_versions
        kube = Struct(
            "common.KubeVersion", {"Version": self.version, "Major": self.major, "Minor": self.minor},
            {"GitVersion": method(lambda: self.version), "String": method(lambda: self.version)}, self.version,
        )  # fmt: skip
        helm = Struct("common.VersionInfo", {
            "Version": VERSION_INFO["version"], "GitCommit": VERSION_INFO["git_commit"],
            "GitTreeState": VERSION_INFO["git_tree_state"], "GoVersion": VERSION_INFO["go_version"],
        }, {}, "{" + " ".join(VERSION_INFO.values()) + "}")  # fmt: skip
        fields = {"KubeVersion": kube, "APIVersions": listed, "HelmVersion": helm}
        return Struct("*common.Capabilities", fields, {})


class ApiVersions(Struct):
    """A list of texts that can also be asked with `Has`."""

    listed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """`.Release`."""

    name: str
    namespace: str
    revision: int = 1
    is_upgrade: bool = False

    def seen_by_templates(self) -> dict[str, Any]:
        """`.Release`."""
        from app.kubectl.output.golang.values import Int  # noqa: PLC0415 - `int`, not int64

        return {
            "Name": self.name, "Namespace": self.namespace, "IsUpgrade": self.is_upgrade,
            "IsInstall": not self.is_upgrade, "Revision": Int(self.revision), "Service": "Helm",
        }  # fmt: skip


def values_for(
    chart: Chart, given: dict[str, Any], facts: Facts, capabilities: Capabilities, *, check: bool = True,
    warn: Warn = lambda _: None,
) -> Values:  # fmt: skip
    """The top of what a chart's templates see; HelmError when the values break a schema."""
    values = coalesced(chart, given, warn)
    if check:
        check_all(chart, values)
    return Values({
        "Chart": seen_by_templates(chart.metadata, True), "Capabilities": capabilities.seen_by_templates(),
        "Release": facts.seen_by_templates(), "Values": Values(values),
    })  # fmt: skip


def render_chart(chart: Chart, top: Values, options: Options) -> dict[str, str]:
    """Every rendered file by its path; HelmError."""
    files: dict[str, Renderable] = {}
    _collect(chart, top, files)
    try:
        return render(files, options)
    except RenderError as wrong:
        raise HelmError(str(wrong), partial=True) from None


def _collect(chart: Chart, above: dict[str, Any], files: dict[str, Renderable]) -> dict[str, Any]:
    scope = Values({
        "Chart": seen_by_templates(chart.metadata, chart.parent is None), "Files": files_object(chart.files),
        "Release": above["Release"], "Capabilities": above["Capabilities"], "Values": Values(), "Subcharts": {},
    })  # fmt: skip
    if chart.parent is None:
        scope["Values"] = above["Values"]
    else:
        inside = above["Values"].get(chart.name)
        if isinstance(inside, dict):
            scope["Values"] = Values(inside)
    for child in chart.dependencies:
        scope["Subcharts"][child.name] = _collect(child, scope, files)
    is_library = chart.metadata.get("type") == "library"
    base = f"{chart.full_path}/templates"
    for file in chart.templates:
        if is_library and not file.name.rpartition("/")[2].startswith("_"):
            continue
        files[f"{chart.full_path}/{file.name}"] = Renderable(file.text, scope, base)
    return scope


def files_object(files: list[File]) -> Struct:
    """`.Files`: the files that are neither templates nor Chart.yaml."""
    table = {file.name: file for file in files}

    def matching(pattern: str) -> Struct:
        wanted = re.compile(_files_pattern(pattern))
        return files_object([file for file in files if wanted.fullmatch(file.name)])

    def lines(name: str) -> Strings:
        text = table[name].text if name in table else ""
        return Strings(text.removesuffix("\n").split("\n")) if text else Strings()

    def as_config() -> str:
        return write_yaml({name.rpartition("/")[2]: file.text for name, file in table.items()}).removesuffix("\n")

    def as_secrets() -> str:
        encoded = {n.rpartition("/")[2]: base64.b64encode(file.data).decode() for n, file in table.items()}
        return write_yaml(encoded).removesuffix("\n")

    methods = {
        "Get": method(lambda name: table[name].text if name in table else "", "string"),
        "GetBytes": method(lambda name: Bytes(table[name].data if name in table else b""), "string"),
        "Glob": method(matching, "string"), "Lines": method(lines, "string"), "AsConfig": method(as_config),
        "AsSecrets": method(as_secrets),
    }  # fmt: skip
    contents = {name: Bytes(file.data) for name, file in table.items()}
    text = "map[" + " ".join(f"{name}:{contents[name]}" for name in sorted(contents)) + "]"
    return Struct("engine.files", contents, methods, text, kind="map")


def _files_pattern(pattern: str) -> str:
    """A pattern of gobwas/glob with `/` as separator: `**` crosses folders, `{a,b}` is either."""
    pieces = re.split(r"(\*\*|\{[^}]*\})", pattern)
    out = ""
    for piece in pieces:
        if piece == "**":
            out += ".*"
        elif piece.startswith("{"):
            out += "(?:" + "|".join(_files_pattern(part) for part in piece[1:-1].split(",")) + ")"
        else:
            out += glob(piece)
    return out
