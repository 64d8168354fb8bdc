"""`kubectl explain`: what the fields of a kind mean."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError, NoMatchError, PlainError
from app.kubectl.explaining import UNLIMITED, field_text, header, tree_of
from app.kubectl.explaining_classic import explanation
from app.kubectl.openapi import schemas_of
from app.kubectl.output.jsonpath import JSONPathError, parse
from app.kubectl.output.jsonpath.nodes import Constant, Field

SHORT = "Explain the fields of a kind of object"
CLASSIC = "plaintext-openapiv2"
OUTPUTS = ("plaintext", CLASSIC)


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
    if call.flags.text("output") == CLASSIC:
        found = tree_of(schemas, root, path)
        await call.write(explanation(schemas, mapping, found, recursive=depth > 0))
        return
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
    name, _, rest = word.partition(".")
    wanted = call.flags.text("api-version")
    try:
        mapping = await call.discovery.find(name, 2)
    except NoMatchError as wrong:
        raise PlainError(str(wrong)) from None
    if not wanted and (qualified := await _in_group(call, mapping, word)) is not None:
        mapping, rest = qualified
    path = _fields(rest)
    if wanted:
        catalogue = await call.discovery.catalogue(2)
        group, _, version = wanted.rpartition("/")
        exact = await call.discovery.for_object(wanted, mapping.kind)
        if exact is None and wanted in catalogue.versions:
            raise KubectlError(f"GVR ({group}/{version}, Resource={mapping.resource}) not found in OpenAPI schema")
        if exact is None:
            raise KubectlError(f'couldn\'t find resource for "{group}/{version}, Resource={mapping.resource}"')
        mapping = exact
    return mapping, path


async def _in_group(call: Call, mapping: Mapping, word: str) -> tuple[Mapping, str] | None:
    """The resource whose full name (`ingresses.networking.k8s.io`) begins the word, and what follows its next dot.

    Follows kubernetes kubectl/pkg/explain/explain.go: SplitAndParseResourceRequestWithMatchingPrefix.
    """
    catalogue = await call.discovery.catalogue(2)
    for each in catalogue.by_name.get(mapping.resource, [mapping]):
        if each.resource == mapping.resource and word.startswith(each.qualified):
            return each, word.removeprefix(each.qualified).partition(".")[2]
    return None


def _fields(path: str) -> list[str]:
    """The names of a path of fields, as a JSONPath expression has them; KubectlError for anything else."""
    path = path.removesuffix(".")
    try:
        nodes = parse("{." + path + "}")
    except JSONPathError as wrong:
        raise KubectlError(str(wrong)) from None
    names = [node.name for part in nodes if not isinstance(part, Constant) for node in part if isinstance(node, Field)]
    if ".".join(names) != path or "'" in path:
        raise KubectlError("invalid jsonpath syntax, first node must be field node")
    return names if path else []
