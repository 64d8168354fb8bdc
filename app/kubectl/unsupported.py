"""Flags of the real kubectl that do nothing here: refused with a clear error, or harmless for a stated reason.

A flag that is accepted and then ignored would be a lie; `tests/contract` finds those that nothing reads.
"""

from __future__ import annotations

from app.kubectl.commands import Command
from app.kubectl.errors import KubectlError
from app.kubectl.flags import Values, initial

# command -> flags that are refused when they are given another value than their default; "" is every command.
REFUSED: dict[str, tuple[str, ...]] = {
    "": ("profile",),
    "apply edit-last-applied": ("validate",),
    "attach": ("detach-keys",),
    "kustomize": (
        "helm-api-versions", "helm-command", "helm-debug", "helm-kube-version", "mount", "network-name",
    ),
    "run": ("detach-keys", "service-generator"),
    "wait": ("local",),
}  # fmt: skip
HARMLESS: dict[str, dict[str, str]] = {
    "": {
        "disable-compression": "answers are never compressed",
        "profile-output": "nothing is written without --profile",
        "log-flush-frequency": "log lines are never held back",
    },
    "apply": {
        "openapi-patch": "both sources know the same patch strategies",
        "wait": "--force waits for what it deletes anyway",
    },
    "cp": {"retries": "copying is never cut short"},
    "diff": {"concurrency": "the order of the output does not depend on it"},
    "drain": {"chunk-size": "the answer is the same in any number of pieces"},
    "proxy": {"keepalive": "connections of the simulated network never go stale"},
    "replace": {"wait": "--force waits for what it deletes anyway"},
    "run": {
        "filename": "kubectl itself ignores it",
        "kustomize": "kubectl itself ignores it",
        "recursive": "kubectl itself ignores it",
    },
    "top node": {"use-protocol-buffers": "the answer is the same in any encoding"},
    "top pod": {"use-protocol-buffers": "the answer is the same in any encoding"},
}
PROFILES = ("none", "cpu", "heap", "goroutine", "threadcreate", "block", "mutex", "trace")  # of the program itself


def refused(command: Command) -> tuple[str, ...]:
    """The flags that a command refuses: those it has of its own list, and the global ones it does not use itself."""
    own = {flag.name for flag in command.flags}
    return (
        *(name for name in REFUSED.get(command.path, ()) if name in own),
        *(name for name in REFUSED[""] if name not in own),
    )


def check(command: Command, values: Values) -> None:
    """KubectlError for the first flag that asks for something that this kubectl does not do."""
    profile = values.text("profile")
    if "profile" in values and "profile" not in {flag.name for flag in command.flags} and profile not in PROFILES:
        raise KubectlError(f"unknown profile '{profile}'")
    for name in refused(command):
        if values.changed(name) and values[name] != initial(values.flags[name]):
            raise KubectlError(f"the flag --{name} of {command.full} is not supported by this simulation")
