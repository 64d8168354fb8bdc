"""What a lesson builds on, as its page and the catalogue show it: names, and where one goes to do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.labs.views import LessonProgress
from app.lessons.model import Catalogue, Lesson, Requirement
from app.lessons.requirements import lessons_of


@dataclass(frozen=True)
class RequirementCard:
    """A lesson or course that should be done before. `lesson` is where it goes on, `finished` whether it is done."""

    title: str
    lesson: str
    finished: bool


Cards = tuple[RequirementCard, ...]


def requirement_cards(
    requires: Sequence[Requirement], catalogue: Catalogue, progress: Mapping[str, LessonProgress], language: str
) -> Cards:
    """What should be done before; what names nothing that is there is left out (`lint` tells its author)."""
    cards = (_card(one.id, catalogue, progress, language) for one in requires)
    return tuple(card for card in cards if card is not None)


def required_by_courses(
    catalogue: Catalogue, progress: Mapping[str, LessonProgress], language: str
) -> dict[str, Cards]:
    """What each course and each lesson asks for itself, by its id."""
    asked = [(course.id, course.requires) for course in catalogue.courses]
    asked += [(lesson.id, lesson.requires) for lesson in catalogue.lessons() if isinstance(lesson, Lesson)]
    return {name: requirement_cards(requires, catalogue, progress, language) for name, requires in asked}


def _card(
    wanted: str, catalogue: Catalogue, progress: Mapping[str, LessonProgress], language: str
) -> RequirementCard | None:
    named = catalogue.course(wanted) or catalogue.lesson(wanted)
    ids = [lesson for lesson in lessons_of(wanted, catalogue) if isinstance(catalogue.lesson(lesson), Lesson)]
    if named is None or not ids:
        return None
    ahead = [lesson for lesson in ids if lesson not in progress or not progress[lesson].finished]
    return RequirementCard(named.title.text(language), (ahead or ids)[0], not ahead)
