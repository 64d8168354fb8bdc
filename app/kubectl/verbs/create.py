"""`kubectl create -f`: create objects from files."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.creation import post_info
from app.kubectl.editing import edit_and_create
from app.kubectl.errors import (
    ConnectionFailure,
    KubectlError,
    PathError,
    PlainError,
    StatusError,
    UsageError,
    from_source,
)
from app.kubectl.files import read_sources
from app.kubectl.last_applied import with_last_applied
from app.kubectl.printing import Results
from app.kubectl.resources import Info, Selection, query_of, require_files, select
from app.sim.go_strings import go_list, quote

SHORT = "Create objects from files or standard input"


async def run(call: Call) -> None:
    """Create everything in the files; errors are told at the end."""
    if call.args:
        raise UsageError(f"Unexpected args: {go_list(call.args)}")
    require_files(call)
    if call.option("raw", ""):
        await raw(call, "POST")
        return
    validation = call.validation()
    dry_run = await call.dry_run()
    results = Results(call, dry_run)
    if call.flags.on("edit"):
        await edit_and_create(call)
        return
    selection = await select_files(call, validate=validation != "Ignore")
    created = 0

    async def act(info: Info) -> None:
        nonlocal created
        obj = with_cause(call, info.object or {})
        if call.flags.on("save-config"):
            obj = with_last_applied(obj)
        if dry_run != "client":
            try:
                obj = await post_info(call, info, obj, dry_run)
            except (StatusError, PathError) as wrong:
                raise from_source(wrong, "creating", info.source) from None
        created += 1
        await results.done(info.mapping, obj, "created")

    await selection.visit(act)
    if not created:
        raise KubectlError("no objects passed to create")


async def select_files(call: Call, *, validate: bool = False, **more: Any) -> Selection:
    """The objects of `-f` and `-k`; a server out of reach is told as the download of its schema failing."""
    try:
        return await select(call, query_of(call, [], validate=validate, **more))
    except ConnectionFailure as wrong:
        files = call.flags.words("filename")
        if not validate or not files or wrong.url in files:
            raise
        url = call.client.url("/openapi/v2", [("timeout", "32s")])
        raise KubectlError(
            f"error validating {quote(files[0])}: error validating data: failed to download openapi: "
            f'Get "{url}": {wrong.why}; if you choose to ignore these errors, turn validation off with --validate=false'
        ) from None


async def raw(call: Call, method: str) -> None:
    """Send a file to a path as it is and print the answer."""
    path = call.option("raw", "")
    files = call.flags.words("filename")
    if len(files) != 1:
        raise KubectlError("--raw can only use a single local file or stdin")
    if files[0].startswith(("http://", "https://")):
        raise KubectlError("--raw cannot read from a url")
    if call.option("edit", False):
        raise KubectlError("--raw and --edit are mutually exclusive")
    if call.option("recursive"):
        raise KubectlError("--raw and --recursive are mutually exclusive")
    if call.flags.text("selector") if "selector" in call.flags else "":
        raise KubectlError("--raw and --selector (-l) are mutually exclusive")
    if call.flags.text("output"):
        raise KubectlError("--raw and --output are mutually exclusive")
    if call.machine.kind_of(files[0]) == "directory":
        raise PlainError(f"Unable to connect to the server: read {files[0]}: is a directory")
    [(_, data)] = await read_sources(call, files)
    if not path.startswith("/"):
        raise KubectlError(f"--raw must be a valid URL path: parse {quote(path)}: invalid URI for request")
    target, _, query = path.partition("?")
    found = [tuple(part.partition("=")[::2]) for part in query.split("&") if part]
    answer = await call.client.request(method, target, query=found, body=data, content_type="application/json")
    await call.write(answer)
