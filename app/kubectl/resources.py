"""The resource builder: which objects a command line means, by type and name, by selector, or from files.

Follows kubernetes cli-runtime/pkg/resource: builder.go, visitor.go, selector.go, helper.go.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.kubectl.arguments import MISSING, split_args
from app.kubectl.call import Call
from app.kubectl.discovery import Mapping
from app.kubectl.errors import ErrorList, Failure, KubectlError, StatusError, UsageError, raise_all
from app.kubectl.files import Document, documents, read_sources, unknown
from app.kubectl.go_types import SCHEME, TYPED, unregistered
from app.kubectl.output.json_text import compact_json
from app.kubectl.selectors import provided
from app.sim import label_syntax
from app.sim.go_strings import quote

ACROSS = "a resource cannot be retrieved by name across all namespaces"
Object = dict[str, Any]
Parameters = Sequence[tuple[str, str]]


@dataclass
class Info:
    """One object meant: where it lives, and what is known of it (from a file or from the server)."""

    mapping: Mapping
    namespace: str  # "" for cluster-scoped resources
    name: str
    source: str = ""  # the file, empty for arguments
    object: Object | None = None
    stray: bool = False  # its file names no namespace

    def path(self, subresource: str = "") -> str:
        """The object's path on the server; KubectlError for an object without a name."""
        if not self.name:
            raise KubectlError("resource name may not be empty")
        return self.mapping.path(self.namespace, self.name, subresource)

    @property
    def collection(self) -> str:
        """The path of the objects of its kind and namespace."""
        return self.mapping.path(self.namespace)

    @property
    def kind_name(self) -> str:
        """`deployment.apps`."""
        return self.mapping.kind_name

    @property
    def label(self) -> str:
        """`deployment.apps/web`."""
        return f"{self.kind_name}/{self.name}"

    def describe(self) -> str:
        """The lines by which apply names an object in errors."""
        return (
            f'Resource: "{self.mapping}", GroupVersionKind: "{self.mapping.gvk_text}"\n'
            f'Name: "{self.name}", Namespace: "{self.namespace}"'
        )


@dataclass
class Selection:
    """What was meant. `errors` came up while looking; `single` says that one object was meant by its name.

    `lists` holds the server's answers (object lists) for the types that were listed, in order.
    """

    infos: list[Info] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    single: bool = False
    by_file: bool = False

    async def visit(self, act: Callable[[Info], Awaitable[None]], *, stop: bool = False) -> None:
        """Act on each object; errors are raised together at the end (at once with `stop`)."""
        errors: list[Exception] = []
        for info in self.infos:
            try:
                await act(info)
            except ErrorList as several:
                errors += several.errors
            except Failure as wrong:
                errors.append(wrong)
            if errors and stop:
                break
        raise_all([*errors, *self.errors])


@dataclass(frozen=True)
class Query:
    """How to look: what comes from flags.

    `fetch`: "" (names are not looked up), "get" (each name is), "latest" (objects of files too).
    """

    args: Sequence[str] = ()
    files: Sequence[str] = ()
    kustomize: str = ""
    recursive: bool = False
    selector: str | None = None
    field_selector: str | None = None
    all_namespaces: bool = False
    everything: bool = False  # --all
    all_excludes_names: bool = False  # whether --all and names contradict each other; else names win
    bare_type: bool = True  # a type alone means all of its objects
    fetch: str = "get"
    validate: bool = False  # objects of files are checked for kind and apiVersion first
    chunk: int = 500
    local: bool = False  # do not talk to the server
    namespace: str = ""  # instead of the call's
    ignore_missing: bool = False
    nameless: bool = False  # objects of files without a name are left as they are, not fetched
    by_file_labels: bool = False  # a selector looks at objects as files have them, not as the server does
    subresource: str = ""


def query_of(call: Call, args: Sequence[str] | None = None, **more: Any) -> Query:
    """A query from the usual flags of a verb (those that it has)."""
    get = call.option
    known: dict[str, Any] = {
        "args": call.args if args is None else args, "files": get("filename", []) or [],
        "kustomize": get("kustomize", "") or "", "recursive": get("recursive", False),
        "selector": get("selector") or None, "field_selector": get("field-selector") or None,
        "all_namespaces": get("all-namespaces", False), "everything": get("all", False),
    }  # fmt: skip
    if isinstance(known["files"], str):
        known["files"] = [known["files"]]
    return Query(**{**known, **more})


def require_files(call: Call) -> None:
    """`must specify one of -f and -k` unless one is given."""
    if not call.option("filename") and not call.option("kustomize"):
        raise KubectlError("must specify one of -f and -k")


async def select(call: Call, query: Query) -> Selection:
    """Find the objects. Wrong arguments are raised; objects that are missing are in `errors`."""
    selection = await _select(call, query)
    command = call.command.path.partition(" ")[0]
    if not call.classic and command in TYPED:
        unversioned = [info for info in selection.infos if info.source and not (info.object or {}).get("apiVersion")]
        selection.errors += [_unversioned(info) for info in unversioned]
        selection.infos = [info for info in selection.infos if info not in unversioned]
        unknown = [info for info in selection.infos if info.object and info.mapping.group not in SCHEME]
        selection.errors += _untyped(command, unknown, listed=len(query.args) == 1 and "/" not in query.args[0])
        selection.infos = [info for info in selection.infos if info not in unknown]
    return selection


def _untyped(command: str, infos: list[Info], *, listed: bool) -> list[KubectlError]:
    """What a typed command says of objects that it has no types for: of each file, of each list, of each object."""
    files = [
        KubectlError(f"unable to decode {quote(info.source)}: {unregistered(command, info.mapping)}")
        for info in infos
        if info.source
    ]
    others = dict.fromkeys(info.mapping for info in infos if not info.source)
    return [*files, *(unregistered(command, mapping, listed=listed) for mapping in others)]


def _unversioned(info: Info) -> KubectlError:
    text = compact_json(info.object)
    return KubectlError(f"unable to decode {quote(info.source)}: Object 'apiVersion' is missing in '{text}'")


async def _select(call: Call, query: Query) -> Selection:
    tuples, types, names = split_args(query.args)
    if query.files and query.kustomize:
        raise KubectlError("only one of -f or -k can be specified")
    if query.kustomize and query.recursive:
        raise KubectlError("the -k flag can't be used with -f or -R")
    if query.files or query.kustomize:
        await read_sources(call, [path for path in query.files if path != "-"], query.recursive)
        if types or names or tuples:
            raise KubectlError("when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well")  # fmt: skip # noqa: E501
        return await _by_files(call, query)
    selecting = query.selector is not None or query.field_selector is not None
    selecting = selecting or (query.everything and (query.all_excludes_names or (bool(types) and not names)))
    if selecting or (types and not names and query.bare_type):
        if tuples:
            raise KubectlError("selectors and the all flag cannot be used when passing resource/name arguments")
        if names:
            raise KubectlError("name cannot be provided when a selector is specified")
        if not types:
            raise KubectlError("at least one resource must be specified to use a selector")
        return await _by_selector(call, query, types)
    if tuples:
        return await _by_tuples(call, query, tuples)
    if names:
        mappings = await mappings_of(call, types, len(types) + 4)
        return await _by_names(call, query, [(mapping, name) for mapping in mappings for name in names])
    if types:
        await mappings_of(call, types)
        raise KubectlError("resource(s) were provided, but no name was specified")
    raise KubectlError(MISSING)


async def mappings_of(call: Call, types: Sequence[str], attempts: int = 5) -> list[Mapping]:
    """The resources of type words; a category such as `all` stands for several."""
    found: list[Mapping] = []
    for word in types:
        catalogue = await call.discovery.catalogue(attempts)
        members = [m for m in catalogue.category(word) if "list" in m.verbs]
        found += members or [await call.discovery.find(word, attempts)]
    return list(dict.fromkeys(found))


async def _by_tuples(call: Call, query: Query, tuples: list[tuple[str, str]]) -> Selection:
    if query.all_namespaces:
        raise KubectlError(ACROSS)
    return await _by_names(call, query, [(await call.discovery.find(word, 4), name) for word, name in tuples])


async def _by_names(call: Call, query: Query, wanted: list[tuple[Mapping, str]]) -> Selection:
    if query.all_namespaces:
        raise KubectlError(ACROSS)
    selection = Selection(single=len(wanted) == 1)
    for mapping, name in wanted:
        namespace = (query.namespace or call.namespace) if mapping.namespaced else ""
        info = Info(mapping, namespace, name)
        if await _retrieved(call, query, info, selection, bool(query.fetch)):
            selection.infos.append(info)
    return selection


async def _retrieved(call: Call, query: Query, info: Info, selection: Selection, wanted: bool) -> bool:
    """Get the object if it is wanted; False (and an error noted) when that fails."""
    if not wanted:
        return True
    try:
        info.object = await retrieve(call, info, query.subresource)
    except StatusError as wrong:
        if not (query.ignore_missing and wrong.reason == "NotFound"):
            selection.errors.append(wrong)
        return False
    return True


async def retrieve(
    call: Call, info: Info, subresource: str = "", *, accept: str = "application/json", query: Parameters = ()
) -> Object:
    """The object as the server has it now; of a missing namespace the namespace's own error is raised."""
    if not info.name:
        raise KubectlError("resource name may not be empty")
    try:
        return await call.client.json("GET", info.path(subresource), accept=accept, query=list(query))
    except StatusError as wrong:
        if wrong.reason == "NotFound" and info.namespace not in ("", "default"):
            try:
                await call.client.json("GET", f"/api/v1/namespaces/{info.namespace}")
            except StatusError as missing:
                if missing.reason == "NotFound":
                    raise missing from None
        raise


async def _by_selector(call: Call, query: Query, types: list[str]) -> Selection:
    selection = Selection()
    for mapping in await mappings_of(call, types, len(types) + 4):
        namespace = "" if query.all_namespaces or not mapping.namespaced else query.namespace or call.namespace
        try:
            listed = await list_all(call, mapping, namespace, query)
        except StatusError as wrong:
            selection.errors.append(wrong)
            continue
        for item in listed.get("items") or []:
            metadata = item.get("metadata", {})
            item.setdefault("apiVersion", mapping.api_version)
            item.setdefault("kind", mapping.kind)
            selection.infos.append(Info(mapping, metadata.get("namespace", ""), metadata.get("name", ""), object=item))
    return selection


def list_query(query: Query) -> list[tuple[str, str]]:
    """The query parameters of a list."""
    pairs = [("labelSelector", query.selector), ("fieldSelector", query.field_selector)]
    return [(key, value) for key, value in pairs if value]


async def list_all(
    call: Call,
    mapping: Mapping,
    namespace: str,
    query: Query,
    accept: str = "application/json",
    include: Parameters = (),
) -> Object:
    """A whole list, put together from chunks; StatusError names what could not be listed."""
    parameters = [*list_query(query), *include]
    if query.chunk:
        parameters.append(("limit", str(query.chunk)))
    whole: Object | None = None
    following: list[tuple[str, str]] = []
    while True:
        try:
            path = mapping.listing(namespace)
            page = await call.client.json("GET", path, query=[*parameters, *following], accept=accept)
        except StatusError as wrong:
            raise _unlisted(wrong, mapping, query) from None
        key = "rows" if page.get("kind") == "Table" else "items"
        if whole is None:
            whole = page
        else:
            whole[key] = [*(whole.get(key) or []), *(page.get(key) or [])]
            whole["metadata"] = page.get("metadata", {})
        token = page.get("metadata", {}).get("continue")
        if not token:
            return whole
        following = [("continue", token)]


def _unlisted(wrong: StatusError, mapping: Mapping, query: Query) -> StatusError:
    if wrong.reason not in ("BadRequest", "NotFound"):
        return wrong
    if not query.selector and not query.field_selector:
        return wrong.prefixed(f'Unable to list "{mapping}": ')
    return wrong.prefixed(
        f'Unable to find "{mapping}" that match label selector "{query.selector or ""}", '
        f'field selector "{query.field_selector or ""}": '
    )


async def _by_files(call: Call, query: Query) -> Selection:
    selection = Selection(by_file=True)
    provided(query.selector or "")  # refused before anything is read
    found = await documents(call, query.files, query.kustomize, query.recursive, validate=query.validate)
    selection.single = found.single
    for document in found.documents:
        if isinstance(document, Document):
            await _from_document(call, query, document, selection)
        else:
            selection.errors.append(document)
    return selection


async def _from_document(call: Call, query: Query, document: Document, selection: Selection) -> None:
    obj = document.object
    metadata = obj.get("metadata") if isinstance(obj.get("metadata"), dict) else {}
    name, namespace = str((metadata or {}).get("name") or ""), str((metadata or {}).get("namespace") or "")
    mapping = await mapping_of(call, obj, query.local)
    if mapping is None:
        selection.errors.append(unknown(document, name, namespace))
        return
    if mapping.namespaced:
        given = call.namespace
        if call.namespace_given and namespace and namespace != given:
            selection.errors.append(
                KubectlError(
                    f'the namespace from the provided object "{namespace}" does not match the namespace "{given}". '
                    f"You must pass '--namespace={namespace}' to perform this operation."
                )
            )
            return
        namespace = namespace or given
        if not query.local:
            obj = {**obj, "metadata": {**(metadata or {}), "namespace": namespace}}
    else:
        namespace = ""
        if "namespace" in (metadata or {}):
            obj = {**obj, "metadata": {key: value for key, value in (metadata or {}).items() if key != "namespace"}}
    info = Info(mapping, namespace, name, document.source, obj, stray=not (metadata or {}).get("namespace"))
    if query.by_file_labels and query.selector and not has_labels(query.selector, obj):
        return
    wanted = query.fetch == "latest" and not query.local and (bool(name) or not query.nameless)
    found = await _retrieved(call, query, info, selection, wanted)
    if found and (query.by_file_labels or not query.selector or has_labels(query.selector, info.object)):
        selection.infos.append(info)


async def mapping_of(call: Call, obj: Object, local: bool = False) -> Mapping | None:
    """The resource of an object; made up from its kind when the server is not to be asked."""
    api_version, kind = str(obj.get("apiVersion", "")), str(obj.get("kind", ""))
    if local:
        group, _, version = api_version.rpartition("/")
        return Mapping(group, version, kind.lower() + "s", kind, True, kind.lower())
    found = await call.discovery.for_object(api_version, kind)
    if found is not None and not api_version and call.command.path not in ("describe", "patch"):
        return replace(found, version="")  # paths without a version lead nowhere: the server says so
    return found


def has_labels(selector: str, obj: Object | None) -> bool:
    """Whether an object's labels fit a selector; a table has none."""
    return label_syntax.parse(selector).matches(((obj or {}).get("metadata") or {}).get("labels") or {})


def exactly_one_type(types: Sequence[Any]) -> None:
    """Refuse several types where one is meant."""
    if len(types) > 1:
        raise UsageError("you may only specify a single resource type")
