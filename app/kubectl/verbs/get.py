"""`kubectl get`: tables, objects in any format, watches, raw paths."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus, urlsplit

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, UsageError
from app.kubectl.get_objects import print_objects
from app.kubectl.get_tables import print_tables
from app.kubectl.get_watch import watch_objects
from app.kubectl.interrupts import failing
from app.kubectl.printing import output_of
from app.kubectl.resources import Query, query_of
from app.sim.go_strings import quote

SHORT = "Show one or many objects"
LONG = """Show one or many objects.

 Without -o, the server's own tables are printed: the columns that matter most for each kind of object. Objects can be
 chosen by name, by label (-l) or by field (--field-selector); namespaced ones come from the current namespace unless
 -n or -A says otherwise.

Use "kubectl api-resources" for a complete list of supported resources."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}")


async def run(call: Call) -> None:
    """Print what was asked for."""
    flags = call.flags
    if call.option("raw", ""):
        await raw(call)
        return
    files = flags.words("filename") or call.option("kustomize", "")
    watching = flags.on("watch") or flags.on("watch-only")
    if watching and flags.text("sort-by"):
        await call.complain("warning: --watch requested, --sort-by will be ignored for watch events received")
    if not watching and not call.args and not files:
        await _nothing_asked(call)
    if call.option("output-watch-events", False) and not watching:
        raise KubectlError("--output-watch-events option can only be used with --watch or --watch-only")
    name, _ = output_of(call)
    if flags.on("show-labels") and name and name != "wide":
        raise KubectlError(f"--show-labels option cannot be used with {name} printer")
    query = query_of(
        call, fetch="latest", chunk=0 if flags.text("sort-by") else call.option("chunk-size", 0),
        ignore_missing=flags.on("ignore-not-found"),
        subresource=call.option("subresource", ""), nameless=True,
    )  # fmt: skip
    if watching:
        with failing(call):
            await watch_objects(call, query)
        return
    _check_subresource(call, query)
    await (print_objects if name not in ("", "wide") else print_tables)(call, query)


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
    uri = str(call.option("raw", ""))
    if call.args:
        raise KubectlError("arguments may not be passed when --raw is specified")
    if call.flags.on("watch") or call.flags.on("watch-only") or call.flags.text("selector"):
        raise KubectlError(
            "--raw may not be specified with other flags that filter the server request or alter the output"
        )
    if call.flags.text("output"):
        raise KubectlError("--raw and --output are mutually exclusive")
    if problem := uri_problem(uri):
        raise KubectlError(f"--raw must be a valid URL path: parse {quote(uri)}: {problem}")
    parts = urlsplit(uri)
    pairs = [_pair(part) for part in parts.query.split("&") if part]
    await call.write(await call.client.request("GET", unquote(parts.path), query=pairs, accept="application/json, */*"))


def uri_problem(uri: str) -> str:
    """What Go's url.ParseRequestURI finds wrong; empty when it is neither relative nor badly escaped."""
    if any(char < " " or char == "\x7f" for char in uri):
        return "net/url: invalid control character in URL"
    if not uri.startswith("/") and not _SCHEME.match(uri):
        return "invalid URI for request"
    wrong = _BAD_ESCAPE.search(uri.partition("?")[0])
    return f"invalid URL escape {quote(wrong[0])}" if wrong else ""


def _pair(part: str) -> tuple[str, str]:
    key, _, value = part.partition("=")
    return unquote_plus(key), unquote_plus(value)
