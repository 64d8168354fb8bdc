"""Files that Python looks after, as a file system that bashkit's interpreters can mount.

Follows bashkit crates/bashkit/src/interop/fs.rs: version 1 of its stable C interface, a handle with a table of
functions, wrapped in a capsule. Interpreters call from threads of their own.
"""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

from bashkit import FileSystem

if TYPE_CHECKING:
    from app.host.disk import Tree

CAPSULE = b"bashkit.FileSystem.v1"
KINDS = {"file": 0, "directory": 1, "symlink": 2, "fifo": 3}
# What bashkit makes of an error by its kind; 0 keeps the message as it is.
OTHER, NOT_FOUND = 0, 1


class _Bytes(ctypes.Structure):
    """A pointer and a length: texts and contents in either direction."""

    _fields_ = [("ptr", ctypes.c_void_p), ("len", ctypes.c_size_t)]


class _Error(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_uint32), ("message", _Bytes)]


class _Metadata(ctypes.Structure):
    _fields_ = [
        ("file_type", ctypes.c_uint8), ("reserved", ctypes.c_uint8 * 7), ("size", ctypes.c_uint64),
        ("mode", ctypes.c_uint32), ("modified", ctypes.c_int64), ("modified_nanos", ctypes.c_uint32),
        ("created", ctypes.c_int64), ("created_nanos", ctypes.c_uint32),
    ]  # fmt: skip


class _Entry(ctypes.Structure):
    _fields_ = [("name", _Bytes), ("metadata", _Metadata)]


_Out, _Failure = ctypes.POINTER(_Bytes), ctypes.POINTER(_Error)


def _function(*arguments: Any) -> Any:
    return ctypes.CFUNCTYPE(ctypes.c_uint32, ctypes.c_void_p, *arguments, _Failure)


_FREE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, _Bytes)
_COUNT = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_SIGNATURES: list[tuple[str, Any]] = [
    ("read_file", _function(_Bytes, _Out)), ("write_file", _function(_Bytes, _Bytes)),
    ("append_file", _function(_Bytes, _Bytes)), ("mkdir", _function(_Bytes, ctypes.c_bool)),
    ("remove", _function(_Bytes, ctypes.c_bool)), ("stat", _function(_Bytes, ctypes.POINTER(_Metadata))),
    ("read_dir", _function(_Bytes, _Out)), ("exists", _function(_Bytes, ctypes.POINTER(ctypes.c_bool))),
    ("rename", _function(_Bytes, _Bytes)), ("copy", _function(_Bytes, _Bytes)),
    ("symlink", _function(_Bytes, _Bytes)), ("read_link", _function(_Bytes, _Out)),
    ("chmod", _function(_Bytes, ctypes.c_uint32)), ("free_bytes", _FREE), ("free_dir_entries", _FREE),
]  # fmt: skip


class _Table(ctypes.Structure):
    _fields_ = _SIGNATURES


class _Handle(ctypes.Structure):
    _fields_ = [
        ("version", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("instance", ctypes.c_void_p), ("retain", _COUNT),
        ("release", _COUNT), ("table", ctypes.POINTER(_Table)),
    ]  # fmt: skip


# What interpreters hold, by instance number. A tree owns its file system, which would otherwise own the tree.
_trees: dict[int, weakref.ref[Tree]] = {}
_holders: dict[int, int] = {}
_lent: dict[int, Any] = {}  # memory that was handed over, by address, until it is freed
_numbers = count(1)


def _text(given: _Bytes) -> str:
    return _content(given).decode("utf-8", "surrogateescape")


def _content(given: _Bytes) -> bytes:
    return ctypes.string_at(given.ptr, given.len) if given.len else b""


def _lend(data: bytes, into: _Bytes) -> None:
    buffer = ctypes.create_string_buffer(data, len(data) or 1)
    into.ptr, into.len = ctypes.addressof(buffer), len(data)
    _lent[ctypes.addressof(buffer)] = buffer


def _describe(found: dict[str, Any], into: _Metadata) -> None:
    into.file_type, into.size, into.mode = KINDS[found["file_type"]], found["size"], found["mode"]
    into.modified, into.modified_nanos = int(found["modified"]), int(found["modified"] % 1 * 1e9)
    into.created, into.created_nanos = int(found["created"]), int(found["created"] % 1 * 1e9)


def _list(found: list[dict[str, Any]], into: _Bytes) -> None:
    entries = (_Entry * max(1, len(found)))()
    for entry, one in zip(entries, found, strict=False):
        _lend(one["name"].encode("utf-8", "surrogateescape"), entry.name)
        _describe(one["metadata"], entry.metadata)
    into.ptr, into.len = ctypes.addressof(entries), len(found)
    _lent[ctypes.addressof(entries)] = entries


def _free_bytes(_: int, given: _Bytes) -> None:
    _lent.pop(given.ptr, None)


def _free_entries(_: int, given: _Bytes) -> None:
    for entry in _lent.pop(given.ptr, ()):
        _lent.pop(entry.name.ptr, None)


def _retain(instance: int) -> None:
    _holders[instance] = _holders.get(instance, 0) + 1


def _release(instance: int, holders: dict[int, int] = _holders, trees: dict[int, Any] = _trees) -> None:
    """One holder less; at the end of Python, too, when there are no globals any more."""
    holders[instance] -= 1
    if not holders[instance]:
        del holders[instance], trees[instance]


def _put(out: Any, value: bool) -> None:
    out[0] = value


_CALLS: dict[str, Callable[..., None]] = {
    "read_file": lambda tree, path, out: _lend(tree.read_file(_text(path)), out[0]),
    "write_file": lambda tree, path, data: tree.write_file(_text(path), _content(data)),
    "append_file": lambda tree, path, data: tree.append_file(_text(path), _content(data)),
    "mkdir": lambda tree, path, recursive: tree.mkdir(_text(path), recursive=recursive),
    "remove": lambda tree, path, recursive: tree.remove(_text(path), recursive=recursive),
    "stat": lambda tree, path, out: _describe(tree.stat(_text(path)), out[0]),
    "read_dir": lambda tree, path, out: _list(tree.read_dir(_text(path)), out[0]),
    "exists": lambda tree, path, out: _put(out, tree.exists(_text(path))),
    "rename": lambda tree, source, target: tree.rename(_text(source), _text(target)),
    "copy": lambda tree, source, target: tree.copy(_text(source), _text(target)),
    "symlink": lambda tree, target, link: tree.symlink(_text(target), _text(link)),
    "read_link": lambda tree, path, out: _lend(tree.read_link(_text(path)).encode(), out[0]),
    "chmod": lambda tree, path, mode: tree.chmod(_text(path), mode),
}


def _guarded(call: Callable[..., None]) -> Callable[..., int]:
    """The call with its error told over the interface: nothing may be raised into bashkit."""

    def calling(instance: int, *arguments: Any) -> int:
        try:
            tree = _trees[instance]()
            if tree is None:
                raise RuntimeError("file not found")
            call(tree, *arguments[:-1])
        except Exception as error:  # whatever it is, a script goes on
            failure = arguments[-1][0]
            text = str(error).removeprefix("io error: ")
            failure.kind = NOT_FOUND if text.endswith("not found") else OTHER
            _lend(text.encode("utf-8", "replace"), failure.message)
            return 1
        return 0

    return calling


_FREEING = {"free_bytes": _free_bytes, "free_dir_entries": _free_entries}
_TABLE = _Table(*(kind(_FREEING[name] if name in _FREEING else _guarded(_CALLS[name])) for name, kind in _SIGNATURES))
_RETAIN, _RELEASE = _COUNT(_retain), _COUNT(_release)
for _immortal in (_TABLE, _RETAIN, _RELEASE):  # interpreters may outlive this module
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_immortal))
_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype, _new_capsule.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


def as_file_system(tree: Tree) -> FileSystem:
    """A file system for interpreters whose every access is a call of `tree`, as long as somebody else keeps that."""
    instance = next(_numbers)
    _trees[instance] = weakref.ref(tree)
    handle = _Handle(1, 0, instance, _RETAIN, _RELEASE, ctypes.pointer(_TABLE))  # copied by `from_capsule`
    return FileSystem.from_capsule(_new_capsule(ctypes.addressof(handle), CAPSULE, None))
