"""The pages: catalogue, lesson, finish, and the choices of language and theme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)

from app.labs.views import LessonProgress
from app.lessons.lint import warnings_of
from app.lessons.markdown import PICTURE, render_line
from app.lessons.model import BrokenLesson, Check, Course, Lesson, Step
from app.lessons.quiz import quiz_of
from app.lessons.reading.files import lies_in
from app.lessons.requirements import required
from app.web import language as languages
from app.web.first_screen import first_screen
from app.web.opening import WithPage, open_with_page
from app.web.requirements import required_by_courses, requirement_cards
from app.web.site import Site

THEME_COOKIE = "kubekata_theme"
THEMES = ("auto", "light", "dark")
LEVELS = ("beginner", "intermediate", "advanced")
_PICTURE_BYTES = 2 << 20
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # of SVG: its own styles, and nothing else
_PICTURE_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
_LAB_COMES = "\0"  # where the lab goes in its page: nothing that a template or a lesson's text could hold
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class LessonCard:
    """A lesson in the catalogue. `done` of `steps`; `reason` of a broken one, None of one that can be opened."""

    id: str
    title: str
    description: str
    level: str
    minutes: int
    release: str
    steps: int
    done: int = 0
    begun: bool = False
    finished: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class CourseCard:
    """A course in the catalogue."""

    id: str
    title: str
    description: str
    lessons: tuple[LessonCard, ...]

    @property
    def finished(self) -> int:
        """How many of its lessons are finished."""
        return sum(lesson.finished for lesson in self.lessons)

    @property
    def whole(self) -> int:
        """How many of its lessons load."""
        return sum(lesson.reason is None for lesson in self.lessons)


def blueprint(site: Site) -> Blueprint:
    """The pages of a site."""
    pages = Blueprint("pages", __name__)
    _add_catalogue(pages, site)
    _add_lesson(pages, site)
    _add_pictures(pages, site)
    _add_choices(pages, site)
    return pages


def course_card(course: Course, progress: dict[str, LessonProgress], language: str) -> CourseCard:
    """A course with the learner's progress."""
    cards = tuple(lesson_card(lesson, progress.get(lesson.id), language) for lesson in course.lessons)
    return CourseCard(course.id, course.title.text(language), course.description.text(language), cards)


def lesson_card(lesson: Lesson | BrokenLesson, progress: LessonProgress | None, language: str) -> LessonCard:
    """A lesson with the learner's progress."""
    if not isinstance(lesson, Lesson):
        return LessonCard(lesson.id, lesson.title.text(language) or lesson.id, "", "", 0, "", 0, reason=lesson.reason)
    return LessonCard(
        lesson.id,
        lesson.title.text(language),
        lesson.description.text(language),
        lesson.level,
        lesson.minutes,
        lesson.release,
        len(lesson.steps),
        done=progress.done if progress else 0,
        begun=progress is not None,
        finished=progress.finished if progress else False,
    )


@dataclass(frozen=True)
class QuizForm:
    """A question's form: `kind` one, many or text, and the choices as HTML; their numbers are what an answer names."""

    kind: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class CheckItem:
    """A check in the list of tasks, as HTML."""

    says: str
    hints: tuple[str, ...]
    quiz: QuizForm | None


def check_items(step: Step, language: str) -> tuple[CheckItem, ...]:
    """A step's checks in a language."""
    return tuple(
        CheckItem(
            render_line(check.says.text(language)),
            tuple(render_line(hint.text(language)) for hint in check.hints),
            _quiz_form(check, language),
        )
        for check in step.checks
    )


def _quiz_form(check: Check, language: str) -> QuizForm | None:
    if check.kind.name != "answer":
        return None
    quiz = quiz_of(check.spec)
    return QuizForm(quiz.kind, tuple(render_line(choice.text(language)) for choice in quiz.choices.values()))


def is_solved(step: Step) -> bool:
    """Whether there is a solution to show: lines, or answers."""
    return bool(step.solution) or any(check.kind.name == "answer" for check in step.checks)


def _progress(site: Site) -> dict[str, LessonProgress]:
    learner = site.learners.known()
    return dict(site.runtime.progress(learner)) if learner else {}


def _add_catalogue(pages: Blueprint, site: Site) -> None:
    @pages.get("/")
    def catalogue() -> str:
        language, progress = languages.request_language(), _progress(site)
        courses = [course_card(course, progress, language) for course in site.catalogue.courses]
        begun = [card for course in courses for card in course.lessons if card.begun and not card.finished]
        resume = begun[-1] if begun else None
        whole = [card for course in courses for card in course.lessons if card.reason is None]
        return render_template(
            "catalogue.html",
            courses=courses,
            requires=required_by_courses(site.catalogue, progress, language),
            resume=resume,
            first=next((card for card in whole if not card.finished), None),
            levels=[level for level in LEVELS if any(card.level == level for card in whole)],
            words={lesson.id: _words(course, lesson) for course in site.catalogue.courses for lesson in course.lessons},
            instructor=site.config.instructor,
            problems=[
                *site.catalogue.problems,
                *(error for course in site.catalogue.courses for error in course.errors),
            ],
        )


def _words(course: Course, lesson: Lesson | BrokenLesson) -> str:
    """What a search finds a lesson by: all that is said of it in the catalogue, in every language, and its steps."""
    texts = [course.title, lesson.title]
    if isinstance(lesson, Lesson):
        texts += [lesson.description, *(step.title for step in lesson.steps)]
    said = [text.text(language) for text in texts for language in languages.LANGUAGES]
    return " ".join(dict.fromkeys(said)).lower()


def _whole_lesson(site: Site, lesson: str) -> tuple[Course, Lesson]:
    found = site.lesson(lesson)
    if found is None or not isinstance(found[1], Lesson):
        abort(404)
    return found[0], found[1]


def _broken_lesson(site: Site, lesson: str) -> BrokenLesson | None:
    found = site.lesson(lesson)
    return found[1] if found is not None and isinstance(found[1], BrokenLesson) else None


def _add_lesson(pages: Blueprint, site: Site) -> None:
    @pages.get("/lessons/<path:lesson_id>")
    def lesson(lesson_id: str) -> str | Response:
        return lesson_page(site, lesson_id)

    @pages.get("/lessons/<path:lesson_id>/finished")
    def finished(lesson_id: str) -> str | Response:
        return finished_page(site, lesson_id)


def lesson_page(site: Site, lesson_id: str, *, embedded: bool = False) -> str | Response:
    """The page of a lesson; inside another site's page without what leads elsewhere.

    Its head and text do not wait for the lab that is opened with it.
    """
    if site.config.preview and (broken := _broken_lesson(site, lesson_id)):
        return render_template("mistakes.html", mistakes=broken.errors)
    course, found = _whole_lesson(site, lesson_id)
    language, begun = languages.request_language(), _progress(site)
    progress = begun.get(lesson_id)
    site.learners.this()
    opened = open_with_page(site, lesson_id)
    step = _step_to_read(found, progress)
    page = render_template(
        "lesson.html",
        course=course_card(course, {}, language),
        lesson=lesson_card(found, progress, language),
        embedded=embedded,
        modules=site.modules,
        sheet=site.sheet,
        later_sheet=site.later_sheet,
        comes=_LAB_COMES if opened else "",
        requires=requirement_cards(required(found, site.catalogue), site.catalogue, begun, language),
        step=step,
        checks=check_items(step, language),
        solved=is_solved(step),
        terminals=found.terminals,
        fast_forward="fast forward" in found.offers,
        number=[step.id for step in found.steps].index(step.id) + 1,
        steps=[(step.id, step.title.text(language)) for step in found.steps],
        preview=bool(site.config.preview),
        mistakes=site.mistakes.get(lesson_id, ()),
        warnings=warnings_of(found, site.catalogue) if site.config.preview else (),
    )
    return Response(stream_with_context(_with_lab(page, opened))) if opened else page


def _with_lab(page: str, opened: WithPage) -> Iterator[str]:
    """The page in pieces; in its middle what there is of the lab."""
    before, _, after = page.partition(_LAB_COMES)
    yield before
    lab = opened.lab()
    if lab is not None:
        screen = first_screen(lab.joined) if lab.joined else None
        yield render_template("opened.html", lab=asdict(lab), screen=screen)
    yield after


def finished_page(site: Site, lesson_id: str, *, embedded: bool = False) -> str | Response:
    """The page at a lesson's end; who is not there yet is sent to the lesson."""
    course, found = _whole_lesson(site, lesson_id)
    language, progress = languages.request_language(), _progress(site).get(lesson_id)
    if progress is None or not progress.finished:
        return make_response(redirect(url_for("embed.lesson" if embedded else "pages.lesson", lesson_id=lesson_id)))
    following = site.after(lesson_id)
    return render_template(
        "finished.html",
        course=course_card(course, _progress(site), language),
        lesson=lesson_card(found, progress, language),
        embedded=embedded,
        steps=[step.title.text(language) for step in found.steps],
        tasks=any(step.checks for step in found.steps),
        words=found.finish.html(language) if found.finish else "",
        minutes=progress.minutes,
        following=lesson_card(following, None, language) if following else None,
    )


def _add_pictures(pages: Blueprint, site: Site) -> None:
    @pages.get("/lessons/<path:lesson_id>/pictures/<name>")
    def picture(lesson_id: str, name: str) -> Response:
        _, found = _whole_lesson(site, lesson_id)
        path = found.path / name
        if not PICTURE.fullmatch(name) or not path.is_file() or not lies_in(found.path, path):
            abort(404)
        if path.stat().st_size > _PICTURE_BYTES:
            abort(404)
        response = Response(path.read_bytes(), content_type=_PICTURE_TYPES[path.suffix])
        response.headers["Content-Security-Policy"] = _PICTURE_POLICY
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
        response.make_conditional(request)
        return response


def _step_to_read(lesson: Lesson, progress: LessonProgress | None) -> Step:
    """The step that the page shows before the lab is there, so that there is something to read at once."""
    if progress is None:
        return lesson.steps[0]
    return next((step for step in lesson.steps if step.id == progress.step), lesson.steps[0])


def _add_choices(pages: Blueprint, site: Site) -> None:
    def remember(cookie: str, value: str) -> Response:
        response = make_response(redirect(_local(request.form.get("back", "/")), code=303))
        response.set_cookie(cookie, value, max_age=_YEAR, samesite="Lax", secure=site.config.secure_cookies)
        return response

    @pages.post("/language")
    def language() -> Response:
        chosen = request.form.get("language", "")
        return remember(languages.COOKIE, chosen) if chosen in languages.LANGUAGES else abort(400)

    @pages.post("/theme")
    def theme() -> Response:
        chosen = request.form.get("theme", "")
        return remember(THEME_COOKIE, chosen) if chosen in THEMES else abort(400)


def _local(address: str) -> str:
    """An address of ours to go back to: a path, never another site."""
    parts = urlsplit(address.replace("\\", "/"))
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")


def request_theme() -> str:
    """What the address asks for, or the learner's choice: auto (what their system says), light or dark."""
    chosen = request.args.get("theme", "") or request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"
