"""`helm get metadata`. Follows helm pkg/cmd/get_metadata.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.output import emit
from app.helm.release_reading import release_of
from app.helm.times import go_format

SHORT = "show the metadata of a release"
LONG = "Show name, chart, version, labels and state of a release."
ARGS = (1, 1)
_METHODS = {"ssa": "server-side apply", "csa": "client-side apply"}


async def run(call: Call) -> None:
    """Print the metadata."""
    release = await release_of(call)
    found = release.chart.metadata
    annotations = found.get("annotations") or {}
    dependencies = found.get("dependencies") or []
    names = ",".join(str(d.get("name", "")) for d in dependencies)
    deployed = go_format(0, "2006-01-02T15:04:05Z07:00", release.last_deployed)
    method = _METHODS.get(release.apply_method, "client-side apply (defaulted)")
    text = (
        f"NAME: {release.name}\nCHART: {found['name']}\nVERSION: {found['version']}\n"
        f"APP_VERSION: {found.get('appVersion', '')}\nANNOTATIONS: {_pairs(annotations)}\n"
        f"LABELS: {_pairs(release.stored)}\nDEPENDENCIES: {names}\nNAMESPACE: {release.namespace}\n"
        f"REVISION: {release.revision}\nSTATUS: {release.status}\nDEPLOYED_AT: {deployed}\nAPPLY_METHOD: {method}\n"
    )
    element = {"name": release.name, "chart": found["name"], "version": found["version"],
               "appVersion": str(found.get("appVersion", ""))}  # fmt: skip
    element |= {"annotations": annotations} if annotations else {}
    element |= {"labels": dict(sorted(release.stored.items()))} if release.stored else {}
    element |= {"dependencies": dependencies} if dependencies else {}
    element |= {"namespace": release.namespace, "revision": release.revision, "status": release.status,
                "deployedAt": deployed, "applyMethod": release.apply_method}  # fmt: skip
    await emit(call, element, text)


def _pairs(table: dict[str, str]) -> str:
    return ",".join(f"{key}={table[key]}" for key in sorted(table))
