"""Packed charts: .tgz files with one folder in them. Follows helm pkg/chart/loader/archive."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib

from app.helm.charts.model import File
from app.helm.errors import HelmError
from app.helm.times import NANOSECONDS

MAX_TOTAL = 20 << 20
MAX_FILE = 5 << 20


def unpack(data: bytes) -> list[File]:
    """The files of an archive, their names without the top folder; HelmError."""
    try:
        plain = zlib.decompressobj(31).decompress(data, MAX_TOTAL + 1)
    except zlib.error:
        message = "file does not appear to be a gzipped archive; got 'application/octet-stream'"
        raise HelmError(message) from None
    if len(plain) > MAX_TOTAL:
        raise HelmError(f"decompressed chart is larger than the maximum size {MAX_TOTAL}")
    try:
        with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
            files = [_file(archive, member) for member in archive.getmembers() if member.isfile()]
    except tarfile.TarError as wrong:
        raise HelmError(f"chart archive cannot be read: {wrong}") from None
    if not files:
        raise HelmError("no files in chart archive")
    return files


def _file(archive: tarfile.TarFile, member: tarfile.TarInfo) -> File:
    _, found, name = member.name.partition("/")
    if not found:
        raise HelmError("chart illegally contains content outside the base directory")
    if ".." in name.split("/"):
        raise HelmError("chart illegally references parent directory")
    if member.size > MAX_FILE:
        raise HelmError(f'decompressed chart file "{member.name}" is larger than the maximum file size {MAX_FILE}')
    source = archive.extractfile(member)
    return File(name, source.read() if source else b"", int(member.mtime) * NANOSECONDS)


def pack(folder: str, files: list[File], now: float) -> bytes:
    """An archive of files under a top folder."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for file in files:
            member = tarfile.TarInfo(f"{folder}/{file.name}")
            member.size, member.mode, member.mtime = len(file.data), 0o644, int(file.modified / NANOSECONDS or now)
            archive.addfile(member, io.BytesIO(file.data))
    return gzip.compress(plain.getvalue(), mtime=int(now))
