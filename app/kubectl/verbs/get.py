"""`kubectl get`: tables, objects in any format, watches, raw paths."""

from __future__ import annotations

from urllib.parse import unquote_plus

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, UsageError
from app.kubectl.get_objects import print_objects
from app.kubectl.get_tables import print_tables
from app.kubectl.get_watch import watch_objects
from app.kubectl.gotext import quote
from app.kubectl.interrupts import failing
from app.kubectl.printing import COLUMNS, OBJECT_FORMATS, object_printer, output_of
from app.kubectl.resources import Query, query_of

SHORT = "Show one or many objects"
LONG = """Show one or many objects.

 Without -o, the server's own tables are printed: the columns that matter most for each kind of object. Objects can be
 chosen by name, by label (-l) or by field (--field-selector); namespaced ones come from the current namespace unless
 -n or -A says otherwise.

Use "kubectl api-resources" for a complete list of supported resources."""


async def run(call: Call) -> None:
    """Print what was asked for."""
    flags = call.flags
    if call.option("raw", ""):
        await raw(call)
        return
    files = flags.words("filename") or call.option("kustomize", "")
    if not call.args and not files:
        await _nothing_asked(call)
    watching = flags.on("watch") or flags.on("watch-only")
    if call.option("output-watch-events", False) and not watching:
        raise KubectlError("--output-watch-events option can only be used with --watch or --watch-only")
    name, _ = output_of(call)
    if flags.on("show-labels") and name and name != "wide":
        raise KubectlError(f"--show-labels option cannot be used with {name} printer")
    printer = object_printer(call, allowed=(*OBJECT_FORMATS, *COLUMNS), also=("wide",))
    query = query_of(
        call, fetch="latest", chunk=call.option("chunk-size", 0), ignore_missing=flags.on("ignore-not-found"),
        subresource=call.option("subresource", ""),
    )  # fmt: skip
    _check_subresource(call, query)
    if watching:
        with failing(call):
            await watch_objects(call, query, printer)
    elif printer is None and name != "name":
        await print_tables(call, query)
    else:
        await print_objects(call, query, printer)


async def _nothing_asked(call: Call) -> None:
    listing = 'Use "kubectl api-resources" for a complete list of supported resources.'
    await call.complain(f"You must specify the type of resource to get. {listing}\n")
    raise UsageError(
        'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that '
        "resource (e.g. kubectl explain pods)."
    )


def _check_subresource(call: Call, query: Query) -> None:
    bulk = query.selector or query.field_selector or (len(call.args) == 1 and "/" not in call.args[0])
    if query.subresource and bulk:
        raise KubectlError("subresource cannot be used when bulk resources are specified")


async def raw(call: Call) -> None:
    """Print what is at a path of the server."""
    path = str(call.option("raw", ""))
    used = any(call.flags.changed(name) for name in ("watch", "watch-only", "selector", "output", "filename"))
    if call.args or used:
        raise KubectlError("arguments may not be passed when --raw is specified")
    if not path.startswith("/"):
        raise KubectlError(f"--raw must be a valid URL path: parse {quote(path)}: invalid URI for request")
    target, _, query = path.partition("?")
    pairs = [_pair(part) for part in query.split("&") if part]
    await call.write(await call.client.request("GET", target, query=pairs, accept="application/json, */*"))


def _pair(part: str) -> tuple[str, str]:
    key, _, value = part.partition("=")
    return unquote_plus(key), unquote_plus(value)
