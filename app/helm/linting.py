"""The rules of `helm lint`. Follows helm pkg/chart/v2/lint/rules."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from app.helm import semver
from app.helm.call import Call
from app.helm.charts import archive, loading
from app.helm.charts.dependencies import process
from app.helm.charts.metadata import FIELDS
from app.helm.charts.model import Chart, File
from app.helm.charts.rendering import Capabilities, Facts, render_chart, values_for
from app.helm.engine.rendering import Options
from app.helm.errors import HelmError
from app.helm.installing import kube_version
from app.helm.releases.manifests import split
from app.helm.version import DEFAULT_API_VERSIONS
from app.helm.yaml_values import ValuesError, load_any, load_map
from app.sim.names import is_subdomain

INFO, WARNING, ERROR = 1, 2, 3
Table = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """Something that a rule has to say about a file."""

    severity: int
    path: str
    text: str


async def lint(call: Call, path: str, values: Table) -> tuple[list[Message], str]:
    """(messages, why the chart could not even be looked at)."""
    machine = call.machine
    try:
        if path.endswith((".tgz", ".tar.gz")):
            files = archive.unpack(machine.read_file(path))
        elif machine.kind_of(posixpath.join(path, "Chart.yaml")):
            files = loading.folder_files(machine, path)
        else:
            where = posixpath.join(path, "Chart.yaml") if path != "." else "Chart.yaml"
            return [], f"unable to check Chart.yaml file in chart: stat {where}: no such file or directory"
    except OSError as wrong:
        return [], f"unable to open tarball: open {path}: {(wrong.strerror or '').lower()}"
    except HelmError as wrong:
        return [], str(wrong)
    messages = _chart_file(files)
    messages += _values_file(files, values)
    messages += await _templates(call, files, values)
    messages += _dependencies(machine.cwd, path, files)
    return messages, ""


def _file(files: list[File], name: str) -> File | None:
    return next((file for file in files if file.name == name), None)


def _chart_file(files: list[File]) -> list[Message]:
    file = _file(files, "Chart.yaml")
    found: list[Message] = []

    def say(severity: int, text: str) -> None:
        found.append(Message(severity, "Chart.yaml", text))

    try:
        raw = load_any(file.data if file else b"")
    except ValuesError as wrong:
        say(ERROR, f"unable to parse YAML\n\t{wrong}")
        return found
    chart: Table = raw if isinstance(raw, dict) else {}
    strange = [key for key in chart if key not in FIELDS]
    if strange:
        problem = f'error unmarshaling JSON: while decoding JSON: json: unknown field "{strange[0]}"'
        say(WARNING, f"failed to strictly parse chart metadata file\n\t{problem}")
    _required(chart, say)
    return found


def _required(chart: Table, say: Any) -> None:
    name, version = chart.get("name"), chart.get("version")
    if not name:
        say(ERROR, "name is required")
    elif name != posixpath.basename(str(name)):
        say(ERROR, f'chart name "{name}" is invalid')
    api = chart.get("apiVersion")
    if not api:
        say(ERROR, 'apiVersion is required. The value must be either "v1" or "v2"')
    elif api not in {"v1", "v2"}:
        say(ERROR, f'apiVersion \'{api}\' is not valid. The value must be either "v1" or "v2"')
    if version is not None and not isinstance(version, str):
        say(ERROR, f"version should be of type string but it's of type {_go_type(version)}")
    if chart.get("appVersion") is not None and not isinstance(chart["appVersion"], str):
        say(ERROR, f"appVersion should be of type string but it's of type {_go_type(chart['appVersion'])}")
    _version(str(version or ""), say)
    _people(chart, say)


def _version(version: str, say: Any) -> None:
    if not version:
        say(ERROR, "version is required")
        return
    try:
        parsed = semver.parse(version)
    except semver.VersionError:
        say(ERROR, f"version '{version}' is not a valid SemVer")
        return
    if not parsed > semver.Version(0, 0, 0, "0"):
        say(ERROR, f"version {version} is less than or equal to 0")


def _people(chart: Table, say: Any) -> None:
    for maintainer in chart.get("maintainers") or []:
        if not isinstance(maintainer, dict) or not maintainer.get("name"):
            say(ERROR, "each maintainer requires a name")
        elif maintainer.get("email") and "@" not in str(maintainer["email"]):
            say(ERROR, f"invalid email '{maintainer['email']}' for maintainer '{maintainer['name']}'")
    for source in chart.get("sources") or []:
        if "://" not in str(source):
            say(ERROR, f"invalid source URL '{source}'")
    icon = chart.get("icon")
    if not icon:
        say(INFO, "icon is recommended")
    elif "://" not in str(icon):
        say(ERROR, f"invalid icon URL '{icon}'")
    if chart.get("type", "application") not in {"", "application", "library"}:
        say(ERROR, f"chart type is not valid in apiVersion '{chart.get('apiVersion')}'. It is valid in apiVersion 'v2'")
    version = str(chart.get("version") or "")
    try:
        semver.parse_strict(version)
    except semver.VersionError:
        say(WARNING, f"version '{version}' is not a valid SemVerV2")


def _go_type(value: Any) -> str:
    return "bool" if isinstance(value, bool) else "float64"


def _values_file(files: list[File], given: Table) -> list[Message]:
    file = _file(files, "values.yaml")
    if file is None:
        return [Message(INFO, "values.yaml", "file does not exist")]
    try:
        load_map(file.data)
    except ValuesError as wrong:
        return [Message(ERROR, "values.yaml", f"unable to parse YAML: {wrong}")]
    return []


async def _templates(call: Call, files: list[File], given: Table) -> list[Message]:
    if not any(file.name.startswith("templates/") for file in files):
        return [Message(WARNING, "templates/", "directory does not exist")]
    try:
        chart = loading.from_files(files, any_version=True)
    except HelmError as wrong:
        return [Message(ERROR, "templates/", str(wrong))]
    namespace = call.namespace
    facts = Facts("test-release", namespace)
    base = kube_version(call.flags.text("kube-version")) or Capabilities()
    capabilities = Capabilities(base.version, base.major, base.minor, DEFAULT_API_VERSIONS)
    notes: list[tuple[str, str, str]] = []
    try:
        process(chart, given)
        top = values_for(chart, given, facts, capabilities, check=not call.flags.on("skip-schema-validation"))
        options = Options(call.machine.now(), call.randomness, lint=True, log=lambda *note: notes.append(note))
        rendered = render_chart(chart, top, options)
    except HelmError as wrong:
        return [Message(ERROR, "templates/", str(wrong))]
    for level, title, message in notes:
        await call.log(level, title, message=message)
    return [message for file in chart.templates for message in _manifest(chart, file, rendered)]


def _manifest(chart: Chart, file: File, rendered: dict[str, str]) -> list[Message]:
    extension = file.name.rpartition(".")[2]
    if extension not in {"yaml", "yml", "tpl", "txt"}:
        problem = f"file extension '.{extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt"
        return [Message(ERROR, file.name, problem)]
    text = rendered.get(f"{chart.name}/{file.name}", "")
    if not file.name.endswith((".yaml", ".yml")) or not text.strip():
        return []
    found = []
    for document in split(text):
        try:
            value = load_any(document)
        except ValuesError as wrong:
            problem = str(wrong).removeprefix("error converting YAML to JSON: ")
            found.append(Message(ERROR, file.name, f"unable to parse YAML: error converting YAML to JSON: {problem}"))
            break
        if isinstance(value, dict):
            found += _named(file.name, value)
    return found


def _named(path: str, value: Table) -> list[Message]:
    metadata = value.get("metadata")
    name = str((metadata.get("name") if isinstance(metadata, dict) else "") or "")
    if str(value.get("kind", "")).endswith("List"):
        return []
    problems = [f'metadata.name: Invalid value: "{name}": {wrong}' for wrong in is_subdomain(name)]
    if not problems:
        return []
    problem = problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"
    text = f'object name does not conform to Kubernetes naming requirements: "{name}": {problem}'
    return [Message(WARNING, path, text)]


def _dependencies(cwd: str, path: str, files: list[File]) -> list[Message]:
    try:
        chart = loading.from_files(files, any_version=True)
    except HelmError as wrong:
        return [Message(ERROR, "", f"unable to load chart\n\t{wrong}")]
    full = posixpath.normpath(posixpath.join(cwd, path))
    declared = [str(d.get("name")) for d in chart.metadata.get("dependencies") or []]
    present = [child.metadata["name"] for child in chart.dependencies]
    found = []
    missing = [name for name in declared if name not in present]
    if missing:
        text = f"chart directory is missing these dependencies: {','.join(missing)}"
        found.append(Message(WARNING, full, text))
    extra = [name for name in present if name not in declared]
    if extra:
        text = f"chart metadata is missing these dependencies: {','.join(extra)}"
        found.append(Message(ERROR, full, text))
    return found
