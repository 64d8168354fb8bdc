"""From a chart and values to hooks, manifests and notes.

Follows helm pkg/action/action.go: renderResources.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.helm import semver
from app.helm.call import Call
from app.helm.charts.model import Chart
from app.helm.charts.rendering import Capabilities, Facts, render_chart, values_for
from app.helm.engine.rendering import Options
from app.helm.errors import HelmError
from app.helm.releases import manifests
from app.helm.releases.model import Hook
from app.kubectl.errors import StatusError

_NOTES = "NOTES.txt"


@dataclass(frozen=True)
class Rendered:
    """What a chart has become."""

    hooks: list[Hook]
    objects: list[manifests.Manifest]
    notes: str
    manifest: str


class _Unanswered(Exception):  # noqa: N818 - a question to the cluster, not an error
    def __init__(self, question: tuple[str, str, str, str]) -> None:
        self.question = question


async def rendered(
    call: Call, chart: Chart, values: dict[str, Any], facts: Facts, capabilities: Capabilities, *,
    remote: bool, crds: bool = False,
) -> Rendered:  # fmt: skip
    """Render a chart; HelmError. With `remote`, `lookup` asks the cluster."""
    wanted = str(chart.metadata.get("kubeVersion", ""))
    warnings: list[str] = []
    check = not call.flags.on("skip-schema-validation")
    top = values_for(chart, values, facts, capabilities, check=check, warn=warnings.append)
    for warning in dict.fromkeys(warnings):
        await call.log("INFO", warning)
    if wanted and not _compatible(wanted, capabilities.version):
        text = f"chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {capabilities.version}"
        raise HelmError(text, partial=True)
    files = await _files(call, chart, top, remote)
    notes = _take_notes(call, chart, files)
    hooks, objects = manifests.sort(files)
    head = "".join(f"---\n# Source: {name}\n{file.text}\n" for name, file in chart.crds()) if crds else ""
    hidden = call.flags.on("hide-secret")
    return Rendered(hooks, objects, notes, head + manifests.document(objects, hide_secrets=hidden))


def _compatible(wanted: str, version: str) -> bool:
    try:
        return semver.constraint(wanted).allows(semver.parse(version))
    except semver.VersionError:
        return False


async def _files(call: Call, chart: Chart, top: Any, remote: bool) -> dict[str, str]:
    """Rendering cannot wait, so a question to the cluster ends it; with the answer it begins anew."""
    answers: dict[tuple[str, str, str, str], dict[str, Any]] = {}

    def lookup(*question: str) -> dict[str, Any]:
        if question not in answers:
            raise _Unanswered(question)  # type: ignore[arg-type]  # four texts
        return answers[question]

    while True:
        options = Options(call.machine.now(), call.randomness, lookup=lookup if remote else None)
        try:
            return render_chart(chart, top, options)
        except _Unanswered as asked:
            answers[asked.question] = await _answer(call, *asked.question)


async def _answer(call: Call, version: str, kind: str, namespace: str, name: str) -> dict[str, Any]:
    mapping = await call.connection.mapping(version, kind)
    if mapping is None:
        return {}
    try:
        return await call.connection.client.json("GET", mapping.path(namespace, name))
    except StatusError as refused:
        if refused.code == 404:
            return {}
        raise HelmError(refused.message) from None


def _take_notes(call: Call, chart: Chart, files: dict[str, str]) -> str:
    own = f"{chart.name}/templates/{_NOTES}"
    subcharts = call.flags.on("render-subchart-notes")
    names = sorted((name for name in files if name.endswith(_NOTES)), key=lambda name: (name != own, name))
    texts = {name: files.pop(name) for name in names}
    return "\n".join(text for name, text in texts.items() if (subcharts or name == own) and text)
