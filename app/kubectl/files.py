"""Files of manifests: paths, directories, standard input, addresses and kustomizations, read into documents.

Follows kubernetes cli-runtime/pkg/resource: builder.go FilenameParam, visitor.go StreamVisitor and FlattenListVisitor.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.kubectl import object_meta
from app.kubectl.call import Call
from app.kubectl.client import body_of
from app.kubectl.discovery import unknown_kind
from app.kubectl.errors import ConnectionFailure, DocumentError, ErrorList, KubectlError, raise_all, socket_error
from app.kubectl.manifests import JsonError, ManifestError, documents_in
from app.kubectl.output.json_text import compact_json
from app.network.http import Headers, Request
from app.network.network import ConnectError
from app.network.tls import Trust
from app.sim.go_strings import quote

EXTENSIONS = (".json", ".yaml", ".yml")
UNTYPED = {
    "kind": "Object 'Kind' is missing in 'object has no kind field '",
    "apiVersion": "Object 'apiVersion' is missing in 'object has no apiVersion field'",
}
UNTYPED_OBJECT = 'unable to get type info from the object "*unstructured.Unstructured"'
STOP = "if you choose to ignore these errors, turn validation off with --validate=false"


@dataclass(frozen=True)
class Document:
    """One object of a file."""

    source: str
    object: dict[str, Any]
    listed: bool = False  # whether it is one of a list's items


@dataclass
class Documents:
    """Objects in order, with errors where a document was none; `single`: one path that is a plain file."""

    documents: list[Document | Exception] = field(default_factory=list)
    single: bool = False


async def documents(
    call: Call, files: Sequence[str], kustomize: str = "", recursive: bool = False, *, validate: bool = False
) -> Documents:
    """All objects of the given paths. Paths that do not exist are raised, broken documents are part of the answer."""
    found = Documents()
    if kustomize:
        from app.kubectl.kustomize import build  # noqa: PLC0415 - it reads manifests itself

        try:
            found.documents = [Document(kustomize, obj) for obj in await build(call, kustomize)]
        except KubectlError as wrong:
            found.documents = [DocumentError(str(wrong))]
        return found
    sources = await read_sources(call, files, recursive)
    found.single = len(files) == 1 and files[0] != "-" and len(sources) == 1
    for source, data in sources:
        seen: list[dict[str, Any]] = []
        mode = call.validation() if validate else ""
        found.documents += stream(source, data, mode, seen)
        if mode == "Warn":
            await _warn_of_unchecked(call, seen)
    return found


async def _warn_of_unchecked(call: Call, seen: list[dict[str, Any]]) -> None:
    """Say that what the server does not know cannot be checked by it."""
    catalogue = await call.discovery.catalogue()
    for obj in seen:
        if catalogue.for_object(str(obj.get("apiVersion", "")), str(obj.get("kind", "")), exact=True) is None:
            told = "cannot perform warn validation if server-side field validation is unsupported, skipping validation"
            await call.log.line("W", "schema.go:145", told)


async def read_sources(call: Call, files: Sequence[str], recursive: bool = False) -> list[tuple[str, bytes]]:
    """(name, contents) of every file meant."""
    sources: list[tuple[str, bytes]] = []
    errors: list[Exception] = []
    for path in files:
        try:
            sources += await _read(call, path, recursive)
        except KubectlError as wrong:
            errors.append(wrong)
    raise_all(errors)
    return sources


async def _read(call: Call, path: str, recursive: bool) -> list[tuple[str, bytes]]:
    machine = call.machine
    if path in ("-", "/dev/stdin"):
        return [("STDIN" if path == "-" else path, await machine.stdin.read())]
    if path.startswith(("http://", "https://")):
        return [(path, await download(call, path))]
    kind = machine.kind_of(path)
    if kind == "file":
        return [(path, machine.read_file(path))]
    if kind == "directory":
        names = walk(call, path, recursive)
        if not names:
            raise KubectlError(f"error reading [{path}]: recognized file extensions are [{' '.join(EXTENSIONS)}]")
        return [(name, machine.read_file(name)) for name in names]
    if any(char in path for char in "*?[") and (matching := _matching(call, path)):
        return [source for each in matching for source in await _read(call, each, recursive)]
    raise KubectlError(f"the path {quote(path)} does not exist")


def _matching(call: Call, pattern: str) -> list[str]:
    directory, slash, name = pattern.rpartition("/")
    if call.machine.kind_of(directory or ".") != "directory":
        return []
    listed = call.machine.list_directory(directory or ".")
    return [f"{directory}{slash}{each}" for each in listed if fnmatch.fnmatchcase(each, name)]


def walk(call: Call, directory: str, recursive: bool) -> list[str]:
    """The manifests in a directory, in lexical order; subdirectories only when asked."""
    found = []
    prefix = "" if directory in (".", "./") else directory.rstrip("/") + "/"
    for name in call.machine.list_directory(directory):
        path = f"{prefix}{name}"
        kind = call.machine.kind_of(path)
        if kind == "directory" and recursive:
            found += walk(call, path, recursive)
        elif kind == "file" and name.endswith(EXTENSIONS):
            found.append(path)
    return found


async def download(call: Call, url: str) -> bytes:
    """What is at an address; KubectlError when the server refuses."""
    from app.kubectl.kubeconfig import split_url  # noqa: PLC0415

    scheme, host, port, path = split_url(url)
    request = Request("GET", path or "/", Headers([("Host", host), ("User-Agent", "Go-http-client/1.1")]))
    try:
        response = await call.machine.http(host, port, request, tls=Trust(host) if scheme == "https" else False)
    except ConnectError as wrong:
        raise ConnectionFailure("Get", url, f"{host}:{port}", socket_error(wrong, host, port)) from None
    if response.status != 200:
        shown = f"{response.status} {response.reason}"
        raise KubectlError(f"unable to read URL {quote(url)}, server reported {shown}, status code={response.status}")
    return await body_of(response)


def stream(
    source: str, data: bytes, validate: str, seen: list[dict[str, Any]] | None = None
) -> list[Document | Exception]:
    """The objects in a text, with errors where a document was none; `seen` gets the documents as they stand."""
    found: list[Document | Exception] = []
    parts = documents_in(data)
    while True:
        try:
            obj = next(parts)
        except StopIteration:
            return found
        except ManifestError as wrong:
            told = "" if isinstance(wrong, JsonError) else "error converting YAML to JSON: "
            found.append(DocumentError(f"error parsing {source}: {told}{wrong}"))
            return found
        if obj is None:
            continue
        if validate and (problem := problem_of(obj, deep=validate == "Strict")):
            found.append(KubectlError(f"error validating {quote(source)}: error validating data: {problem}; {STOP}"))
            return found
        if seen is not None and isinstance(obj, dict):
            seen.append(obj)
        found += _decoded(source, obj)


def problem_of(obj: Any, *, deep: bool = False) -> str:
    """What an object lacks to be looked at: `kind not set`; "" when nothing."""
    if not isinstance(obj, dict):
        return "invalid object to validate"
    problems = _untyped(obj)
    if deep and not problems and (obj["apiVersion"], obj["kind"]) == ("v1", "List"):
        if not isinstance(obj.get("items"), list):
            return "invalid object to validate"
        problems = list(dict.fromkeys(each for item in obj["items"] for each in _untyped(item)))
    return problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]" if problems else ""


def _untyped(obj: Any) -> list[str]:
    """What is wrong with an object's apiVersion and kind. Follows kubectl/pkg/validation/schema.go: getObjectKind."""
    if not isinstance(obj, dict):
        return ["invalid object to validate"]
    values = [(key, obj.get(key)) for key in ("apiVersion", "kind")]
    unset = [f"{key} not set" for key, value in values if value is None]
    return unset + [
        f"{key} isn't string type" for key, value in values if value is not None and not isinstance(value, str)
    ]


def _decoded(source: str, obj: Any) -> list[Document | Exception]:
    if problem := _undecodable(obj):
        return [DocumentError(f"unable to decode {quote(source)}: {problem}")]
    return _flattened(source, obj)


def _undecodable(obj: Any) -> str:
    """Why a document is no object, as encoding/json tells the decoder of unstructured objects; empty when it is one.

    Follows kubernetes apimachinery/pkg/apis/meta/v1/unstructured/helpers.go: Decode
    """
    if not isinstance(obj, dict):
        return _unfit(obj, "Go value of type unstructured.detector")
    kind, version, items = obj.get("kind"), obj.get("apiVersion"), obj.get("items")
    if not isinstance(kind, str) or not kind or str(version).count("/") > 1:
        return f"Object 'Kind' is missing in '{compact_json(obj)}'"
    if version is not None and not isinstance(version, str):
        return _unfit(version, "Go struct field metadataOnlyObject.TypeMeta.apiVersion of type string")
    if items is not None and not isinstance(items, list):
        return _unfit(items, "Go struct field decodeList.items of type []json.RawMessage")
    for item in items or []:
        if item is not None and not isinstance(item, dict):
            return _unfit(item, "Go value of type map[string]interface {}")
    return object_meta.problem(obj) if version else ""


def _unfit(value: Any, into: str) -> str:
    return f"json: cannot unmarshal {object_meta.json_kind(value)} into {into}"


def _flattened(source: str, obj: dict[str, Any]) -> list[Document | Exception]:
    items = obj.get("items")
    if not (str(obj["kind"]).endswith("List") and (isinstance(items, list) or items is None)):
        return [Document(source, obj)]
    found: list[Document | Exception] = []
    wrong: list[Exception] = []
    for each in items or []:
        item = each or {}
        if obj["kind"] != "List":
            item = {"apiVersion": obj.get("apiVersion"), "kind": str(obj["kind"])[: -len("List")], **item}
        missing = [told for key, told in UNTYPED.items() if not item.get(key)]
        if missing:
            wrong.append(DocumentError(f"{UNTYPED_OBJECT}: {missing[0]}"))
        else:
            found += [
                replace(each, listed=True) if isinstance(each, Document) else each for each in _flattened(source, item)
            ]
    return [*found, ErrorList(wrong, kept=True)] if wrong else found


def unknown(document: Document, name: str, namespace: str) -> Exception:
    """That the server has no such kind; items of lists are told of in fewer words."""
    api_version, kind = str(document.object.get("apiVersion", "")), str(document.object.get("kind", ""))
    if not document.listed:
        return unknown_kind(api_version, kind, name, namespace, document.source)
    told = f"unable to recognize no matches for kind {quote(kind)} in version {quote(api_version)}"
    return ErrorList([KubectlError(told)], kept=True)
