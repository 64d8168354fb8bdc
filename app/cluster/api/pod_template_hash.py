"""`pod-template-hash` and `controller-revision-hash` as the real controllers compute them, now and in release 1.5.

Follows kubernetes pkg/controller/controller_utils.go: ComputeHash, pkg/controller/history/controller_history.go:
HashControllerRevision, apimachinery/pkg/util/dump and the `%#v` format of github.com/davecgh/go-spew.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import orjson

from app.cluster.api.go_types import GoType, fields, go_type
from app.sim import quantity

Object = dict[str, Any]
_TEMPLATE = "api.core.v1.PodTemplateSpec"
_CLASSIC_TEMPLATE = "classic.api.PodTemplateSpec"
_SAFE = "bcdfghjklmnpqrstvwxz2456789"
_ZERO_TIME = "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}"
_CLASSIC_ZERO_TIME = "{Time:(time.Time){sec:(int64)0 nsec:(int32)0 loc:(*time.Location)<nil>}}"
_ZERO_TIMES = {"time": _ZERO_TIME, "classicTime": _CLASSIC_ZERO_TIME}
_SCALARS = {"string": "", "int": 0, "bool": False, "float": 0}


def pod_template_hash(template: Object, collision_count: int | None = None) -> str:
    """The hash that names a Deployment's ReplicaSet: `7b6c5c54c5` for a defaulted pod template."""
    return _hash(orjson.dumps(template, option=orjson.OPT_SORT_KEYS), collision_count)


@lru_cache(maxsize=512)  # controllers hash the same template at every pass, and every lab has the same kube-system
def _hash(template: bytes, collision_count: int | None) -> str:
    data = dump(orjson.loads(template), go_type(_TEMPLATE)).encode()
    if collision_count is not None:
        data += (collision_count & 0xFFFFFFFF).to_bytes(4, "little") + b"\0\0\0\0"
    return safe_encode(str(fnv32a(data)))


def classic_pod_template_hash(template: Object) -> str:
    """The decimal hash of releases before 1.6, `390780338`; modern fields of the template do not count.

    Follows kubernetes 1.5 pkg/util/pod/pod.go: GetPodTemplateSpecHash.
    """
    spec = template.get("spec") or {}
    host = {name: spec[name] for name in ("hostNetwork", "hostPID", "hostIPC") if name in spec}
    # Internally these lived in the security context, which was always there.
    flat = {**spec, "securityContext": {**(spec.get("securityContext") or {}), **host}}
    data = dump({**template, "spec": flat}, go_type(_CLASSIC_TEMPLATE)).encode()
    return str(zlib.adler32(data))


def revision_data(template: Object) -> Object:
    """The data of a ControllerRevision: what rolls a workload back to this pod template.

    Follows pkg/controller/statefulset/stateful_set_utils.go and pkg/controller/daemon/update.go: getPatch.
    """
    return {"spec": {"template": {"$patch": "replace", **template}}}


def controller_revision_hash(template: Object, collision_count: int = 0) -> str:
    """The hash that names a StatefulSet's revision; a DaemonSet's is its pod_template_hash."""
    text = json.dumps(revision_data(template), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return safe_encode(str(fnv32(text.encode() + str(collision_count).encode())))


def fnv32a(data: bytes) -> int:
    """FNV-1a, 32 bits."""
    value = 0x811C9DC5
    for byte in data:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def fnv32(data: bytes) -> int:
    """FNV-1, 32 bits."""
    value = 0x811C9DC5
    for byte in data:
        value = ((value * 0x01000193) & 0xFFFFFFFF) ^ byte
    return value


def safe_encode(text: str) -> str:
    """Each character as one of 27 that spell no words.

    Follows apimachinery/pkg/util/rand/rand.go: SafeEncodeString.
    """
    return "".join(_SAFE[ord(char) % len(_SAFE)] for char in text)


def dump(value: Any, typ: GoType) -> str:
    """A JSON value as spew's `%#v` prints the Go value it decodes to."""
    return "".join(_typed(value, typ))


def _typed(value: Any, typ: GoType) -> Iterator[str]:
    if typ.kind == "pointer":
        yield f"({typ.name})"
        if value is None:
            yield "<nil>"
        else:
            yield from _dump(value, go_type(typ.elem))
        return
    yield f"({typ.name})"
    yield from _dump(value, typ)


def _dump(value: Any, typ: GoType) -> Iterator[str]:
    kind = typ.kind
    if kind == "struct":
        yield from _struct(value or {}, typ)
    elif kind in _SCALARS:
        yield _scalar(_SCALARS[kind] if value is None else value)
    elif kind == "slice":
        yield from _slice(value, typ)
    elif kind == "map":
        yield from _map(value, typ)
    elif kind == "quantity":
        yield _quantity(value)
    elif kind == "intOrString":
        yield _int_or_string(value)
    elif kind in _ZERO_TIMES:
        yield _ZERO_TIMES[kind]
    else:
        yield "<nil>"


def _scalar(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _struct(value: Object, typ: GoType) -> Iterator[str]:
    yield "{"
    for index, item in enumerate(fields(typ.expression)):
        yield f"{' ' if index else ''}{item.go_name}:"
        yield from _typed(value if item.inline else value.get(item.json_name), item.type)
    yield "}"


def _slice(value: list[Any] | None, typ: GoType) -> Iterator[str]:
    if not value:
        yield "<nil>"
        return
    elem = go_type(typ.elem)
    yield "["
    for index, item in enumerate(value):
        if index:
            yield " "
        yield from _dump(item, elem)
    yield "]"


def _map(value: Object | None, typ: GoType) -> Iterator[str]:
    if not value:
        yield "<nil>"
        return
    elem = go_type(typ.elem)
    yield "map["
    for index, key in enumerate(sorted(value)):
        yield f"{' ' if index else ''}{key}:"
        yield from _dump(value[key], elem)
    yield "]"


def _quantity(value: Any) -> str:
    amount = quantity.from_json(value)
    number = f"{{value:(int64){amount.unscaled} scale:(resource.Scale){amount.exponent}}}"
    rest = f"s:(string){amount.text or ''} Format:(resource.Format){amount.format}"
    return f"{{i:(resource.int64Amount){number} d:(resource.infDecAmount){{Dec:(*inf.Dec)<nil>}} {rest}}}"


def _int_or_string(value: Any) -> str:
    kind, number, text = (1, 0, value) if isinstance(value, str) else (0, value or 0, "")
    return f"{{Type:(intstr.Type){kind} IntVal:(int32){number} StrVal:(string){text}}}"
