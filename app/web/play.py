"""The page of free play: a release, a number of nodes, something that runs there; and the labs that one has already."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.lessons.free_play import MAX_NODES, RELEASES, Choice, choice_of, free_lesson
from app.lessons.free_play.texts import WORKLOADS
from app.web import language as languages
from app.web.site import Site

USUAL = Choice("1.36", 3, "web")


def blueprint(site: Site) -> Blueprint:
    """`/play` shows the choices; with all three in its query it leads to the lab."""
    play = Blueprint("play", __name__)

    @play.get("/play")
    def choose() -> ResponseReturnValue:
        asked = request.args
        if not asked:
            return _page(site, USUAL)
        nodes = asked.get("nodes", str(USUAL.nodes))
        choice = Choice(
            asked.get("release", USUAL.release), int(nodes) if nodes.isdecimal() else 0, asked.get("workload", "")
        )
        if not choice.is_there:
            return _page(site, choice, wrong=True), 400
        return redirect(url_for("pages.lesson", lesson_id=choice.lesson_id))

    return play


def _page(site: Site, choice: Choice, *, wrong: bool = False) -> str:
    language = languages.request_language()
    learner = site.learners.known()
    begun = site.runtime.progress(learner) if learner else {}
    labs = [lesson for lesson_id in begun if (lesson := free_lesson(lesson_id)) is not None]
    workloads = [
        (name, found.title.text(language), found.says.text(language), _releases(name))
        for name, found in WORKLOADS.items()
    ]
    return render_template(
        "play.html",
        choice=choice,
        wrong=wrong,
        releases=RELEASES,
        workloads=workloads,
        most=MAX_NODES,
        labs=[(lab.id, lab.title.text(language)) for lab in labs],
    )


def _releases(workload: str) -> list[str]:
    """In which releases a workload can be had."""
    return [release for release in RELEASES if choice_of(Choice(release, 1, workload).lesson_id) is not None]
