"""Encryption at rest: what the API server makes of objects before etcd keeps them.

Follows kubernetes apiserver/pkg/server/options/encryptionconfig/config.go, apis/apiserver/validation and
pkg/storage/value/{transformer,encrypt/identity}.go. The ciphertext is one nobody needs to decipher.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from app.cluster.api.errors import ApiError, error
from app.cluster.api.objects import Object
from app.cluster.api.store import ResourceKey

if TYPE_CHECKING:
    from app.cluster.api.api import Api

VERSION, KIND = "apiserver.config.k8s.io/v1", "EncryptionConfiguration"
SIZES = {"aescbc": (16, 24, 32), "aesgcm": (16, 24, 32), "secretbox": (32,)}
IDENTITY = "identity"
BLOCK = 16
UNENCRYPTED = "identity transformer tried to read encrypted data"


@dataclass(frozen=True)
class Provider:
    """A provider of a list; `keys` are its keys' names, the first of which encrypts."""

    kind: str
    keys: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        """What stands before everything that it has encrypted, without the key's name."""
        return "" if self.kind == IDENTITY else f"k8s:enc:{self.kind}:v1:"

    @property
    def mark(self) -> str:
        """What it puts before a value."""
        return f"{self.prefix}{self.keys[0]}:" if self.keys else ""


@dataclass(frozen=True)
class Configuration:
    """Lists of providers by resource (`secrets`, `deployments.apps`, `*.`, `*.*`), the first that matches counts."""

    lists: Sequence[tuple[tuple[str, ...], tuple[Provider, ...]]]

    def providers(self, key: ResourceKey) -> tuple[Provider, ...]:
        """Those of a resource; () when it is left alone."""
        group, resource = key
        wanted = {"*.*", f"*.{group}", f"{resource}.{group}" if group else resource}
        return next((providers for names, providers in self.lists if wanted & set(names)), ())


def load(data: bytes) -> Configuration:
    """A configuration's file. ValueError says what the server says of a bad one."""
    try:
        document = yaml.safe_load(data)
    except yaml.YAMLError as problem:
        raise ValueError(f"yaml: {str(problem).splitlines()[0]}") from None
    if not isinstance(document, dict) or (document.get("apiVersion"), document.get("kind")) != (VERSION, KIND):
        found = document if isinstance(document, dict) else {}
        raise ValueError(f'no kind "{found.get("kind", "")}" is registered for version "{found.get("apiVersion", "")}" '
                         'in scheme "k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go"')  # fmt: skip
    lists = document.get("resources") or []
    problems = [] if lists else ["resources: Required value: at least one resources is required"]
    for at, one in enumerate(lists):
        problems += _problems(one, f"resources[{at}]")
    if problems:
        raise ValueError(problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]")
    return Configuration([
        (tuple(one["resources"]), tuple(_provider(provider) for provider in one["providers"])) for one in lists
    ])  # fmt: skip


def _provider(document: Mapping[str, Any]) -> Provider:
    kind, body = next(iter(document.items()))
    return Provider(kind, tuple(key["name"] for key in (body or {}).get("keys") or ()))


def _problems(one: Mapping[str, Any], path: str) -> list[str]:
    found = []
    for name in ("resources", "providers"):
        if not one.get(name):
            found.append(f"{path}.{name}: Required value: at least one {path}.{name} is required")
    for at, provider in enumerate(one.get("providers") or ()):
        where = f"{path}.providers[{at}]"
        kinds = [kind for kind in (*SIZES, IDENTITY, "kms") if kind in (provider or {})]
        if not kinds:
            found.append(f"{where}: Invalid value: {{}}: provider does not contain any of the expected providers: "
                         "KMS, AESGCM, AESCBC, Secretbox, Identity")  # fmt: skip
        elif len(kinds) > 1:
            found.append(f"{where}: Invalid value: {{}}: more than one provider specified in a single element, should "
                         "split into different list elements")  # fmt: skip
        elif kinds[0] == "kms":
            found.append(f"{where}.kms: KMS plugins are not simulated")
        elif kinds[0] in SIZES:
            found += _key_problems(provider[kinds[0]], f"{where}.{kinds[0]}.keys", SIZES[kinds[0]])
    return found


def _key_problems(body: Mapping[str, Any] | None, path: str, sizes: tuple[int, ...]) -> list[str]:
    keys = (body or {}).get("keys") or []
    found = [] if keys else [f"{path}: Required value: at least one keys is required"]
    for at, key in enumerate(keys):
        where = f"{path}[{at}]"
        if not key.get("name"):
            found.append(f"{where}.name: Required value: name is a mandatory field for a key")
        if not (secret := str(key.get("secret") or "")):
            found.append(f"{where}.secret: Required value: secret is a mandatory field for a key")
            continue
        try:
            length = len(base64.b64decode(secret, validate=True))
        except binascii.Error:
            found.append(f'{where}.secret: Invalid value: "REDACTED": secrets must be base64 encoded')
            continue
        if length not in sizes:
            expected = f"[{' '.join(map(str, sizes))}]"
            found.append(f'{where}.secret: Invalid value: "REDACTED": secret is not of the expected length, got '
                         f"{length}, expected one of {expected}")  # fmt: skip
    return found


class Encryption:
    """What an API server has encrypted, and with what: `marks` (uid -> prefix) is JSON data that outlives it."""

    def __init__(self, api: Api, marks: dict[str, str]) -> None:
        self._api, self.marks = api, marks
        self.configuration: Configuration | None = None
        api.store.on_change(self._written)

    def _written(self, change: str, key: ResourceKey, obj: Object) -> None:
        if self.configuration is None and not self.marks:
            return
        uid = obj["metadata"].get("uid", "")
        mark = "" if change == "DELETED" else self._mark(key)
        if mark:
            self.marks[uid] = mark
        else:
            self.marks.pop(uid, None)

    def _mark(self, key: ResourceKey) -> str:
        providers = self.configuration.providers(key) if self.configuration is not None else ()
        return providers[0].mark if providers else ""

    def stale(self, key: ResourceKey, obj: Object) -> bool:
        """Whether an object would be stored otherwise if it were written now."""
        return self.marks.get(obj["metadata"].get("uid", ""), "") != self._mark(key)

    def stored(self, obj: Object, plain: bytes) -> bytes:
        """The value under an object's key."""
        mark = self.marks.get(obj["metadata"].get("uid", ""), "")
        if not mark:
            return plain
        size = BLOCK + (len(plain) // BLOCK + 1) * BLOCK
        return mark.encode() + hashlib.shake_256(mark.encode() + plain).digest(size)

    def check(self, key: ResourceKey, objects: Sequence[Object], names: Sequence[str] = ()) -> None:
        """ApiError 500 when the server has no key for one of them; `names` are their keys in etcd, for lists."""
        providers = self.configuration.providers(key) if self.configuration is not None else ()
        for at, obj in enumerate(objects):
            why = _unreadable(self.marks.get(obj["metadata"].get("uid", ""), ""), providers)
            if why:
                raise _internal(f'unable to transform key "{names[at]}": {why}' if names else why)


def _unreadable(mark: str, providers: tuple[Provider, ...]) -> str:
    """Why a value with this mark cannot be read; "" when it can."""
    if not providers:
        return UNENCRYPTED if mark else ""
    if not mark:
        return "" if any(one.kind == IDENTITY for one in providers) else "no matching prefix found"
    for one in providers:
        if one.prefix and mark.startswith(one.prefix):
            if mark.removeprefix(one.prefix).rstrip(":") in one.keys:
                return ""
            what = "Secretbox" if one.kind == "secretbox" else "AES"
            return f"no matching key was found for the provided {what} transformer"
    return UNENCRYPTED if any(one.kind == IDENTITY for one in providers) else "no matching prefix found"


def _internal(text: str) -> ApiError:
    return error("InternalError", f"Internal error occurred: {text}", details={"causes": [{"message": text}]})
