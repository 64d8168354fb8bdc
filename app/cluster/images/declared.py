"""Images that a lesson declares: what they answer, say and insist on, and when they break."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from app.cluster.images.image import Image, Process
from app.cluster.images.web_server import page
from app.network.http import Reply, Request

Declaration = Mapping[str, Any]
"""name, tags, port, answers ({path, status, type, body, delay, logs}), logs, ready_after (seconds), requires,
exit_after (seconds or None), exit_code, exit_logs, memory (bytes), system, version."""


def declared(data: Declaration) -> Image:
    """The image of a declaration."""
    program = _program(data)
    tags = "|".join(re.escape(tag) for tag in data["tags"])
    return Image((data["name"],), program, tags, size=data["size"], entrypoint=("/app",), system=data["system"],
                 executables={"app": program})  # fmt: skip


def _program(data: Declaration) -> Callable[[Process], None]:
    def program(process: Process) -> None:
        missing = [name for name in data["requires"] if not process.env.get(name)]
        if missing:
            process.log("".join(f"error: {name} is not set\n" for name in missing).rstrip("\n"), "stderr")
            process.after(0.5, lambda: process.exit(1))
            return
        process.memory = data["memory"]
        for line in data["logs"]:
            process.log(filled(line, process))
        if data["port"]:
            wait = process.data.setdefault("ready", process.clock.now + data["ready_after"]) - process.clock.now
            if wait > 0:
                process.after(wait, lambda: _listen(process, data))
            else:
                _listen(process, data)
        if data["exit_after"] is not None:
            process.data.setdefault("ends", process.clock.now + data["exit_after"])
            process.after(max(0.0, process.data["ends"] - process.clock.now), lambda: _end(process, data))

    return program


def _listen(process: Process, data: Declaration) -> None:
    if not process.listen(data["port"], lambda request, reply: _handle(process, data, request, reply)):
        process.log(f"error: listen tcp :{data['port']}: bind: address already in use", "stderr")
        process.exit(1)


def _end(process: Process, data: Declaration) -> None:
    for line in data["exit_logs"]:
        process.log(filled(line, process), "stderr" if data["exit_code"] else "stdout")
    process.exit(data["exit_code"])


def _handle(process: Process, data: Declaration, request: Request, reply: Reply) -> None:
    """The answer whose path fits best: the same, or the longest that ends in `*`."""
    fitting = [one for one in data["answers"] if _fits(one["path"], request.path)]
    if not fitting:
        reply(page(process, 404, b"404 page not found\n", "text/plain; charset=utf-8"))
        return
    one = max(fitting, key=lambda each: len(each["path"]))

    def answer() -> None:
        for line in one["logs"]:
            process.log(filled(line, process))
        reply(page(process, one["status"], filled(one["body"], process).encode(), one["type"]))

    if one["delay"]:
        process.after(one["delay"], answer)
    else:
        answer()


def _fits(wanted: str, path: str) -> bool:
    return path.startswith(wanted[:-1]) if wanted.endswith("*") else path == wanted


def filled(text: str, process: Process) -> str:
    """A text with variables put in: the container's, and VERSION, the image's tag."""
    known = {"VERSION": process.tag, "HOSTNAME": process.hostname, **process.env}
    return re.sub(r"\$\{(\w+)\}|\$(\w+)", lambda at: known.get(at[1] or at[2], ""), text)
