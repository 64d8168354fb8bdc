"""scp: files from one machine of the lab to another. Follows OpenSSH 9's scp.c, which speaks SFTP."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from app.host.host import Host
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "scp [-346ABCOpqRrsTv] [-i identity_file] [-o ssh_option] [-P port] source ... target",
    "",
    (
        Option("r", "", "", "recursively copy entire directories"),
        Option("p", "", "", "preserve modes"),
        Option("q", "", "", "quiet"),
        Option("C", "", "", "compression"),
        Option("v", "", "", "verbose"),
        Option("o", "", "ssh_option", "an option as in the configuration file"),
        Option("i", "", "identity_file", "the private key"),
        Option("P", "", "port", "the port to connect to"),
    ),
    status=1,
)


@dataclass(frozen=True)
class Place:
    """A path on a machine; `remote` as the learner named it."""

    host: Host
    path: str
    remote: bool


class ScpError(Exception):
    """Why nothing is copied."""


async def main(run: Invocation) -> int:
    """Copy."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if len(options.operands) < 2:
        await run.stderr.write(f"usage: {USAGE.line}\n")
        return 1
    try:
        target = _place(run, options.operands[-1])
        if (port := options.last("P", "22")) != "22":
            name = next((word.partition(":")[0] for word in options.operands if ":" in word), "")
            text = f"ssh: connect to host {name} port {port}: Connection refused\nscp: Connection closed"
            raise ScpError(text)
        if len(options.operands) > 2 and target.host.files.kind_of(target.path) != "directory":
            raise ScpError(f"scp: {options.operands[-1].rpartition(':')[2]}: No such file or directory")
        for word in options.operands[:-1]:
            await _copy(run, _place(run, word), word.rpartition(":")[2], target, options)
    except ScpError as problem:
        await run.stderr.write(f"{problem}\n")
        return 255 if "Connection closed" in str(problem) else 1
    return 0


def _place(run: Invocation, text: str) -> Place:
    """`[user@]host:path`, or a path here."""
    head, colon, path = text.partition(":")
    if not colon or "/" in head:
        return Place(run.host, run.path(text), remote=False)
    user, _, name = head.rpartition("@")
    address = run.host.resolve(name)
    if address is None:
        raise ScpError(f"ssh: Could not resolve hostname {name}: Name or service not known\nscp: Connection closed")
    here = name == run.host.spec.name or address in ("127.0.0.1", run.host.interface.address)
    other = run.host if here else run.host.neighbour(address)
    if other is None:
        raise ScpError(f"ssh: connect to host {name} port 22: Connection refused\nscp: Connection closed")
    if (user or "root") != other.spec.user:
        raise ScpError(f"{head}: Permission denied (publickey).\nscp: Connection closed")
    home = other.spec.home
    return Place(other, posixpath.join(home, home if path == "~" else path.removeprefix("~/")), remote=True)


async def _copy(run: Invocation, source: Place, named: str, target: Place, options: Options) -> None:
    files, kind = source.host.files, source.host.files.kind_of(source.path)
    if not kind:
        what = f"{named}" if source.remote else f'stat local "{named}"'
        raise ScpError(f"scp: {what}: No such file or directory")
    if kind == "directory" and "r" not in options:
        what = f"download {named}: not a regular file" if source.remote else f'local "{named}" is not a regular file'
        raise ScpError(f"scp: {what}")
    path = posixpath.normpath(target.path)
    if target.host.files.kind_of(path) == "directory":
        path = posixpath.join(path, posixpath.basename(posixpath.normpath(source.path)))
    elif target.host.files.kind_of(posixpath.dirname(path)) != "directory":
        raise ScpError(f'scp: dest open "{target.path}": No such file or directory')
    pairs = [(source.path, path)]
    while pairs:
        origin, goal = pairs.pop(0)
        if files.kind_of(origin) == "directory":
            target.host.files.make_directory(goal)
            pairs += [(posixpath.join(origin, name), posixpath.join(goal, name))
                      for name in files.list_directory(origin)]  # fmt: skip
            continue
        data = files.read_file(origin)
        target.host.files.write_file(goal, data, mode=files.stat(origin).mode & 0o777)
        if run.stdout.isatty and "q" not in options:
            name = posixpath.basename(origin)
            await run.stdout.write(f"{name:<51} 100% {len(data):>4}     1.1MB/s   00:00    \n")
    target.host.on_step()
