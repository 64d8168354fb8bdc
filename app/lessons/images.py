"""A lesson's own container images: their keys in lesson.yaml, and what they become."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.lessons.reading import Field, Source, Takes, Value, read_fields, schema_of
from app.lessons.reading.takes import DURATION, WORD, list_of, number
from app.sim.image_reference import parse
from app.sim.quantity import parse as parse_quantity

SYSTEMS = ("alpine", "busybox", "debian", "scratch", "ubuntu")


@dataclass(frozen=True)
class Answer:
    """What an image says to a path (`/api/*` is every path below it); `delay` in seconds."""

    path: str
    status: int
    type: str
    body: str
    delay: float
    logs: tuple[str, ...]


@dataclass(frozen=True)
class OwnImage:
    """An image that only a lesson's registries have. `name` has its registry; times in seconds, sizes in bytes."""

    name: str
    tags: tuple[str, ...]
    port: int
    answers: tuple[Answer, ...]
    logs: tuple[str, ...]
    ready_after: float
    requires: tuple[str, ...]
    exit_after: float | None
    exit_code: int
    exit_logs: tuple[str, ...]
    memory: int
    size: int
    system: str


def _read_name(source: Source, value: Value) -> str:
    word = value.text if not value.is_mapping and not value.is_list else ""
    found = parse(word)
    if found is None or found.digest or (found.tag != "latest" or word.endswith(":latest")):
        source.wrong(value, f"{word!r} is no image's name", "for example: shop/catalog, registry.example.com/catalog")
        return ""
    return found.repository


def _read_size(source: Source, value: Value) -> int:
    try:
        size = parse_quantity(value.text).value()
    except (ValueError, AttributeError):
        source.wrong(value, f"{value.text!r} is no amount of memory", "write 64Mi or 1Gi")
        return 0
    return size


def _read_path(source: Source, value: Value) -> str:
    if not value.text.startswith("/"):
        source.wrong(value, f"{value.text!r} is no path", "it begins with /; /api/* is every path below /api/")
    return value.text


def _read_body(source: Source, value: Value) -> str:
    if value.is_mapping or value.is_list:
        source.wrong(value, "a text is expected here")
        return ""
    return value.text


NAME = Takes("an image's name", _read_name)
SIZE = Takes("an amount of memory", _read_size)
PATH = Takes("a path", _read_path)
BODY = Takes("a text", _read_body)

ANSWER_FIELDS = (
    Field("path", PATH, "to which path; `/api/*` is every path below it", required=True),
    Field("status", number(200, 599), "its status", default=200),
    Field("type", WORD, "its media type", default="text/plain; charset=utf-8"),
    Field("body", BODY, "its text; `$HOSTNAME`, `$VERSION` (the tag) and the container's variables are put in",
          default=""),
    Field("delay", DURATION, "how long it takes", default=0.0),
    Field("logs", list_of(BODY), "lines that are logged for it", default=()),
)  # fmt: skip
EXIT_FIELDS = (
    Field("after", DURATION, "how long it runs", required=True),
    Field("code", number(0, 255), "its exit code", default=1),
    Field("logs", list_of(BODY), "its last lines", default=()),
)


def _read_answer(source: Source, value: Value) -> Answer:
    read = read_fields(source, value, ANSWER_FIELDS, "an answer")
    return Answer(**{**read, "logs": tuple(read["logs"])})


def _read_exit(source: Source, value: Value) -> dict[str, Any]:
    return read_fields(source, value, EXIT_FIELDS, "an exit")


def _read_system(source: Source, value: Value) -> str:
    if value.text.partition("+")[0].partition(":")[0] not in SYSTEMS:
        source.wrong(value, f"{value.text!r} is no base system", "one of: " + ", ".join(SYSTEMS) + "; `alpine+curl`")
        return "alpine"
    return value.text


IMAGE_FIELDS = (
    Field("name", NAME, "its name, without a tag", required=True),
    Field("tags", list_of(WORD), "its tags; another image of its name may have others, and what none has cannot be "
          "pulled", default=("latest",)),
    Field("port", number(1, 65535), "where it listens; without one it only runs", default=0),
    Field("answers", list_of(Takes("a mapping of path, status, body ...", _read_answer, schema_of(ANSWER_FIELDS))),
          "what it answers there; everything else is a 404", default=()),
    Field("logs", list_of(BODY), "lines that it logs at the start; variables as in `body`", default=()),
    Field("ready after", DURATION, "how long it takes until it listens", default=0.0),
    Field("requires", list_of(WORD), "variables without which it ends with 1", default=()),
    Field("exits", Takes("a mapping of after, code, logs", _read_exit, schema_of(EXIT_FIELDS)),
          "that it ends by itself"),
    Field("memory", SIZE, "how much memory it uses; above its limit it is killed", default=16 << 20),
    Field("size", SIZE, "how big it is to pull", default=20_000_000),
    Field("system", Takes("a base system", _read_system),
          "what is on its disk for `kubectl exec`; `alpine+curl` has curl as well", default="alpine"),
)  # fmt: skip


def _read_image(source: Source, value: Value) -> OwnImage:
    read = read_fields(source, value, IMAGE_FIELDS, "an image")
    if read["answers"] and not read["port"]:
        source.wrong(value, "an image that answers needs a port", "for example: port: 8080")
    end = read["exits"] or {}
    return OwnImage(
        name=read["name"], tags=tuple(read["tags"]), port=read["port"], answers=tuple(read["answers"]),
        logs=tuple(read["logs"]), ready_after=read["ready after"], requires=tuple(read["requires"]),
        exit_after=end.get("after"), exit_code=end.get("code", 0), exit_logs=tuple(end.get("logs", ())),
        memory=read["memory"], size=read["size"], system=read["system"],
    )  # fmt: skip


def twice_declared(images: Iterable[OwnImage]) -> list[str]:
    """Tags that two images claim, as `name:tag`."""
    claimed = [f"{image.name.removeprefix('docker.io/').removeprefix('library/')}:{tag}"
               for image in images if image.name for tag in image.tags]  # fmt: skip
    return sorted({one for one in claimed if claimed.count(one) > 1})


IMAGE = Takes("a mapping of name, tags, port, answers ...", _read_image, schema_of(IMAGE_FIELDS))
