"""`kubectl explain`: what the fields of a kind mean."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError, NoMatchError, PlainError
from app.kubectl.explaining import UNLIMITED, field_text, header, tree_of
from app.kubectl.openapi import schemas_of

SHORT = "Explain the fields of a kind of object"
OUTPUTS = ("plaintext", "plaintext-openapiv2")


async def run(call: Call) -> None:
    """Explain a kind, or the field at a path."""
    if not call.args:
        raise KubectlError(
            'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of '
            "supported resources."
        )
    if len(call.args) > 1:
        raise KubectlError("We accept only this format: explain RESOURCE")
    depth = _depth(call)
    if call.args[0].startswith("."):
        raise KubectlError("invalid jsonpath syntax, first node must be field node")
    mapping, path = await _resource(call, call.args[0])
    if call.flags.text("output") not in OUTPUTS:
        raise KubectlError(f"unrecognized format: {call.flags.text('output')}")
    schemas = await schemas_of(call, mapping)
    root = schemas.of_kind(mapping)
    if root is None:
        raise KubectlError(f'couldn\'t find resource for "{mapping}"')
    await call.write(header(mapping))
    found = tree_of(schemas, root, path)
    await call.write(field_text(schemas, found, depth=depth))


def _depth(call: Call) -> int:
    """How many levels of fields to show; 0 for one with its descriptions."""
    limit = call.flags.number("max-depth")
    if limit < 0:
        raise KubectlError("--max-depth must be non-negative")
    if limit and not call.flags.on("recursive"):
        raise KubectlError("--max-depth requires --recursive")
    return (limit or UNLIMITED) if call.flags.on("recursive") else 0


async def _resource(call: Call, word: str) -> tuple[Mapping, list[str]]:
    """The resource that the word begins with, in the version asked for, and the path of fields behind it."""
    parts = [part for part in word.rstrip(".").split(".") if part]
    catalogue = await call.discovery.catalogue(2)
    mapping, rest = None, parts[1:]
    for count in (len(parts), *range(min(len(parts), 6), 1, -1)):
        mapping = catalogue.find_in_group(parts[0], ".".join(parts[1:count])) if count > 1 else None
        if mapping is not None and mapping.group == ".".join(parts[1:count]):
            rest = parts[count:]
            break
        mapping = None
    if mapping is None:
        try:
            mapping = await call.discovery.find(parts[0], 2)
        except NoMatchError as wrong:
            raise PlainError(str(wrong)) from None
    if wanted := call.flags.text("api-version"):
        group, _, version = wanted.rpartition("/")
        exact = await call.discovery.for_object(wanted, mapping.kind)
        if exact is None and wanted in catalogue.versions:
            raise KubectlError(f"GVR ({group}/{version}, Resource={mapping.resource}) not found in OpenAPI schema")
        if exact is None:
            raise KubectlError(f'couldn\'t find resource for "{group}/{version}, Resource={mapping.resource}"')
        mapping = exact
    return mapping, rest
