"""Creating one object that a verb has made up: dry runs, the last-applied annotation, the request, what is printed.

Follows kubernetes kubectl/pkg/cmd/create/create.go: CreateSubcommandOptions.Run.
"""

from __future__ import annotations

import hashlib
from typing import Any

from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.discovery import Mapping
from app.kubectl.errors import ConnectionFailure, KubectlError, PathError, StatusError
from app.kubectl.last_applied import with_last_applied
from app.kubectl.printing import Results
from app.kubectl.resources import Info
from app.sim.randomness import NAME_ALPHABET

Object = dict[str, Any]

CORE = "v1"
METADATA = (
    "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp",
    "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
)  # fmt: skip
PLURALS = {"Ingress": "ingresses", "PriorityClass": "priorityclasses"}


def mapping_for(obj: Object, *, namespaced: bool = True) -> Mapping:
    """The resource of an object of a kind that kubectl knows by heart."""
    group, _, version = str(obj["apiVersion"]).rpartition("/")
    kind = str(obj["kind"])
    return Mapping(group, version, PLURALS.get(kind, kind.lower() + "s"), kind, namespaced, kind.lower())


def metadata(call: Call, name: str, *, namespaced: bool = True, **more: Any) -> Object:
    """An object's metadata; the namespace stands in it only when it was given."""
    if namespaced and call.namespace_given:
        return {"name": name, "namespace": call.namespace, **more}
    return {"name": name, **more}


def suffix(call: Call, text: str, length: int = 5) -> str:
    """Letters that end a generated name; another moment or another process gives others."""
    digest = hashlib.sha256(f"{text} {call.machine.now()} {call.machine.pid()}".encode()).digest()
    return "".join(NAME_ALPHABET[byte % len(NAME_ALPHABET)] for byte in digest[:length])


def in_order(obj: Object) -> Object:
    """The object with the keys at its top in the order of Go's structs, as typed objects are printed."""
    metadata = obj["metadata"]
    known = {key: metadata[key] for key in METADATA if key in metadata}
    return {"kind": obj["kind"], "apiVersion": obj["apiVersion"], **obj, "metadata": {**known, **metadata}}


def create_query(call: Call, dry_run: str = "none", manager: str = "") -> list[tuple[str, str]]:
    """The query parameters of a create."""
    query = [("fieldManager", manager or str(call.option("field-manager", "kubectl-create")))]
    if "validate" in call.flags:
        query.append(("fieldValidation", call.validation()))
    if dry_run == "server":
        query.append(("dryRun", "All"))
    return query


async def create(call: Call, obj: Object, *, namespaced: bool = True, failure: str = "", manager: str = "") -> Object:
    """Create the object and print the outcome. With `failure`, errors read `failed to create x: ...`."""
    mapping = mapping_for(obj, namespaced=namespaced)
    dry_run = await call.dry_run()
    results = Results(call, dry_run, ordered=True)
    obj = in_order(with_cause(call, obj))
    if "validate" in call.flags:
        call.validation()
    if call.option("save-config", False):
        obj = with_last_applied(obj, ordered=True)
    if dry_run != "client":
        obj = await post(call, mapping, obj, dry_run, failure, manager)
    await results.done(mapping, obj, "created")
    return obj


async def post(
    call: Call, mapping: Mapping, obj: Object, dry_run: str = "none", failure: str = "", manager: str = ""
) -> Object:
    """Send a create request; the object as the server made it."""
    query = create_query(call, dry_run, manager)
    try:
        return await call.client.json("POST", mapping.path(call.namespace), obj, query=query)
    except (StatusError, ConnectionFailure, PathError) as wrong:
        if failure:
            raise KubectlError(f"{failure}{wrong}") from None
        raise


async def post_info(call: Call, info: Info, obj: Object, dry_run: str) -> Object:
    """Send an object of a file to be created; a version that it carries is that of another object."""
    metadata = obj.get("metadata")
    if isinstance(metadata, dict) and metadata.get("resourceVersion"):
        obj = {**obj, "metadata": {key: value for key, value in metadata.items() if key != "resourceVersion"}}
    return await call.client.json("POST", info.collection, obj, query=create_query(call, dry_run))


def pairs(words: list[str], what: str) -> dict[str, str]:
    """`key=value` words as a mapping; KubectlError names the one that is none."""
    found = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise KubectlError(what.format(word))
        found[key] = value
    return found
