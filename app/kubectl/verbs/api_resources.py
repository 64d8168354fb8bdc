"""`kubectl api-resources`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.columns import aligned
from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError, UsageError
from app.kubectl.flags import Flag
from app.kubectl.printing import DATA, emit, object_printer
from app.sim.go_strings import go_list

SHORT = "List the resources that the server serves"
FLAGS = {
    "verbs": Flag("verbs", "strings", "[]", help="Only resources that support all of these verbs"),
    "categories": Flag("categories", "strings", "[]", help="Only resources of all of these categories"),
}


async def run(call: Call) -> None:
    """Print the resources that fit the flags."""
    flags = call.flags
    if call.args:
        raise UsageError(f"unexpected arguments: {go_list(call.args)}")
    output, sort_by = flags.text("output"), flags.text("sort-by")
    printer = object_printer(call, allowed=(*DATA, "name"), also=("wide",), ordered=True)
    if sort_by not in ("", "name", "kind"):
        raise KubectlError("--sort-by accepts only name or kind")
    found = _sorted([m for m in await _all(call) if _fits(call, m)], sort_by)
    if printer is not None:
        await emit(call, printer, _document(found))
        return
    if output == "name":
        await call.write("".join(f"{mapping.qualified}\n" for mapping in found))
        return
    await call.write(aligned(_rows(call, found, wide=output == "wide")))


async def _all(call: Call) -> list[Mapping]:
    catalogue = None
    if not call.flags.on("cached"):
        catalogue = await call.discovery.refreshed()
    catalogue = catalogue or await call.discovery.catalogue()
    return [mapping for mapping in catalogue.preferred_mappings() if mapping.verbs]


def _fits(call: Call, mapping: Mapping) -> bool:
    flags = call.flags
    if flags.changed("api-group") and mapping.group != flags.text("api-group"):
        return False
    if flags.changed("namespaced") and mapping.namespaced != flags.on("namespaced"):
        return False
    if not set(flags.words("verbs")) <= set(mapping.verbs):
        return False
    return set(flags.words("categories")) <= set(mapping.categories)


def _sorted(found: list[Mapping], sort_by: str) -> list[Mapping]:
    if sort_by == "kind":
        return sorted(found, key=lambda mapping: mapping.kind)
    if sort_by == "name":
        return sorted(found, key=lambda mapping: mapping.resource)
    return sorted(found, key=lambda mapping: (mapping.group, mapping.resource))


def _rows(call: Call, found: list[Mapping], *, wide: bool) -> list[list[str]]:
    header = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND", *(["VERBS", "CATEGORIES"] if wide else [])]
    rows = [] if call.flags.on("no-headers") else [header]
    for mapping in found:
        row = [mapping.resource, ",".join(mapping.short_names), mapping.api_version]
        row += ["true" if mapping.namespaced else "false", mapping.kind]
        rows.append(row + ([",".join(mapping.verbs), ",".join(mapping.categories)] if wide else []))
    return rows


def _document(found: list[Mapping]) -> dict[str, Any]:
    resources = []
    for mapping in found:
        entry: dict[str, Any] = {
            "name": mapping.resource, "singularName": mapping.singular, "namespaced": mapping.namespaced,
            "group": mapping.group, "version": mapping.version, "kind": mapping.kind, "verbs": list(mapping.verbs),
            "shortNames": list(mapping.short_names), "categories": list(mapping.categories),
        }  # fmt: skip
        optional = ("group", "version", "shortNames", "categories")
        resources.append({key: value for key, value in entry.items() if value or key not in optional})
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "", "resources": resources}
