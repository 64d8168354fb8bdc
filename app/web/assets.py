"""Static files: compressed once, cached for ever under a path that names their content.

The version in `/static/<version>/...` is a hash over all files, so that modules importing each other by relative paths
get matching versions, a changed file reaches every browser at once, and an unchanged one is never asked for again.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import mimetypes
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from flask import Blueprint, Response, abort, request

from app.web.bundle import UnknownFormError, bundle

_LOG = logging.getLogger(__name__)
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_PLAIN = {".png", ".ico", ".woff2", ".jpg"}  # compressed by themselves
_IMPORT = re.compile(r"^(?:import|\}) .*?from '(\.[^']+)';$", re.MULTILINE)
_LATER = re.compile(r"\bimport\('(\./[^']+)'\)")  # of ours, not of third parties'
_CSS_COMMENT = re.compile(r"/\*(?!\*).*?\*/\n*", re.DOTALL)
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: `gzipped` is None where that gains nothing."""

    type: str
    data: bytes
    gzipped: bytes | None
    etag: str


class Assets:
    """The files of a static folder, read once."""

    def __init__(self, folder: Path) -> None:
        self._paths = {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        }
        self._read: dict[str, Asset] = {}
        digest = hashlib.sha256()
        for name, path in self._paths.items():
            digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        self.version = digest.hexdigest()[:12]

    def url(self, name: str) -> str:
        """Where a page finds a file. Raises KeyError for a file that is not there: a template's typing error."""
        if name not in self._read:
            self._paths[name]
        return f"/static/{self.version}/{name}"

    def modules(self, name: str) -> list[str]:
        """A script and all that it imports, so that a page can ask for them at once instead of one after the other."""
        found: list[str] = []
        waiting = [name]
        while waiting:
            here = waiting.pop(0)
            if here in found:
                continue
            found.append(here)
            if not here.startswith("vendor/"):  # those import nothing
                waiting += _beside(here, _IMPORT.findall(self._text(here)))
        return found

    def script(self, entry: str) -> list[str]:
        """What a page loads for a script, that first: one file of all its modules, by its own name.

        What it loads later is one file each, too. Where modules cannot be put together it is every module for itself.
        """
        try:
            text = bundle(entry, self._text)
        except UnknownFormError:
            _LOG.warning("the modules of %s are sent one by one", entry, exc_info=True)
            return self.modules(entry)
        self._read[entry] = _asset(entry, text.encode())
        for later in _beside(entry, _LATER.findall(text)):
            self.script(later)
        return [entry]

    def sheet(self, name: str, parts: Sequence[str]) -> str:
        """Style sheets as one, by that name; comments are left out, but for licences (`/**`)."""
        text = "\n".join(_CSS_COMMENT.sub("", self._text(part)) for part in parts)
        self._read[name] = _asset(name, text.encode())
        return name

    def get(self, name: str) -> Asset | None:
        """A file by its name below the folder."""
        if name not in self._read and name in self._paths:
            self._read[name] = _asset(name, self._paths[name].read_bytes())
        return self._read.get(name)

    def _text(self, name: str) -> str:
        return self._paths[name].read_text(encoding="utf-8")


def _beside(name: str, others: Sequence[str]) -> list[str]:
    """Files that a script names by paths relative to itself."""
    return [posixpath.normpath(f"{posixpath.dirname(name)}/{other}") for other in others]


def _asset(name: str, data: bytes) -> Asset:
    suffix = PurePosixPath(name).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "text/plain"
    gzipped = None if suffix in _PLAIN or len(data) < 256 else gzip.compress(data, 9, mtime=0)
    return Asset(kind, data, gzipped, hashlib.sha256(data).hexdigest()[:24])


def blueprint(assets: Assets) -> Blueprint:
    """`/static/<version>/<name>`; an older version's address gets the present file, but is not to be kept."""
    pages = Blueprint("assets", __name__)

    @pages.get("/static/<version>/<path:name>")
    def static(version: str, name: str) -> Response:
        asset = assets.get(name)
        if asset is None:
            abort(404)
        zipped = asset.gzipped if request.accept_encodings["gzip"] > 0 else None
        response = Response(asset.data if zipped is None else zipped, content_type=asset.type)
        if asset.type.startswith("text/"):
            response.content_type = f"{asset.type}; charset=utf-8"
        if asset.gzipped is not None:
            response.vary.add("Accept-Encoding")
        if zipped is not None:
            response.content_encoding = "gzip"
        response.set_etag(asset.etag + ("-gzip" if zipped is not None else ""))
        response.headers["Cache-Control"] = _FOR_EVER if version == assets.version else "no-cache"
        # A sandboxed frame has an origin of its own: without these it could not even say why it does not work.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.make_conditional(request)
        return response

    @pages.get("/static/embed.js")
    def embed() -> Response:
        """The one file that other sites load: by an address that stays."""
        response = static(assets.version, "embed.js")
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response

    @pages.get("/favicon.ico")
    def favicon() -> Response:
        response = static(assets.version, "favicon.svg")
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response

    return pages
