"""The server's OpenAPI v3 documents: the schema of a kind, and its fields.

Follows kubernetes client-go/openapi. Documents are kept in the process by the hash in their address.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import orjson

from app.kubectl.call import Call
from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError

Node = dict[str, Any]
_PREFIX = "#/components/schemas/"
_documents: OrderedDict[str, Node] = OrderedDict()
_KEPT = 48


@dataclass(frozen=True)
class Schemas:
    """The schemas of one group version."""

    nodes: Node

    def resolve(self, node: Node) -> Node:
        """The schema that a reference (or an allOf with one) stands for."""
        name = ref_name(node)
        return self.nodes.get(name, {}) if name else node

    def of_kind(self, mapping: Mapping) -> Node | None:
        """The schema of a kind."""
        wanted = {"group": mapping.group, "version": mapping.version, "kind": mapping.kind}
        for node in self.nodes.values():
            listed = node.get("x-kubernetes-group-version-kind") or []
            if wanted in listed:
                return dict(node)
        return None


def ref_name(node: Node) -> str:
    """The name that a reference points to; empty for what is none."""
    for each in (node, *(node.get("allOf") or [])):
        if reference := each.get("$ref"):
            return str(reference).removeprefix(_PREFIX)
    return ""


async def schemas_of(call: Call, mapping: Mapping) -> Schemas:
    """The schemas of a resource's group version; KubectlError when the server publishes none."""
    index = await call.client.json("GET", "/openapi/v3", query=[("timeout", "32s")])
    path = f"apis/{mapping.api_version}" if mapping.group else f"api/{mapping.version}"
    entry = (index.get("paths") or {}).get(path)
    if entry is None:
        raise KubectlError(f'couldn\'t find resource for "{mapping}"')
    address = str(entry["serverRelativeURL"])
    key = f"{call.config.url}{address}" if "hash=" in address else ""
    if key and key in _documents:
        _documents.move_to_end(key)
        return Schemas(_documents[key])
    target, _, query = address.partition("?")
    pairs = [(part.partition("=")[0], part.partition("=")[2]) for part in query.split("&") if part]
    document = orjson.loads(await call.client.request("GET", target, query=pairs))
    nodes: Node = (document.get("components") or {}).get("schemas") or {}
    if key:
        _documents[key] = nodes
        while len(_documents) > _KEPT:
            _documents.popitem(last=False)
    return Schemas(nodes)
