"""Single properties of a kubeconfig by a dotted path: `contexts.dev.namespace`, `current-context`.

Follows kubernetes kubectl/pkg/cmd/config: set.go, unset.go, navigation_step_parser.go.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.kubeconfig import Config
from app.kubectl.kubeconfig_files import merged, put, remove, set_current_context
from app.sim import go_base64
from app.sim.go_strings import quote

TRUE = ("1", "t", "T", "TRUE", "true", "True")
FALSE = ("0", "f", "F", "FALSE", "false", "False")
ENTRIES = {"clusters": "Cluster", "users": "AuthInfo", "contexts": "Context"}
# Fields as the program knows them in memory, by the kind of value; `act-as` is `as` in a file.
STRINGS = {
    "clusters": ("server", "tls-server-name", "certificate-authority", "proxy-url"),
    "users": ("client-certificate", "client-key", "token", "tokenFile", "act-as", "act-as-uid", "username", "password"),
    "contexts": ("cluster", "user", "namespace"),
}
BYTES = {
    "clusters": ("certificate-authority-data",),
    "users": ("client-certificate-data", "client-key-data"),
    "contexts": (),
}
BOOLS = {"clusters": ("insecure-skip-tls-verify", "disable-compression"), "users": (), "contexts": ()}
OTHERS = {
    "clusters": ("extensions",),
    "users": ("act-as-groups", "act-as-user-extra", "auth-provider", "exec", "extensions"),
    "contexts": ("extensions",),
}
ROOT = ("kind", "apiVersion", "preferences", "current-context", "extensions", *ENTRIES)
POINTER = 0xC000_4A2000  # where entries lie in memory, in messages that show it


@dataclass(frozen=True)
class _Steps:
    """A path: the section or root field, the entry's name, its field; None for what it does not go down to."""

    section: str
    name: str | None = None
    field: str | None = None


def _steps(path: str) -> _Steps:
    """The steps of a path. An entry's name goes on until a field of such an entry, or to the end."""
    section, *rest = path.split(".")
    if section not in ROOT:
        raise KubectlError(f"unable to parse {path} after [] at api.Config")
    if not rest:
        return _Steps(section)
    if section not in ENTRIES:
        raise KubectlError(f"unable to parse one or more field values of {path}")
    known = fields_of(section)
    at = next((index for index in range(1, len(rest)) if rest[index] in known), len(rest))
    name, below = ".".join(rest[:at]), rest[at:]
    if not below:
        return _Steps(section, name)
    if below[0] == "act-as-user-extra" and below[1:]:
        raise KubectlError("string is not of type struct")
    if below[1:] and below[0] != "auth-provider":
        raise KubectlError(f"unable to parse one or more field values of {path}")
    return _Steps(section, name, below[0])


def fields_of(section: str) -> tuple[str, ...]:
    """The fields of a section's entries."""
    return (*STRINGS[section], *BYTES[section], *BOOLS[section], *OTHERS[section])


def set_property(call: Call, path: str, value: str, *, raw: bool) -> None:
    """Write one property; `raw` bytes need no decoding."""
    if not value:
        raise KubectlError("you cannot use set to unset a property")
    if not path:
        raise KubectlError("you must specify a property")
    config, steps = merged(call), _steps(path)
    if steps.section == "current-context":
        set_current_context(call, value)
        return
    if steps.section not in ENTRIES:
        return
    entries = config[steps.section]
    if steps.name is None or steps.field is None:
        raise KubectlError(f"can't set a map to a value: {_go_map(config if steps.name is None else entries, steps)}")
    entry = {**entries.get(steps.name, {}), **_assigned(steps.section, steps.field, value, raw=raw)}
    put(call, steps.section, steps.name, entry)


def _go_map(shown: Config, steps: _Steps) -> str:
    """A map of entries as Go prints it: with their addresses."""
    names = sorted(shown[steps.section] if steps.name is None else shown)
    return f"map[{' '.join(f'{name}:{hex(POINTER + 0x120 * at)}' for at, name in enumerate(names))}]"


def _assigned(section: str, field: str, value: str, *, raw: bool) -> dict[str, Any]:
    """The field as it stands in a file."""
    if field in BOOLS[section]:
        return {field: _boolean(value)}
    if field in BYTES[section]:
        return {field: base64.b64encode(value.encode()).decode() if raw else _decodable(value)}
    if field == "act-as-groups":
        raise KubectlError("unrecognized slice type. string")
    if field in OTHERS[section]:
        raise KubectlError(f"unrecognized type: {field}")
    return {field.removeprefix("act-"): value}


def _decodable(text: str) -> str:
    try:
        go_base64.decode(text)
    except ValueError as wrong:
        raise KubectlError(f"error decoding input value: {wrong}") from None
    return text


def _boolean(text: str) -> bool:
    """Follows Go's strconv.ParseBool."""
    if text not in TRUE + FALSE:
        raise KubectlError(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")
    return text in TRUE


def unset_property(call: Call, path: str) -> None:
    """Remove one property, or a whole entry."""
    config, steps = merged(call), _steps(path)
    if steps.section == "current-context":
        set_current_context(call, "")
    if steps.section not in ENTRIES:
        return
    entries = config[steps.section]
    if steps.name is None:
        for each in list(entries):
            remove(call, steps.section, each)
    elif steps.field is None:
        remove(call, steps.section, steps.name)
    elif steps.name not in entries:
        raise KubectlError(f"current map key `{steps.name}` is invalid")
    else:
        gone = steps.field.removeprefix("act-")
        put(call, steps.section, steps.name, {k: v for k, v in entries[steps.name].items() if k != gone})
