"""Live reload for authors: what they save is what the page shows, and what is wrong with it is said there.

A lesson with mistakes does not take the place of the last good one.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

from app.labs.views import LessonId
from app.lessons.loader import load_course
from app.lessons.model import BrokenLesson, Catalogue, Course, Lesson
from app.web.site import Site

_LOG = logging.getLogger(__name__)
_PAUSE = 0.4  # seconds between two looks
Stamps = dict[Path, tuple[int, int]]  # by file: when it was changed (ns), its size


class Preview:
    """Watches the courses of a site. `tell` hears of every lesson that was saved, once its labs go on with it."""

    def __init__(self, site: Site, tell: Callable[[LessonId], object]) -> None:
        self._site, self._tell = site, tell
        self._seen = {folder: stamps(folder) for folder in site.config.preview}

    def start(self) -> Callable[[], None]:
        """Look again and again on a thread; returns what ends that."""
        over = Event()
        Thread(target=self._watch, args=(over,), name="preview", daemon=True).start()
        return over.set

    def _watch(self, over: Event) -> None:
        while not over.wait(_PAUSE):
            try:
                self.look()
            except Exception:  # the author goes on saving: the next look may see what can be read
                _LOG.exception("looking for saved lessons failed")

    def look(self) -> None:
        """Take over what was saved since the last look."""
        courses = {course.id: course for course in self._site.catalogue.courses}
        saved: list[LessonId] = []
        for folder, before in self._seen.items():
            now = stamps(folder)
            if now == before:
                continue
            self._seen[folder] = now
            changed = {path for path, _ in now.items() ^ before.items()}
            courses[folder.name], lessons = self._course(courses[folder.name], load_course(folder), changed)
            saved += lessons
        if saved:
            self._site.catalogue = Catalogue(tuple(courses.values()), self._site.catalogue.problems)
            self._site.runtime.change_lessons(self._site.catalogue)
        for lesson in saved:
            self._tell(lesson)

    def _course(self, old: Course, new: Course, changed: set[Path]) -> tuple[Course, list[LessonId]]:
        """A course as it is shown from now on, and its lessons of which something is new."""
        if new.errors:
            self._site.mistakes.update({lesson.id: new.errors for lesson in old.lessons})
            return replace(old, errors=new.errors), [lesson.id for lesson in old.lessons]
        known = {lesson.id: lesson for lesson in old.lessons}
        touched = {path.parent for path in changed}
        everything = any(path.name == "course.yaml" for path in changed)
        lessons, saved = [], []
        for lesson in new.lessons:
            if everything or lesson.id not in known or _lies_in(touched, lesson.path):
                lessons.append(self._lesson(known.get(lesson.id), lesson))
                saved.append(lesson.id)
            else:
                lessons.append(known[lesson.id])
        gone = [lesson for lesson in known if lesson not in {lesson.id for lesson in new.lessons}]
        return replace(new, lessons=tuple(lessons)), [*saved, *gone]

    def _lesson(self, old: Lesson | BrokenLesson | None, new: Lesson | BrokenLesson) -> Lesson | BrokenLesson:
        """The new one, or the last good one where that has mistakes."""
        if isinstance(new, Lesson):
            self._site.mistakes.pop(new.id, None)
            return new
        self._site.mistakes[new.id] = new.errors
        return old if isinstance(old, Lesson) else new


def stamps(folder: Path) -> Stamps:
    """The files below a folder but the hidden ones, which editors make while they save."""
    found: Stamps = {}
    for place, _, names in os.walk(folder):
        for name in names:
            if not name.startswith(".") and not name.endswith("~"):
                with suppress(OSError):  # gone in the meantime
                    path = Path(place, name)
                    stat = path.stat()
                    found[path] = stat.st_mtime_ns, stat.st_size
    return found


def _lies_in(folders: Iterable[Path], lesson: Path) -> bool:
    return any(folder == lesson or lesson in folder.parents for folder in folders)
