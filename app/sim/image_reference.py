"""Names of container images: `nginx` is `docker.io/library/nginx:latest`.

Follows distribution/reference: ParseNormalizedNamed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

_PATH = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_DOMAIN = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_REFERENCE = re.compile(
    rf"(?P<name>(?:{_DOMAIN}(?:\.{_DOMAIN})*(?::[0-9]+)?/)?{_PATH}(?:/{_PATH})*)"
    r"(?::(?P<tag>[\w][\w.-]{0,127}))?(?:@(?P<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?"
)


def well_formed(text: str) -> bool:
    """Whether a text has the form of an image's name, as clients check it before they send it."""
    return _REFERENCE.fullmatch(text) is not None


@dataclass(frozen=True)
class Reference:
    """A parsed name. `repository` has its registry: docker.io/library/nginx."""

    repository: str
    tag: str = ""
    digest: str = ""

    @cached_property
    def name(self) -> str:
        """The whole name: docker.io/library/nginx:1.25."""
        text = self.repository + (f":{self.tag}" if self.tag else "")
        return text + (f"@{self.digest}" if self.digest else "")

    @property
    def registry(self) -> str:
        """docker.io, gcr.io, ..."""
        return self.repository.split("/", 1)[0]


@lru_cache(maxsize=1024)
def parse(text: str) -> Reference | None:
    """The normalised reference, `latest` without a tag; None when the text is no image name."""
    match = _REFERENCE.fullmatch(text)
    if match is None or re.fullmatch(r"[0-9a-f]{64}", text):
        return None
    name, tag, digest = match["name"], match["tag"] or "", match["digest"] or ""
    first, slash, rest = name.partition("/")
    if not slash or not ("." in first or ":" in first or first == "localhost" or first != first.lower()):
        first, rest = "docker.io", name if slash else f"library/{name}"
    if rest != rest.lower():
        return None
    if first == "index.docker.io":
        first = "docker.io"
    if first == "docker.io" and "/" not in rest:
        rest = f"library/{rest}"
    return Reference(f"{first}/{rest}", tag if tag or digest else "latest", digest)


def problem(text: str) -> str:
    """Why a text is no image name, in the words of distribution's reference package: ParseNormalizedNamed."""
    if re.fullmatch(r"[0-9a-f]{64}", text):
        return f"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings"
    first, slash, rest = text.partition("/")
    if not slash or not ("." in first or ":" in first or first == "localhost" or first != first.lower()):
        first, rest = "docker.io", text
    if first in {"docker.io", "index.docker.io"} and "/" not in rest:
        rest = f"library/{rest}"
    remote = rest.partition(":")[0]
    if remote != remote.lower():
        return f"invalid reference format: repository name ({remote}) must be lowercase"
    return "invalid reference format"
