"""`http: http://localhost:8001/version` - this address answers, asked from the learner's host."""

from __future__ import annotations

from typing import Any

import orjson

from app.lessons.check import HOLDS, CheckKind, Spec, Verdict, fails
from app.lessons.evidence import Evidence, HttpAnswer, Need
from app.lessons.matching import misses
from app.lessons.reading import Field, Source, Takes, Value, read_fields, schema_of
from app.lessons.reading.takes import PATTERN, URL, choice
from app.lessons.sentences import Sentence, say
from app.lessons.texts import TEXT_PATTERN, text_fits

_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
_NEEDS = frozenset({Need("programs"), Need("commands"), *(Need("objects", kind) for kind in ("pods", "services"))})
ANSWERS = (
    Field("status", PATTERN, "its status; any below 400 if not given", default={"less than": 400}),
    Field("body", TEXT_PATTERN, "what its body contains, or an operator for it"),
    Field("json", PATTERN, "its body is JSON and looks like this"),
    Field("headers", PATTERN, "its headers, names in lower case", default={}),
)


def _read_answers(source: Source, value: Value) -> dict[str, Any]:
    return read_fields(source, value, ANSWERS, "`answers`")


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    url = spec["http"]
    answer = await evidence.http(spec["method"], url)
    if answer is None:
        return fails(say("no connection", url=url), 0)
    wrong = _wrong(spec["answers"], answer, url)
    return HOLDS if wrong is None else fails(wrong, 2)


def _wrong(wanted: Spec, answer: HttpAnswer, url: str) -> Sentence | None:
    if misses(wanted["status"], answer.status):
        return say("status is", url=url, status=answer.status)
    for header, pattern in wanted["headers"].items():
        if misses({header.lower(): pattern}, dict(answer.headers)):
            return say("header differs", url=url, header=header)
    if wanted["body"] is not None and not text_fits(wanted["body"], answer.body.decode("utf-8", "replace")):
        return say("body differs", url=url)
    if wanted["json"] is None:
        return None
    try:
        missed = misses(wanted["json"], orjson.loads(answer.body))
    except ValueError:
        return say("body differs", url=url)
    return say("in a document", path=url, miss=missed[0].why) if missed else None


CHECK = CheckKind(
    name="http",
    help="this address answers a request from the learner's host",
    example='http: "http://localhost:8001/version"\nanswers: {status: 200, json: {major: "1"}}',
    takes=URL,
    fields=(
        Field("answers", Takes("status, body, json, headers", _read_answers, schema_of(ANSWERS)),
              "what the answer must look like", default={field.name: field.default for field in ANSWERS}),
        Field("method", choice(_METHODS), "the request's method", default="GET"),
    ),
    needs=lambda spec: _NEEDS,
    holds=_holds,
)  # fmt: skip
