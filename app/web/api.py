"""The JSON API: opening a lab, and what a page reads of it outside its socket.

    GET  /api/catalogue                    courses and lessons with the learner's progress
    POST /api/labs {"lesson": id}          the learner's lab of this lesson: {"lab": id, "token": the socket's, "kept"}
    GET  /api/labs/<lab>                   the lab's state, as in the socket's `LabState`
    GET  /api/labs/<lab>/steps/<step>      a step's texts as HTML: {"id", "title" (plain), "html", "checks", "solved"};
                                           `checks` is the list's items
    GET  /healthz                          {"ok": true}

`kept` says whether the browser has a cookie of the learner's; one without sends the token as `X-Lab-Token` from then
on. Errors are {"error": code, "detail": text}. A lab that is not the learner's is not found.
"""

from __future__ import annotations

import logging
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, render_template, request

from app.labs.views import LabId, RefusalCode, RefusedError
from app.lessons.model import Lesson, Step
from app.web import language as languages
from app.web.opening import open_lab
from app.web.pages import check_items, course_card, is_solved
from app.web.site import Site
from app.web.states import lab_state

_LOG = logging.getLogger(__name__)
_STATUS: dict[RefusalCode, int] = {
    "not-found": 404, "locked": 403, "limit": 429, "broken": 409, "unavailable": 503, "file": 409,
}  # fmt: skip


def blueprint(site: Site) -> Blueprint:
    """The API of a site."""
    api = Blueprint("api", __name__)
    _add_catalogue(api, site)
    _add_labs(api, site)

    @api.app_errorhandler(RefusedError)
    def refused(error: RefusedError) -> tuple[Response, int]:
        _LOG.info("%s %s refused: %s", request.method, request.path, error)
        return jsonify(error=error.code, detail=error.detail), _STATUS[error.code]

    @api.get("/healthz")
    def health() -> Response:
        return jsonify(ok=True)

    return api


def _add_catalogue(api: Blueprint, site: Site) -> None:
    @api.get("/api/catalogue")
    def catalogue() -> Response:
        learner = site.learners.known()
        progress = dict(site.runtime.progress(learner)) if learner else {}
        language = languages.request_language()
        courses = [asdict(course_card(course, progress, language)) for course in site.catalogue.courses]
        if not site.config.instructor:
            for lesson in (lesson for course in courses for lesson in course["lessons"] if lesson["reason"]):
                lesson["reason"] = ""
        return jsonify(courses=courses)


def _add_labs(api: Blueprint, site: Site) -> None:
    @api.post("/api/labs")
    def open_one() -> Response:
        match request.get_json():  # 415 without a JSON type: a form on another site cannot send one
            case {"lesson": str(lesson_id)}:
                pass
            case _:
                raise RefusedError("not-found", "the body names no lesson")
        found = site.lesson(lesson_id)
        if found is None:
            raise RefusedError("not-found", "no such lesson")
        if not isinstance(found[1], Lesson):
            raise RefusedError("broken", found[1].reason if site.config.instructor else "")
        return jsonify(asdict(open_lab(site, lesson_id)))

    @api.get("/api/labs/<lab>")
    def lab_now(lab: LabId) -> Response:
        site.own(lab)
        return jsonify(asdict(lab_state(site.runtime.view(lab))))

    @api.get("/api/labs/<lab>/steps/<path:step_id>")
    def step_texts(lab: LabId, step_id: str) -> Response:
        lesson = site.own(lab)
        phases = {step.id: step.phase for step in site.runtime.view(lab).steps}
        step = next((step for step in lesson.steps if step.id == step_id and step_id in phases), None)
        if step is None:
            raise RefusedError("not-found", "no such step")
        if phases[step_id] == "locked":
            raise RefusedError("locked", "the steps before come first")
        return jsonify(step_data(step, languages.request_language()))


def step_data(step: Step, language: str) -> dict[str, object]:
    """A step's texts in one language."""
    checks = render_template("checks.html", checks=check_items(step, language))
    return {
        "id": step.id,
        "title": step.title.text(language),
        "html": step.html(language),
        "checks": checks,
        "solved": is_solved(step),
    }
