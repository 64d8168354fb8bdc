"""`helm lint`. Follows helm pkg/cmd/lint.go, pkg/action/lint.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.installing import kube_version
from app.helm.linting import ERROR, INFO, WARNING, Message, lint
from app.helm.value_options import given_values

SHORT = "look for mistakes in a chart"
LONG = "Look for what would keep a chart from installing (ERROR), and for what is unusual (WARNING, INFO)."
ARGS = (1, None)
_NAMES = {INFO: "INFO", WARNING: "WARNING", ERROR: "ERROR"}


async def run(call: Call) -> None:
    """Lint every chart that is named; an exit status of 1 when one fails."""
    values = await given_values(call)
    failed = linted = 0
    text = ""
    kube_version(call.flags.text("kube-version"))
    for path in _paths(call):
        messages, problem = await lint(call, path, values)
        worst = max((message.severity for message in messages), default=0)
        limit = WARNING if call.flags.on("strict") else ERROR
        bad = bool(problem) or worst >= limit
        linted, failed = linted + 1, failed + bad
        if not (call.flags.on("quiet") and not problem and worst < WARNING):
            text += f"==> Linting {path}\n"
            shown = [m for m in messages if not call.flags.on("quiet") or m.severity > INFO]
            text += f"Error {problem}\n" if problem else "".join(_line(message) for message in shown)
            text += "\n"
    summary = f"{linted} chart(s) linted, {failed} chart(s) failed"
    await call.write(text)
    if failed:
        raise HelmError(summary)
    if not call.flags.on("quiet"):
        await call.write(summary + "\n")


def _paths(call: Call) -> list[str]:
    """The charts that are named, each with those inside it under --with-subcharts."""
    if not call.flags.on("with-subcharts"):
        return call.args
    found = []
    for path in call.args:
        found.append(path)
        folder = f"{path.rstrip('/')}/charts"
        if call.machine.kind_of(folder) == "directory":
            names = call.machine.list_directory(folder)
            found += [f"{folder}/{name}" for name in names if not name.startswith((".", "_"))]
    return found


def _line(message: Message) -> str:
    return f"[{_NAMES[message.severity]}] {message.path}: {message.text}\n"
