"""Following files that grow: `tail -f` by what is open, `tail -F` by name, looked at again and again."""

from __future__ import annotations

from dataclasses import dataclass

from app.host.invocation import Invocation


@dataclass
class Followed:
    """A file that is watched: how much of it was shown; None while there is none."""

    name: str
    shown: int | None
    first: bytes = b""  # how it began, to tell a new file from a longer one


HEAD = 256  # bytes that two versions of one file have in common


async def follow(run: Invocation, files: list[Followed], *, interval: float, retry: bool, headers: bool) -> None:
    """Show what is added, for ever. Without `retry`, a file that goes away is not looked for any more.

    Follows coreutils src/tail.c: tail_forever, recheck; busybox coreutils/tail.c.
    """
    current = files[-1].name if files else ""
    while True:
        await run.sleep(interval)
        for one in files:
            added = await _look(run, one, retry=retry)
            if not added:
                continue
            if headers and one.name != current:
                await run.stdout.write(f"\n==> {one.name} <==\n")
            current = one.name
            await run.stdout.write(added)


async def _look(run: Invocation, one: Followed, *, retry: bool) -> bytes:
    """What was added to a file since it was looked at."""
    ash = run.host.ash
    quoted = one.name if ash else f"'{one.name}'"
    if run.kind_of(one.name) != "file":
        if retry and one.shown is not None:
            await run.stderr.write(f"tail: {quoted} has become inaccessible: No such file or directory\n")
        one.shown = None
        return b""
    data = run.read_file(one.name)
    news = "; following end of new file" if ash else ";  following new file"
    if one.shown is None:
        if not retry:
            return b""
        await run.stderr.write(f"tail: {quoted} has appeared{news}\n")
        one.shown = 0
    elif len(data) < one.shown or not data.startswith(one.first[: one.shown]):
        if not ash:
            await run.stderr.write(f"tail: {one.name}: file truncated\n")
        one.shown = 0
    added, one.shown, one.first = data[one.shown :], len(data), data[:HEAD]
    return added
