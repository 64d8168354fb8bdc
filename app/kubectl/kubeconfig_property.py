"""Single properties of a kubeconfig by a dotted path: `contexts.dev.namespace`, `current-context`.

Follows kubernetes kubectl/pkg/cmd/config/navigation_step_parser.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.gotext import quote
from app.kubectl.kubeconfig import SECTIONS, Config
from app.kubectl.kubeconfig_files import FILE_ORDER, merged, put, remove, set_current_context

TRUE = ("1", "t", "T", "TRUE", "true", "True")
FALSE = ("0", "f", "F", "FALSE", "false", "False")
BOOLS = ("insecure-skip-tls-verify", "disable-compression")


def locate(config: Config, path: str) -> tuple[str, str, str]:
    """(section, entry name, field) of a path; empty strings for what it does not go down to."""
    section, _, rest = path.partition(".")
    if section in ("current-context", "kind", "apiVersion"):
        return section, "", ""
    if section not in SECTIONS:
        raise KubectlError(f"unable to parse {path} after [] at api.Config")
    if not rest:
        return section, "", ""
    for name in sorted(config[section], key=len, reverse=True):
        if rest == name or rest.startswith(f"{name}."):
            return section, name, rest[len(name) + 1 :]
    for field in FILE_ORDER[section]:
        if rest.endswith(f".{field}"):
            return section, rest[: -len(field) - 1], field
    return section, rest, ""


def set_property(call: Call, path: str, value: Any) -> None:
    """Write one property."""
    config = merged(call)
    section, name, field = locate(config, path)
    if section == "current-context":
        set_current_context(call, str(value))
        return
    if not name or not field:
        raise KubectlError("can't set a map to a value: " + path)
    if field not in FILE_ORDER[section]:
        raise KubectlError(f"unable to locate path {field}")
    if field in BOOLS:
        value = _boolean(str(value))
    entry = {**config[section].get(name, {}), field: value}
    put(call, section, name, entry)


def _boolean(text: str) -> bool:
    """Follows Go's strconv.ParseBool."""
    if text not in TRUE + FALSE:
        raise KubectlError(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")
    return text in TRUE


def unset_property(call: Call, path: str) -> None:
    """Remove one property, or a whole entry."""
    config = merged(call)
    section, name, field = locate(config, path)
    if section == "current-context":
        set_current_context(call, "")
    elif not name:
        for each in list(config[section]):
            remove(call, section, each)
    elif field and name not in config[section]:
        raise KubectlError(f"current map key `{name}` is invalid")
    elif not field:
        remove(call, section, name)
    else:
        entry = {key: value for key, value in config[section][name].items() if key != field}
        put(call, section, name, entry)
