"""etcd's database as a file: what a snapshot is, and what a data directory holds.

The first line says what `snapshot status` tells; behind it is the packed state of the store, for clusters to read.
"""

from __future__ import annotations

import json
import posixpath
import zlib
from dataclasses import dataclass

from app.host.files import Files

DATABASE = "member/snap/db"
WAL = "member/wal/0000000000000000-0000000000000000.wal"
LIVE = b"etcd's database, in use\n"  # what a data directory holds while etcd runs on it


@dataclass(frozen=True)
class Image:
    """A state of the store: `packed` is the cluster's own form."""

    revision: int
    keys: int
    size: int
    packed: bytes

    @property
    def hash(self) -> int:
        """What `snapshot status` prints as its hash."""
        return zlib.crc32(self.packed)

    def encode(self) -> bytes:
        """As a file."""
        head = {"etcd": "3.6", "revision": self.revision, "keys": self.keys, "size": self.size, "hash": self.hash}
        return json.dumps(head).encode() + b"\n" + self.packed


def decode(data: bytes) -> Image | None:
    """The image in a file; None when the file is something else, or damaged."""
    head, _, packed = data.partition(b"\n")
    try:
        told = json.loads(head)
        found = Image(int(told["revision"]), int(told["keys"]), int(told["size"]), packed)
    except (ValueError, KeyError, TypeError):
        return None
    return found if found.hash == told.get("hash") else None


def write_directory(files: Files, folder: str, database: bytes) -> None:
    """A data directory with this database."""
    for name, data in ((DATABASE, database), (WAL, b"")):
        path = posixpath.join(folder, name)
        files.make_directory(posixpath.dirname(path))
        files.write_file(path, data, mode=0o600)
    for part in ("", "member", "member/snap", "member/wal"):
        files.chmod(posixpath.join(folder, part) if part else folder, 0o700)
