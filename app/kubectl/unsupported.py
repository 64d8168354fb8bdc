"""Flags of the real kubectl that do nothing here: refused with a clear error, or harmless for a stated reason.

A flag that is accepted and then ignored would be a lie; `tests/contract` finds those that nothing reads.
"""

from __future__ import annotations

from app.kubectl.commands import Command
from app.kubectl.errors import KubectlError
from app.kubectl.flags import Values, initial

# command -> flags that are refused when they are given another value than their default; "" is every command.
REFUSED: dict[str, tuple[str, ...]] = {
    "": ("disable-compression", "match-server-version", "profile", "profile-output", "proxy-url", "vmodule"),
    "apply": ("openapi-patch", "overwrite", "wait"),
    "apply edit-last-applied": ("validate",),
    "attach": ("detach-keys",),
    "cluster-info dump": ("pod-running-timeout",),
    "debug": ("custom",),
    "explain": ("max-depth",),
    "kustomize": (
        "helm-api-versions", "helm-command", "helm-debug", "helm-kube-version", "load-restrictor", "mount",
        "network-name",
    ),
    "proxy": ("append-server-path",),
    "replace": ("wait",),
    "run": ("detach-keys", "kustomize", "recursive", "service-generator"),
    "wait": ("local",),
}  # fmt: skip
HARMLESS: dict[str, dict[str, str]] = {
    "": {
        "certificate-authority": "the simulated network does not check certificates' signers",
        "insecure-skip-tls-verify": "the simulated network does not check certificates' signers",
        "log-flush-frequency": "log lines are never held back",
        "tls-server-name": "the simulated network does not check certificates' names",
    },
    "cp": {"retries": "copying is never cut short"},
    "diff": {"concurrency": "the order of the output does not depend on it"},
    "drain": {"chunk-size": "the answer is the same in any number of pieces"},
    "proxy": {"keepalive": "connections of the simulated network never go stale"},
    "taint": {"validate": "no file is read"},
    "top node": {"use-protocol-buffers": "the answer is the same in any encoding"},
    "top pod": {"use-protocol-buffers": "the answer is the same in any encoding"},
}


def refused(command: Command) -> tuple[str, ...]:
    """The flags that a command refuses: those it has of its own list, and the global ones it does not use itself."""
    own = {flag.name for flag in command.flags}
    return (
        *(name for name in REFUSED.get(command.path, ()) if name in own),
        *(name for name in REFUSED[""] if name not in own),
    )


def check(command: Command, values: Values) -> None:
    """KubectlError for the first flag that asks for something that this kubectl does not do."""
    for name in refused(command):
        if values.changed(name) and values[name] != initial(values.flags[name]):
            raise KubectlError(f"the flag --{name} of {command.full} is not supported by this simulation")
