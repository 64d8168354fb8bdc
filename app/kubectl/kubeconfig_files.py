"""Changing kubeconfig files: which file an entry lives in, and how a file is written.

Follows kubernetes client-go/tools/clientcmd/config.go: ModifyConfig.
"""

from __future__ import annotations

import posixpath
from typing import Any

from app.kubectl import kubeconfig
from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.formats import yaml_text
from app.kubectl.help import help_of
from app.kubectl.kubeconfig import SECTIONS, Config
from app.sim.go_strings import go_list

FILE_ORDER = {
    "clusters": (
        "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority", "certificate-authority-data",
        "proxy-url", "disable-compression", "extensions",
    ),
    "users": (
        "client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile", "as",
        "as-uid", "as-groups", "as-user-extra", "username", "password", "auth-provider", "exec", "extensions",
    ),
    "contexts": ("cluster", "user", "namespace", "extensions"),
}  # fmt: skip
FILE_FIELDS = ("certificate-authority", "client-certificate", "client-key", "tokenFile")


async def unexpected(call: Call) -> KubectlError:
    """The error for a wrong number of arguments, after the command's help has been printed."""
    await call.write(help_of(call.tree, call.command))
    return KubectlError(f"Unexpected args: {go_list(call.args)}")


def files(call: Call) -> list[str]:
    """The files of the configuration, most important first."""
    return kubeconfig.paths(call.machine, call.shared_flags())


def merged(call: Call) -> Config:
    """Everything the files say together; a file named by `--kubeconfig` need not exist."""
    config: Config = {"current-context": "", "preferences": {}, "clusters": {}, "users": {}, "contexts": {}}
    for path in files(call):
        found = kubeconfig.read(call.machine, path)
        config["current-context"] = config["current-context"] or found.get("current-context", "")
        for section in SECTIONS:
            config[section] = {**found.get(section, {}), **config[section]}
    return config


def home_of(call: Call, section: str, name: str) -> str:
    """The file in which an entry lives, or in which a new one is put."""
    listed = files(call)
    for path in listed:
        if name in kubeconfig.read(call.machine, path).get(section, {}):
            return path
    return default_file(call)


def default_file(call: Call) -> str:
    """The file that messages name: the first one that is there, else the last one."""
    listed = files(call)
    for path in listed:
        if call.machine.kind_of(path):
            return path
    return listed[-1]


def home_of_current_context(call: Call) -> str:
    """The file that says which context is current, or the one that will."""
    listed = files(call)
    for path in listed:
        if kubeconfig.read(call.machine, path).get("current-context"):
            return path
    return default_file(call)


def put(call: Call, section: str, name: str, entry: dict[str, Any]) -> bool:
    """Write an entry; whether it was there before."""
    path = home_of(call, section, name)
    config = _read(call, path)
    existed = name in config[section]
    config[section][name] = _near(call, path, entry)
    write(call, path, config)
    return existed


def _near(call: Call, path: str, entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with its files named from the directory of the kubeconfig, those that lie in or below it."""
    base = posixpath.dirname(posixpath.join(call.machine.cwd, path))
    changed = dict(entry)
    for key in FILE_FIELDS:
        if value := str(entry.get(key) or ""):
            relative = posixpath.relpath(posixpath.join(base, value), base)
            changed[key] = value if relative.startswith("../") else relative
    return changed


def remove(call: Call, section: str, name: str) -> str:
    """Take an entry out; the file it was in."""
    path = home_of(call, section, name)
    config = _read(call, path)
    config[section].pop(name, None)
    write(call, path, config)
    return path


def set_current_context(call: Call, name: str) -> None:
    """Make a context the current one."""
    path = home_of_current_context(call)
    config = _read(call, path)
    config["current-context"] = name
    write(call, path, config)


def _read(call: Call, path: str) -> Config:
    empty: Config = {"current-context": "", "preferences": {}, "clusters": {}, "users": {}, "contexts": {}}
    return {**empty, **kubeconfig.read(call.machine, path)}


def document(config: Config) -> dict[str, Any]:
    """A configuration as files and `config view` hold it: lists sorted by name, fields in the order of the structs."""
    found: dict[str, Any] = {"kind": "Config", "apiVersion": "v1"}
    if config.get("preferences"):
        found["preferences"] = config["preferences"]
    for section in ("clusters", "users", "contexts"):
        entries = [
            {"name": name, SECTIONS[section]: _ordered(section, entry)}
            for name, entry in sorted(config.get(section, {}).items())
        ]
        found[section] = entries or None
    found["current-context"] = config.get("current-context", "")
    return found


def _ordered(section: str, entry: dict[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in entry.items() if key != "__from__" and value not in ("", None, False, [])}
    if section != "users" and "cluster" not in shown and section == "contexts":
        shown = {"cluster": entry.get("cluster", ""), "user": entry.get("user", ""), **shown}
    if section == "contexts" and "user" not in shown:
        shown["user"] = entry.get("user", "")
    if section == "clusters" and "server" not in shown:
        shown["server"] = ""
    known = {key: shown[key] for key in FILE_ORDER[section] if key in shown}
    return {**known, **shown}


def write(call: Call, path: str, config: Config) -> None:
    """Write a file."""
    directory = path.rpartition("/")[0]
    if directory and not call.machine.kind_of(directory):
        call.machine.make_directory(directory)
    text = yaml_text(document(config))
    try:
        call.machine.write_file(path, text.encode())
    except OSError as wrong:
        raise KubectlError(f"open {path}: {(wrong.strerror or '').lower()}") from None
