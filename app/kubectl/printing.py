"""What a verb prints about objects: `deployment.apps/web created`, or the object in the format of `-o`.

Follows kubernetes cli-runtime/pkg/genericclioptions/print_flags.go, pkg/printers/name.go, managedfields.go.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, Protocol, runtime_checkable

from app.kubectl import formats
from app.kubectl.call import Call
from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError
from app.kubectl.output.errors import OutputError
from app.sim.go_strings import quote

DATA = ("json", "yaml", "kyaml")
TEMPLATES = ("go-template", "go-template-file", "template", "templatefile")
PATHS = ("jsonpath", "jsonpath-as-json", "jsonpath-file")
COLUMNS = ("custom-columns", "custom-columns-file")
OBJECT_FORMATS = (*DATA, "name", *TEMPLATES, *PATHS)
FILES = ("go-template-file", "templatefile", "jsonpath-file", "custom-columns-file")
BREATH = 16  # objects whose text takes a few milliseconds
DRY_RUN = {"none": "", "client": " (dry run)", "server": " (server dry run)"}


class ObjectPrinter(Protocol):
    """Turns an object into text."""

    def print(self, obj: dict[str, Any]) -> str:
        """The text, with its newline if it ends in one; OutputError when it cannot be."""


def output_of(call: Call) -> tuple[str, str]:
    """(format, argument) of `-o`: `jsonpath={.x}` is ("jsonpath", "{.x}"). A template alone means go-template.

    Only formats with a template take an argument: `yaml=x` is the name of a format that there is not.
    """
    given = str(call.option("output", "") or "")
    template = str(call.option("template", "") or "")
    name, equals, argument = given.partition("=")
    if given.lower() in (*DATA, "name"):
        return given.lower(), ""
    if equals and name not in (*TEMPLATES, *PATHS, *COLUMNS):
        return given, ""
    if not equals:
        argument = template
    if not name and template:
        name = "go-template"
    return name, argument


def object_printer(
    call: Call,
    *,
    allowed: tuple[str, ...] = OBJECT_FORMATS,
    also: tuple[str, ...] = (),
    ordered: bool = False,
    default: str = "",
) -> ObjectPrinter | None:
    """The printer that `-o` asks for; None without `-o`, and for `name`, which needs no object. KubectlError if bad.

    `also` are further names of the error text (`wide`).
    """
    name, argument = output_of(call)
    name = name or default
    if not name or (name == "name" and "name" in allowed) or name in also:
        return None
    if name not in allowed:
        listed = ",".join(sorted({*allowed, *also}))
        given = str(call.option("output", "") or name)
        raise KubectlError(
            f"unable to match a printer suitable for the output format {quote(given)}, allowed formats are: {listed}"
        )
    if name in FILES and argument:
        argument = _file(call, argument, "template" if name in COLUMNS else "--template")
    try:
        return _printer(
            call,
            name if name == "custom-columns-file" else name.removesuffix("-file").removesuffix("file"),
            argument,
            ordered,
        )
    except OutputError as wrong:
        raise KubectlError(str(wrong)) from None


def _file(call: Call, path: str, what: str) -> str:
    if path == "/dev/stdin":
        return call.standard_input.decode("utf-8", "replace")
    try:
        return call.machine.read_file(path).decode("utf-8", "replace")
    except OSError as wrong:
        verb = "read" if isinstance(wrong, IsADirectoryError) else "open"
        raise KubectlError(f"error reading {what} {path}, {verb} {path}: {(wrong.strerror or '').lower()}\n") from None


def _printer(call: Call, name: str, argument: str, ordered: bool) -> ObjectPrinter:
    lenient = bool(call.option("allow-missing-template-keys", True))
    managed = bool(call.option("show-managed-fields", False))
    found: ObjectPrinter = formats.printer(
        name,
        argument,
        allow_missing_keys=lenient,
        show_managed_fields=managed,
        no_headers=bool(call.option("no-headers", False)),
        ordered=ordered,
    )
    return found


@runtime_checkable
class PiecePrinter(Protocol):
    """A printer whose long texts can be made bit by bit."""

    def pieces(self, obj: dict[str, Any]) -> Iterator[str]:
        """What `print` returns, in parts."""


async def _text(printer: PiecePrinter, obj: dict[str, Any]) -> str:
    """A long text takes its time: others act meanwhile."""
    found: list[str] = []
    for piece in printer.pieces(obj):
        found.append(piece)
        if len(found) % BREATH == 0:
            await asyncio.sleep(0)
    return "".join(found)


async def emit(call: Call, printer: ObjectPrinter, obj: dict[str, Any]) -> None:
    """Print an object; what was printed before something went wrong is printed all the same."""
    try:
        await call.write(await _text(printer, obj) if isinstance(printer, PiecePrinter) else printer.print(obj))
    except OutputError as wrong:
        await call.write(wrong.printed)
        raise KubectlError(str(wrong)) from None


class Results:
    """Prints the outcome of a mutating verb, one object at a time."""

    def __init__(self, call: Call, dry_run: str = "none", *, ordered: bool = False, anew: bool = False) -> None:
        """With `ordered`, JSON keeps the order of the keys: the verb knows its object as a Go struct.

        With `anew`, each object has its own printer: no `---` between them.
        """
        self.ordered, self.anew = ordered, anew
        self.call, self.dry_run = call, dry_run
        self.format = output_of(call)[0]
        self.printer = object_printer(call, ordered=ordered)

    async def done(self, mapping: Mapping, obj: dict[str, Any], operation: str) -> None:
        """`deployment.apps/web created (dry run)`, or what `-o` asks for."""
        if self.printer is not None:
            await emit(self.call, self.printer, obj)
            if self.anew:
                self.printer = object_printer(self.call, ordered=self.ordered)
            return
        name = str((obj.get("metadata") or {}).get("name") or "<unknown>")
        if self.format == "name":
            await self.call.say(short_name(self.call, mapping, name))
        else:
            await self.call.say(outcome(self.call, mapping, name, operation, self.dry_run))


def short_name(call: Call, mapping: Mapping, name: str) -> str:
    """`deployment.apps/web`, in the old kubectl `deployments/web`."""
    return f"{mapping.resource}/{name}" if call.classic else f"{mapping.kind_name}/{name}"


def outcome(call: Call, mapping: Mapping, name: str, operation: str, dry_run: str = "none") -> str:
    """`deployment.apps/web scaled (server dry run)`, in the old kubectl `deployment "web" scaled`."""
    if call.classic:
        return f"{mapping.singular or mapping.kind.lower()} {quote(name)} {operation}{DRY_RUN[dry_run]}"
    return f"{mapping.kind_name}/{name} {operation}{DRY_RUN[dry_run]}"
