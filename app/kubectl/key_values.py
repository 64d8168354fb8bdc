"""`--from-literal`, `--from-file` and `--from-env-file` of config maps and secrets.

Follows kubernetes kubectl/pkg/cmd/create/create_configmap.go, kubectl/pkg/generate/versioned/env_file.go.
"""

from __future__ import annotations

import re

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.sim.go_strings import quote
from app.sim.names import is_config_key

Data = dict[str, bytes]
Owner = tuple[str, str]  # kind and name of the object that is made
_ENV_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
_ENV_RULE = (
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not "
    "start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is "
    "'[-._a-zA-Z][-._a-zA-Z0-9]*')"
)


def entries(call: Call, owner: Owner) -> Data:
    """All entries that the flags name; KubectlError for what is malformed, missing or named twice."""
    flags = call.flags
    if flags.words("from-env-file") and (flags.words("from-file") or flags.words("from-literal")):
        raise KubectlError("from-env-file cannot be combined with from-file or from-literal")
    data: Data = {}
    for source in flags.words("from-literal"):
        key, value = _literal(source)
        _add(data, key, value.encode(), owner)
    for source in flags.words("from-file"):
        from_file(call, source, data, owner)
    for path in flags.words("from-env-file"):
        for key, value in env_file(call, path):
            _add(data, key, value.encode(), owner)
    return data


def _literal(source: str) -> tuple[str, str]:
    if source.find("=") < 1:
        raise KubectlError(f"invalid literal source {source}, expected key=value")
    key, _, value = source.partition("=")
    return key, value


def _add(data: Data, key: str, value: bytes, owner: Owner) -> None:
    kind, name = owner
    if problems := is_config_key(key):
        if kind == "Secret":
            raise KubectlError(f"{quote(key)} is not valid key name for a Secret {';'.join(problems)}")
        raise KubectlError(f"{quote(key)} is not a valid key name for a ConfigMap: {','.join(problems)}")
    if key in data:
        if kind == "Secret":
            raise KubectlError(f"cannot add key {key}, another key by that name already exists")
        raise KubectlError(
            f"cannot add key {quote(key)}, another key by that name already exists in Data for ConfigMap {quote(name)}"
        )
    data[key] = value


def from_file(call: Call, source: str, data: Data, owner: Owner, default: str = "") -> Data:
    """`[key=]path`, where the path may be a directory, into `data`; `default` is the key of a path without one."""
    key, path = _file_source(source)
    if default and "=" not in source:
        key = default
    kind = call.machine.kind_of(path)
    if not kind:
        raise KubectlError(f"error reading {path}: no such file or directory")
    if kind == "directory":
        if "=" in source:
            raise KubectlError("cannot give a key name for a directory path")
        for name in call.machine.list_directory(path):
            inner = f"{path.rstrip('/')}/{name}"
            if call.machine.kind_of(inner) == "file":
                _add(data, name, call.machine.read_file(inner), owner)
        return data
    _add(data, key, call.machine.read_file(path), owner)
    return data


def _file_source(source: str) -> tuple[str, str]:
    equals = source.count("=")
    if equals == 0:
        return source.rstrip("/").rpartition("/")[2], source
    if equals > 1:
        raise KubectlError("key names or file paths cannot contain '='")
    key, _, path = source.partition("=")
    if not key:
        raise KubectlError(f"key name for file path {path} missing")
    if not path:
        raise KubectlError(f"file path for key name {key} missing")
    return key, path


def env_file(call: Call, path: str) -> list[tuple[str, str]]:
    """The variables of a file of `NAME=value` lines; a name alone takes the value from the environment."""
    if call.machine.kind_of(path) == "directory":
        raise KubectlError("env config file cannot be a directory")
    try:
        text = call.machine.read_file(path).decode("utf-8-sig")
    except OSError as wrong:
        raise KubectlError(f"error reading {path}: {(wrong.strerror or '').lower()}") from None
    found = []
    for line in text.split("\n"):
        stripped = line.lstrip().rstrip("\r")
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if not _ENV_NAME.fullmatch(name):
            raise KubectlError(f"{quote(name)} is not a valid key name: {_ENV_RULE}")
        found.append((name, value if equals else call.machine.env.get(name, "")))
    return found
