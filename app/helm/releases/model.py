"""A release, its hooks, and its JSON, which is the same as the real program's.

Follows helm pkg/release/v1/{release,info,hook}.go.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from app.helm.charts.model import Chart, File
from app.helm.times import parse_rfc3339, rfc3339

_ZERO_TIME = "0001-01-01T00:00:00Z"
UNKNOWN = "unknown"
DEPLOYED = "deployed"
UNINSTALLED = "uninstalled"
SUPERSEDED = "superseded"
FAILED = "failed"
UNINSTALLING = "uninstalling"
PENDING_INSTALL = "pending-install"
PENDING_UPGRADE = "pending-upgrade"
PENDING_ROLLBACK = "pending-rollback"
PENDING = (PENDING_INSTALL, PENDING_UPGRADE, PENDING_ROLLBACK)


@dataclass
class Hook:
    """An object that runs at events of its release. Times are nanoseconds since 1970, 0 for never."""

    name: str
    kind: str
    path: str
    manifest: str
    events: tuple[str, ...]
    weight: int = 0
    delete_policies: tuple[str, ...] = ()
    log_policies: tuple[str, ...] = ()
    started: int = 0
    completed: int = 0
    phase: str = ""

    def json(self) -> dict[str, Any]:
        """As Go writes it."""
        run: dict[str, Any] = {"phase": self.phase}
        if self.started:
            run = {"started_at": rfc3339(self.started), **run}
        if self.completed:
            run["completed_at"] = rfc3339(self.completed)
        found: dict[str, Any] = {
            "name": self.name, "kind": self.kind, "path": self.path, "manifest": self.manifest,
            "events": list(self.events), "last_run": run,
        }  # fmt: skip
        if self.weight:
            found["weight"] = self.weight
        if self.delete_policies:
            found["delete_policies"] = list(self.delete_policies)
        if self.log_policies:
            found["output_log_policies"] = list(self.log_policies)
        return found

    @staticmethod
    def read(found: dict[str, Any]) -> Hook:
        """The hook of a JSON object."""
        run = found.get("last_run") or {}
        return Hook(
            found.get("name", ""), found.get("kind", ""), found.get("path", ""), found.get("manifest", ""),
            tuple(found.get("events") or ()), int(found.get("weight") or 0),
            tuple(found.get("delete_policies") or ()), tuple(found.get("output_log_policies") or ()),
            parse_rfc3339(run.get("started_at") or _ZERO_TIME), parse_rfc3339(run.get("completed_at") or _ZERO_TIME),
            run.get("phase", ""),
        )  # fmt: skip


@dataclass
class Release:
    """One revision of a release. `labels` are the user's own; `stored` those that the Secret carries."""

    name: str
    namespace: str
    revision: int
    chart: Chart
    config: dict[str, Any] | None
    manifest: str = ""
    hooks: list[Hook] = field(default_factory=list)
    status: str = UNKNOWN
    description: str = ""
    notes: str = ""
    first_deployed: int = 0
    last_deployed: int = 0
    deleted: int = 0
    apply_method: str = "ssa"
    rollback_revision: int = 0  # the revision that this one went back to
    labels: dict[str, str] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)

    @property
    def chart_name(self) -> str:
        """`web-0.1.0`."""
        metadata = self.chart.metadata
        return f"{metadata['name']}-{metadata['version']}" if metadata else "MISSING"

    @property
    def app_version(self) -> str:
        """The chart's appVersion."""
        return str(self.chart.metadata.get("appVersion", "")) if self.chart.metadata else "MISSING"

    def info(self) -> dict[str, Any]:
        """Times, status, notes as Go writes them."""
        found: dict[str, Any] = {}
        for key, moment in (("first_deployed", self.first_deployed), ("last_deployed", self.last_deployed),
                            ("deleted", self.deleted)):  # fmt: skip
            if moment:
                found[key] = rfc3339(moment)
        if self.description:
            found["description"] = self.description
        found["status"] = self.status
        if self.notes:
            found["notes"] = self.notes
        if self.rollback_revision:
            found["rollback_revision"] = self.rollback_revision
        return found

    def json(self, *, with_chart: bool = True) -> dict[str, Any]:
        """As Go writes it, in the order of its fields."""
        found: dict[str, Any] = {"name": self.name, "info": self.info()}
        if with_chart:
            found["chart"] = chart_json(self.chart)
        if self.config:
            found["config"] = self.config
        if self.manifest:
            found["manifest"] = self.manifest
        if self.hooks:
            found["hooks"] = [hook.json() for hook in self.hooks]
        if self.revision:
            found["version"] = self.revision
        found["namespace"] = self.namespace
        if self.apply_method:
            found["apply_method"] = self.apply_method
        return found

    @staticmethod
    def read(found: dict[str, Any]) -> Release:
        """The release of a JSON object."""
        info = found.get("info") or {}
        return Release(
            found.get("name", ""), found.get("namespace", ""), int(found.get("version") or 0),
            chart_of(found.get("chart") or {}), found.get("config"), found.get("manifest", ""),
            [Hook.read(hook) for hook in found.get("hooks") or []], info.get("status", UNKNOWN),
            info.get("description", ""), info.get("notes", ""), parse_rfc3339(info.get("first_deployed") or _ZERO_TIME),
            parse_rfc3339(info.get("last_deployed") or _ZERO_TIME), parse_rfc3339(info.get("deleted") or _ZERO_TIME),
            found.get("apply_method", ""), int(info.get("rollback_revision") or 0),
        )  # fmt: skip


def _file_json(file: File) -> dict[str, Any]:
    return {
        "name": file.name, "data": base64.b64encode(file.data).decode(),
        "modtime": rfc3339(file.modified) if file.modified else _ZERO_TIME,
    }  # fmt: skip


def chart_json(chart: Chart) -> dict[str, Any]:
    """A chart as it is stored with its release; its subcharts are not."""
    chart_file = chart.file("Chart.yaml")
    return {
        "metadata": chart.metadata or None, "lock": chart.lock,
        "templates": [_file_json(file) for file in chart.templates], "values": chart.values,
        "schema": base64.b64encode(chart.schema).decode() if chart.schema is not None else None,
        "schemamodtime": _ZERO_TIME, "files": [_file_json(file) for file in chart.files],
        "modtime": rfc3339(chart_file.modified) if chart_file and chart_file.modified else _ZERO_TIME,
    }  # fmt: skip


def chart_of(found: dict[str, Any]) -> Chart:
    """The chart of a stored release."""
    from app.helm.yaml_values import floats  # noqa: PLC0415 - as encoding/json decodes numbers

    schema = found.get("schema")
    return Chart(
        found.get("metadata") or {}, floats(found.get("values") or {}),
        [_file_of(file) for file in found.get("templates") or []],
        [_file_of(file) for file in found.get("files") or []],
        schema=base64.b64decode(schema) if schema else None, lock=found.get("lock"),
    )  # fmt: skip


def _file_of(found: dict[str, Any]) -> File:
    data = base64.b64decode(found.get("data") or "")
    return File(found.get("name", ""), data, parse_rfc3339(found.get("modtime") or _ZERO_TIME))
