"""Lessons inside other sites' pages: `/embed/<lesson>`, framed by those whom the site's settings name.

`static/embed.js` makes such frames of `<div data-kubekata="course/lesson">`; EMBEDDING.md beside this file tells of it.
`?language=` and `?theme=` choose what elsewhere cookies do, which frames of other sites may not have.
"""

from __future__ import annotations

from flask import Blueprint, Response

from app.web.headers import allow_framing
from app.web.pages import finished_page, lesson_page
from app.web.site import Site


def blueprint(site: Site) -> Blueprint:
    """The pages for frames."""
    pages = Blueprint("embed", __name__)

    @pages.get("/embed/<path:lesson_id>")
    def lesson(lesson_id: str) -> str | Response:
        allow_framing(site.config.embedders)
        return lesson_page(site, lesson_id, embedded=True)

    @pages.get("/embed/<path:lesson_id>/finished")
    def finished(lesson_id: str) -> str | Response:
        allow_framing(site.config.embedders)
        return finished_page(site, lesson_id, embedded=True)

    return pages
