"""`kubectl config view`."""

from __future__ import annotations

import base64
from typing import Any

from app.kubectl import kubeconfig
from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, UsageError
from app.kubectl.kubeconfig import Config
from app.kubectl.kubeconfig_files import document, merged
from app.kubectl.printing import emit, object_printer

SHORT = "Show the merged kubeconfig, secrets left out unless --raw"
SECRET = ("token", "password")
DATA = ("client-certificate-data", "client-key-data", "certificate-authority-data")
FILES = ("certificate-authority", "client-certificate", "client-key")


async def run(call: Call) -> None:
    """Print it."""
    if call.args:
        raise UsageError("unexpected arguments: [" + " ".join(call.args) + "]")
    if not call.flags.on("merge") and not call.shared_flags().text("kubeconfig"):
        raise KubectlError("if merge==false a precise file must be specified")
    config = merged(call)
    if call.flags.on("minify"):
        config = _minified(call, config)
    if call.flags.on("flatten"):
        config = _flattened(call, config)
    elif not call.flags.on("raw"):
        config = _redacted(call, config)
    printer = object_printer(call, ordered=True)
    if printer is None:
        await call.say("config/<unknown>")
        return
    await emit(call, printer, document(config))


def _minified(call: Call, config: Config) -> Config:
    """Only what the current context needs."""
    name = call.shared_flags().text("context") or config["current-context"]
    if not name:
        raise KubectlError("current-context must exist in order to minify")
    context = config["contexts"].get(name)
    if context is None:
        raise KubectlError(f"cannot locate context {name}")
    return {
        **config,
        "current-context": name,
        "contexts": {name: context},
        "clusters": {k: v for k, v in config["clusters"].items() if k == context.get("cluster")},
        "users": {k: v for k, v in config["users"].items() if k == context.get("user")},
    }


def _redacted(call: Call, config: Config) -> Config:
    def hide(entry: dict[str, Any]) -> dict[str, Any]:
        shown = dict(entry)
        for key in SECRET:
            if shown.get(key):
                shown[key] = "REDACTED"
        for key in DATA:
            if shown.get(key):
                shown[key] = "DATA+OMITTED"
        if shown.get("auth-provider"):
            shown["auth-provider"] = {**shown["auth-provider"], "config": shown["auth-provider"].get("config") or {}}
        return shown

    return {
        **config,
        "users": {name: hide(entry) for name, entry in config["users"].items()},
        "clusters": {name: hide(entry) for name, entry in config["clusters"].items()},
    }


def _flattened(call: Call, config: Config) -> Config:
    """Files' contents in the place of their paths."""

    def inline(entry: dict[str, Any]) -> dict[str, Any]:
        shown = dict(entry)
        for key in FILES:
            if path := kubeconfig.located(entry, key):
                try:
                    shown[f"{key}-data"] = base64.b64encode(call.machine.read_file(path)).decode()
                except OSError as wrong:
                    failed = "read" if isinstance(wrong, IsADirectoryError) else "open"
                    shown_path = path.rstrip("/") if failed == "read" else path
                    raise KubectlError(f"{failed} {shown_path}: {(wrong.strerror or '').lower()}") from None
                shown.pop(key)
        return shown

    return {
        **config,
        "users": {name: inline(entry) for name, entry in config["users"].items()},
        "clusters": {name: inline(entry) for name, entry in config["clusters"].items()},
    }
