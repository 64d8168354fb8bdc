"""`helm template`. Follows helm pkg/cmd/template.go."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from app.helm.actions.install import install
from app.helm.actions.preparing import Rendered
from app.helm.call import Call
from app.helm.charts.ignore import glob
from app.helm.errors import HelmError
from app.helm.installing import dry_run, install_options, kube_version, name_and_chart
from app.helm.locating import installable
from app.helm.releases import manifests
from app.helm.releases.model import Release
from app.helm.value_options import given_values
from app.kubectl.flags import Flag

SHORT = "show the manifests that a chart makes"
LONG = """Render a chart without installing it. The cluster is not asked: what charts would look up is made up, unless
--dry-run=server is given."""
ARGS = (1, None)
FLAGS = (
    Flag("validate", "bool", "false", hidden=True, deprecated="use '--dry-run=server' instead"),
    Flag("atomic", "bool", "false", hidden=True, deprecated="use --rollback-on-failure instead"),
    Flag("force", "bool", "false", hidden=True, deprecated="use --force-replace instead"),
)
_DEBUG_HINT = "\n\nUse --debug flag to render out invalid YAML"


async def run(call: Call) -> None:
    """Render and print, or write files with --output-dir."""
    flags = call.flags
    mode = await dry_run(call)
    name, chart_name = await name_and_chart(call, default="release-name")
    options = await install_options(call, name, mode, replace=True)
    options = replace(
        options, dry_run="server" if flags.on("validate") or options.dry_run == "server" else "client",
        is_upgrade=flags.on("is-upgrade"), kube_version=kube_version(flags.text("kube-version")),
        api_versions=tuple(flags.words("api-versions")), include_crds=flags.on("include-crds"),
    )  # fmt: skip
    chart = await installable(call, chart_name)
    values = await given_values(call)
    try:
        release, made = await install(call, options, chart, values)
    except HelmError as wrong:
        if wrong.partial and not call.debug:
            raise HelmError(f"{wrong}{_DEBUG_HINT}") from None
        raise
    if flags.text("output-dir"):
        await _write_files(call, release, made)
        return
    await _print(call, release)


async def _print(call: Call, release: Release) -> None:
    text = release.manifest.strip() + "\n"
    if not call.flags.on("no-hooks"):
        for hook in release.hooks:
            if not (call.flags.on("skip-tests") and "test" in hook.events):
                text += f"---\n# Source: {hook.path}\n{hook.manifest}\n"
    wanted = call.flags.words("show-only")
    await call.write(_selected(text, wanted) if wanted else text)


def _selected(text: str, wanted: list[str]) -> str:
    documents = manifests.split(text)
    found = []
    for pattern in wanted:
        expression = re.compile(glob(pattern))
        matching = [d for d in documents if (m := re.match(r"# Source: [^/]+/(.+)", d)) and expression.fullmatch(m[1])]
        if not matching:
            raise HelmError(f"could not find template {pattern} in chart")
        found += matching
    return "".join(f"---\n{document}\n" for document in found)


async def _write_files(call: Call, release: Release, made: Rendered) -> None:
    folder = call.flags.text("output-dir")
    if call.flags.on("release-name"):
        folder = posixpath.join(folder, release.name)
    parts = [(each.name, each.content) for each in made.objects]
    if not call.flags.on("no-hooks"):
        parts += [(hook.path, hook.manifest) for hook in release.hooks
                  if not (call.flags.on("skip-tests") and "test" in hook.events)]  # fmt: skip
    contents: dict[str, str] = {}
    for name, text in parts:
        contents[name] = contents.get(name, "") + f"---\n# Source: {name}\n{text}\n"
        path = posixpath.join(folder, name)
        call.machine.make_directory(posixpath.dirname(path))
        call.machine.write_file(path, contents[name].encode("utf-8", "surrogateescape"))
        await call.write(f"wrote {path}\n")
    await call.write("\n")
