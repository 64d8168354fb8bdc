"""`kubectl cp`: files to and from containers, by way of tar in the container."""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.pods import pick_container, refuse_completed
from app.kubectl.remote import CommandFailed, nowhere, stream
from app.kubectl.resources import Info

SHORT = "Copy files to and from containers"
_REMOTE = re.compile(r"^(?:(?P<namespace>[^/:]+)/)?(?P<pod>[^/:]+):(?P<path>.*)$", re.DOTALL)
MODE = 0o644
END = bytes(1024)  # of a complete archive
Tell = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Place:
    """A path here (no pod) or in a pod."""

    path: str
    pod: str = ""
    namespace: str = ""


async def run(call: Call) -> None:
    """Copy."""
    if len(call.args) != 2:
        raise KubectlError("source and destination are required")
    if any(_bad(word) for word in call.args):
        raise KubectlError("filespec must match the canonical format: [[namespace/]pod:]file/path")
    source, target = (_place(word) for word in call.args)
    if source.pod and target.pod:
        raise KubectlError("one of src or dest must be a local file specification")
    if not source.pod and not target.pod:
        raise KubectlError("one of src or dest must be a remote file specification")
    if not source.path or not target.path:
        raise KubectlError("filepath can not be empty")
    if source.pod:
        await _from_pod(call, source, target)
    else:
        await _to_pod(call, source, target)


def _bad(word: str) -> bool:
    """Whether a word has a colon, but nothing before it that names a pod."""
    before, colon, _ = word.partition(":")
    return bool(colon) and not word.startswith(("/", "./", "../", ":")) and before.count("/") > 1


def _place(word: str) -> Place:
    match = _REMOTE.match(word)
    if match is None or word.startswith(("/", "./", "../")):
        return Place(word)
    return Place(match["path"], match["pod"], match["namespace"] or "")


async def _container(call: Call, place: Place, tell: Tell | None = None) -> tuple[Info, str]:
    info = Info(await call.resource("pods"), place.namespace or call.namespace, place.pod)
    pod = await call.client.json("GET", info.path())
    refuse_completed(pod, "exec into")
    return info, await pick_container(call, pod, call.flags.text("container"), tell=tell)


def _query(container: str, command: list[str], *, stdin: bool) -> list[tuple[str, str]]:
    query = [("container", container), *(("command", word) for word in command), ("stdout", "true"), ("stderr", "true")]
    return [*query, ("stdin", "true")] if stdin else query


async def _to_pod(call: Call, source: Place, target: Place) -> None:
    machine = call.machine
    if not machine.kind_of(source.path):
        raise KubectlError(f"{source.path} doesn't exist in local filesystem")
    info, container = await _container(call, target)
    destination = target.path.rstrip("/") or "/"
    if target.path.endswith("/") or await _is_directory(call, info, container, destination):
        destination = f"{destination.rstrip('/')}/{source.path.rstrip('/').rpartition('/')[2]}"
    directory, _, name = destination.rpartition("/")
    data = _packed(call, source.path, name)
    command = ["tar", "-xmf", "-"]
    if call.flags.on("no-preserve"):
        command = ["tar", "--no-same-permissions", "--no-same-owner", "-xmf", "-"]
    if directory:
        command += ["-C", directory or "/"]
    await stream(call, info.path("exec"), _query(container, command, stdin=True), stdin=True, feed=data)


async def _is_directory(call: Call, info: Info, container: str, path: str) -> bool:
    query = _query(container, ["test", "-d", path], stdin=False)
    try:
        await stream(call, info.path("exec"), query, stdin=False, output=nowhere, errors=nowhere)
    except CommandFailed:
        return False
    return True


def _packed(call: Call, path: str, name: str) -> bytes:
    """A tar file of a file or directory, under another name."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        _add(call, archive, path, name)
    return out.getvalue()


def _add(call: Call, archive: tarfile.TarFile, path: str, name: str) -> None:
    if call.machine.kind_of(path) == "directory":
        for each in call.machine.list_directory(path):
            _add(call, archive, f"{path.rstrip('/')}/{each}", f"{name}/{each}")
        return
    data = call.machine.read_file(path)
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(data), MODE, int(call.machine.now())
    archive.addfile(entry, io.BytesIO(data))


async def _from_pod(call: Call, source: Place, target: Place) -> None:
    info, container = await _container(call, source, tell=call.say)
    query = _query(container, ["tar", "cf", "-", source.path], stdin=False)
    kept = bytearray()

    async def keep(data: bytes) -> None:
        kept.extend(data)

    try:
        await stream(call, info.path("exec"), query, stdin=False, output=keep, errors=call.machine.stdout.write)
    except CommandFailed:
        if not kept.endswith(END):  # else all that is wanted has come
            raise
    data = bytes(kept)
    root = source.path.strip("/")
    directory = call.machine.kind_of(target.path) == "directory"
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for entry in archive:
                _unpack(call, archive, entry, root, target.path, directory)
    except tarfile.TarError:
        raise KubectlError("unexpected EOF") from None


def _unpack(
    call: Call, archive: tarfile.TarFile, entry: tarfile.TarInfo, root: str, target: str, directory: bool
) -> None:
    """Write one file of the archive below the target; nothing outside of it."""
    if not entry.isfile():
        return
    name = entry.name.strip("/").removeprefix("./")
    inner = name[len(root) :].strip("/") if name.startswith(root) else name
    if ".." in inner.split("/"):
        return
    path = target.rstrip("/")
    if inner:
        path = f"{path}/{inner}"
    elif directory:
        path = f"{path}/{root.rpartition('/')[2]}"
    parent = path.rpartition("/")[0]
    if parent and not call.machine.kind_of(parent):
        call.machine.make_directory(parent)
    held = archive.extractfile(entry)
    call.machine.write_file(path, held.read() if held is not None else b"")
