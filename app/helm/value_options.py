"""The values that the command line gives: -f, --set, --set-string, --set-file, --set-json, --set-literal.

Follows helm pkg/cli/values/options.go.
"""

from __future__ import annotations

from typing import Any

from app.helm import strvals
from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.fetching import download
from app.helm.yaml_values import ValuesError, load_map, read_json

Table = dict[str, Any]


async def given_values(call: Call) -> Table:
    """All of them, later ones over earlier ones; HelmError."""
    values: Table = {}
    flags = call.flags
    for path in flags.words("values"):
        data = await _read(call, path)
        try:
            _overlay(values, load_map(data))
        except ValuesError as wrong:
            raise HelmError(f"failed to parse {path}: cannot unmarshal yaml document: {wrong}") from None
    for text in flags.words("set-json"):
        _set_json(text, values)
    for text in flags.words("set"):
        _parsed("--set", lambda t=text: strvals.parse_into(t, values))
    for text in flags.words("set-string"):
        _parsed("--set-string", lambda t=text: strvals.parse_into(t, values, str))
    for text in flags.words("set-file"):
        files = await _files(call, text)
        _parsed("--set-file", lambda t=text, f=files: strvals.parse_into(t, values, f.__getitem__))
    for text in flags.words("set-literal"):
        _parsed("--set-literal", lambda t=text: strvals.parse_literal_into(t, values))
    return values


def _parsed(flag: str, parse: Any) -> None:
    try:
        parse()
    except strvals.SetError as wrong:
        raise HelmError(f"failed parsing {flag} data: {wrong}") from None


def _set_json(text: str, values: Table) -> None:
    stripped = text.strip()
    if stripped.startswith("{"):
        try:
            found = read_json(stripped)
        except ValueError as wrong:
            raise HelmError(f"failed parsing --set-json data JSON: {text}: {wrong}") from None
        _overlay(values, found)
        return
    try:
        strvals.parse_json_into(text, values)
    except strvals.SetError:
        raise HelmError(f"failed parsing --set-json data {text}") from None


async def _files(call: Call, text: str) -> dict[str, str]:
    """The contents of the files that a --set-file expression names."""
    names: list[str] = []

    def note(name: str) -> str:
        names.append(name)
        return ""

    _parsed("--set-file", lambda: strvals.parse_into(text, {}, note))
    contents = {}
    for name in names:
        try:
            contents[name] = (await _read(call, name)).decode("utf-8", "surrogateescape")
        except HelmError as wrong:
            raise wrong.wrapped("failed parsing --set-file data") from None
    return contents


async def _read(call: Call, path: str) -> bytes:
    if path.strip() == "-":
        return await call.machine.stdin.read()
    if path.startswith(("http://", "https://")):
        return await download(call.machine, path)
    try:
        return call.machine.read_file(path)
    except OSError as wrong:
        raise HelmError(f"open {path}: {(wrong.strerror or '').lower()}") from None


def _overlay(target: Table, source: Table) -> None:
    for key, value in source.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _overlay(target[key], value)
        else:
            target[key] = value
