"""Where nginx writes its logs: the image links them to standard output and error; a volume there hides the links."""

from __future__ import annotations

from app.cluster.images.image import Process, container_of

ACCESS, ERROR = "/var/log/nginx/access.log", "/var/log/nginx/error.log"
LINKED = {ACCESS: "stdout", "/dev/stdout": "stdout", "logs/access.log": "stdout", ERROR: "stderr"}


def write(process: Process, path: str, text: str) -> None:
    """A line, to the container's log or to the file."""
    if path in LINKED and not _hidden(process, path):
        process.log(text, LINKED[path])
    elif not process.goes_on:
        process.append(path, f"{text}\n".encode())


def begin(process: Process) -> None:
    """nginx opens both when it starts: where they are files, they are there from then on."""
    for path in (ACCESS, ERROR):
        if _hidden(process, path) and not process.goes_on:
            process.append(path, b"")


def _hidden(process: Process, path: str) -> bool:
    mounts = container_of(process.spec).get("volumeMounts") or ()
    return any(path.startswith(f"{one['mountPath'].rstrip('/')}/") for one in mounts)
