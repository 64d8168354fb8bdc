"""What every part of the web shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.labs.views import LabId, LessonId, RefusedError
from app.lessons import free_play
from app.lessons.errors import LessonError
from app.lessons.model import BrokenLesson, Catalogue, Course, Lesson
from app.web.assets import Assets
from app.web.config import WebConfig
from app.web.learners import Learners
from app.web.ports import LabRuntime

_LESSON_SHEETS = ("css/base.css", "css/prose.css", "css/lesson.css", "vendor/xterm/xterm.css")
_LATER_SHEETS = ("css/drawing.css", "css/doors.css")  # of panes that are closed at first


@dataclass
class Site:
    """The runtime and catalogue behind the pages, and what the pages are made with.

    `mistakes` by lesson: what is wrong with its files now, while the catalogue goes on with the last good one.
    `modules` are the scripts of a lesson's page, its own first, so that it can ask for all at once; `sheet` its styles,
    and `later_sheet` those that nothing waits for.
    """

    runtime: LabRuntime
    catalogue: Catalogue
    config: WebConfig
    learners: Learners
    assets: Assets
    mistakes: dict[LessonId, tuple[LessonError, ...]] = field(default_factory=dict)
    modules: list[str] = field(init=False)
    sheet: str = field(init=False)
    later_sheet: str = field(init=False)

    def __post_init__(self) -> None:
        self.modules = [*self.assets.script("js/lesson.js"), *self.assets.script("js/emulator.js")]
        self.sheet = self.assets.sheet("css/lesson.bundle.css", _LESSON_SHEETS)
        self.later_sheet = self.assets.sheet("css/panes.bundle.css", _LATER_SHEETS)

    def lesson(self, lesson: LessonId) -> tuple[Course, Lesson | BrokenLesson] | None:
        """A lesson and its course."""
        for course, found in self._lessons():
            if found.id == lesson:
                return course, found
        made = self.catalogue.lesson(lesson)
        return None if made is None else (free_play.COURSE, made)

    def own(self, lab: LabId) -> Lesson:
        """The lesson of a lab that is this learner's; not-found for anybody else's, as for one that never was."""
        learner = self.learners.known()
        if learner is None or self.runtime.owner(lab) != learner:
            raise RefusedError("not-found", "no such lab")
        found = self.lesson(self.runtime.view(lab).lesson)
        if found is None or not isinstance(found[1], Lesson):
            raise RefusedError("broken", "the lesson of this lab does not load any more")
        return found[1]

    def after(self, lesson: LessonId) -> Lesson | None:
        """The next lesson of the same course that loads."""
        here = self.lesson(lesson)
        if here is None:
            return None
        ids = [found.id for found in here[0].lessons]
        later = here[0].lessons[ids.index(lesson) + 1 :] if lesson in ids else ()
        return next((found for found in later if isinstance(found, Lesson)), None)

    def _lessons(self) -> Iterator[tuple[Course, Lesson | BrokenLesson]]:
        for course in self.catalogue.courses:
            for lesson in course.lessons:
                yield course, lesson
