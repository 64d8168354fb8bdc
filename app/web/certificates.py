"""Certificates of completion that anybody can check: an address that says what is signed, and no list kept anywhere.

    POST /api/certificates {"lesson": id, "name": text}    {"address": where it can be checked}, for who finished it
    GET  /certificates/<certificate>                       whether it is genuine, and what it says

What a certificate says stands in its address, signed with the site's key: nothing of its holder is kept, and all that
it tells of them is the name that they typed.
"""

from __future__ import annotations

import datetime
from dataclasses import astuple, dataclass

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from app.labs.views import LessonId, RefusedError
from app.lessons.model import Lesson
from app.web import language as languages
from app.web.site import Site

NAME_LENGTH = 60  # code points, as in the page's field


@dataclass(frozen=True)
class Certificate:
    """Who finished which lesson: `day` is the day of the signature (ISO 8601), `minutes` the time that they took."""

    lesson: LessonId
    name: str
    day: str
    minutes: int


class Signer:
    """Signs certificates with the site's key, and knows its own signatures."""

    def __init__(self, secret: bytes) -> None:
        self._signatures = URLSafeSerializer(secret, salt="certificate")

    def sign(self, certificate: Certificate) -> str:
        """The certificate as the end of an address."""
        return str(self._signatures.dumps(astuple(certificate)))

    def read(self, signed: str) -> Certificate | None:
        """What was signed; None when it was not, or not by this site."""
        try:
            match self._signatures.loads(signed):
                case [str(lesson), str(name), str(day), int(minutes)]:
                    return Certificate(lesson, name, day, minutes)
        except BadSignature:
            pass
        return None


def blueprint(site: Site) -> Blueprint:
    """Making certificates and checking them."""
    certificates = Blueprint("certificates", __name__)
    signer = Signer(site.config.secret)

    @certificates.post("/api/certificates")
    def make() -> Response:
        certificate = _earned(site, *_asked_for())
        address = url_for("certificates.check", signed=signer.sign(certificate), _external=True)
        return jsonify(address=address)

    @certificates.get("/certificates/<signed>")
    def check(signed: str) -> Response:
        certificate = signer.read(signed)
        page = render_template("certificate.html", certificate=certificate, **_told(site, certificate))
        response = make_response(page, 200 if certificate else 404)
        response.headers["X-Robots-Tag"] = "noindex"  # a name is for those whom its holder shows it
        return response

    return certificates


def _asked_for() -> tuple[LessonId, str]:
    match request.get_json():
        case {"lesson": str(lesson), "name": str(name)}:
            pass
        case _:
            raise RefusedError("not-found", "the body names no lesson and nobody")
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise RefusedError("not-found", "that is no name")
    return lesson, name


def _earned(site: Site, lesson_id: LessonId, name: str) -> Certificate:
    """The certificate of this request's learner, who must have finished the lesson's tasks."""
    found, learner = site.lesson(lesson_id), site.learners.known()
    if found is None or not isinstance(found[1], Lesson) or not any(step.checks for step in found[1].steps):
        raise RefusedError("not-found", "there is no certificate of this lesson")
    progress = site.runtime.progress(learner).get(lesson_id) if learner else None
    if progress is None or not progress.finished:
        raise RefusedError("locked", "the lesson comes first")
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return Certificate(lesson_id, name, today, progress.minutes)


def _told(site: Site, certificate: Certificate | None) -> dict[str, object]:
    """The titles of a certificate's lesson and course; a lesson that is no more goes by its id."""
    found = site.lesson(certificate.lesson) if certificate else None
    if found is None:
        return {"title": certificate.lesson if certificate else "", "course": "", "open": False}
    course, lesson = found
    language = languages.request_language()
    return {
        "title": lesson.title.text(language),
        "course": course.title.text(language),
        "open": isinstance(lesson, Lesson),
    }
