"""`kubekata lesson verify`: proof that every check is false before its step's solution and true after it."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from app.lessons.model import BrokenLesson, Catalogue, Lesson
    from app.lessons.verify import LessonReport


@click.command()
@click.argument("lesson_ids", nargs=-1, metavar="[LESSON]...")
@click.option("--lessons", "folders", type=click.Path(exists=True, file_okay=False, path_type=Path), multiple=True,
              help="A folder of your own lessons (may be repeated) instead of the bundled ones.")  # fmt: skip
@click.option("--junit", "junit_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a JUnit report.")
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="How many at once; else one a processor.")
@click.option("-q", "--quiet", is_flag=True, help="Only tell what is wrong, and the sum.")
def verify(
    lesson_ids: tuple[str, ...], folders: tuple[Path, ...], junit_file: Path | None, jobs: int | None, quiet: bool
) -> None:
    """Play the solutions of LESSONs (`course/lesson` or `course`; all if none is given) in fresh labs.

    Exits with 1 when anything is wrong.
    """
    from app.cli.serve import bundled  # noqa: PLC0415
    from app.lessons.junit import junit  # noqa: PLC0415
    from app.lessons.loader import load_catalogue  # noqa: PLC0415

    began = perf_counter()
    places = folders or (bundled("lessons"),)
    catalogue = load_catalogue(places)
    lessons = _chosen(catalogue, lesson_ids)
    reports = []
    for report in _verify_all(lessons, places, jobs or os.cpu_count() or 1):
        reports.append(report)
        _show(report, quiet)
    for course in catalogue.courses:
        for error in course.errors:
            click.echo(f"{click.style('FAIL', fg='red')} {error}")
    if junit_file:
        junit_file.write_text(junit(reports), encoding="utf-8")
    _show_sum(reports, perf_counter() - began)
    broken_courses = any(course.errors for course in catalogue.courses) or bool(catalogue.problems)
    raise SystemExit(1 if broken_courses or not reports or any(not report.ok for report in reports) else 0)


def _chosen(catalogue: Catalogue, wanted: tuple[str, ...]) -> list[Lesson | BrokenLesson]:
    found = [lesson for lesson in catalogue.lessons() if not wanted or lesson.id in wanted or lesson.course in wanted]
    known = {name for lesson in found for name in (lesson.id, lesson.course)}
    for name in wanted:
        if name not in known:
            raise click.BadParameter(f"there is no lesson or course {name!r}", param_hint="LESSON")
    return found


def _verify_all(lessons: list[Lesson | BrokenLesson], places: tuple[Path, ...], jobs: int) -> Iterator[LessonReport]:
    """Their reports, in the lessons' order, as soon as they are there."""
    if jobs == 1 or len(lessons) < 2:
        yield from map(verify_one, lessons)
        return
    with ProcessPoolExecutor(min(jobs, len(lessons)), get_context("spawn")) as pool:
        yield from pool.map(partial(verify_by_id, places), [lesson.id for lesson in lessons])


def verify_by_id(places: tuple[Path, ...], lesson_id: str) -> LessonReport:
    """Verify a lesson in a process of its own."""
    from app.lessons.loader import load_catalogue  # noqa: PLC0415

    lesson = load_catalogue(places).lesson(lesson_id)
    assert lesson is not None
    return verify_one(lesson)


def verify_one(lesson: Lesson | BrokenLesson) -> LessonReport:
    """Verify a lesson; whatever happens becomes its report."""
    from app.labs.autojump import StuckError  # noqa: PLC0415
    from app.labs.headless import open_lab  # noqa: PLC0415
    from app.lessons.verify import LessonReport  # noqa: PLC0415
    from app.lessons.verify import verify as verify_lesson  # noqa: PLC0415

    began = perf_counter()
    try:
        return asyncio.run(verify_lesson(lesson, open_lab, perf_counter))
    except StuckError as stuck:
        return LessonReport(lesson.id, perf_counter() - began, problems=(f"a solution never ends: {stuck}",))
    except Exception as bug:  # the other lessons are still to be verified
        logging.getLogger(__name__).exception("%s failed", lesson.id)
        return LessonReport(lesson.id, perf_counter() - began, problems=(f"a bug of the simulation: {bug!r}",))


def _show(report: LessonReport, quiet: bool) -> None:
    if quiet and report.ok:
        return
    click.echo(f"{report.id}  {report.seconds:.2f} s")
    for problem in report.problems:
        click.echo(f"  {click.style('FAIL', fg='red')} {problem}")
    for step in report.steps:
        state = click.style("FAIL", fg="red") if step.problems else click.style("ok", fg="green")
        click.echo(f"  {state:4} {step.id}  {step.checks} checks  {step.seconds:.2f} s")
        for problem in step.problems:
            click.echo(f"       {problem}")
        for note in () if quiet else step.notes:
            click.echo(f"       {click.style('note', fg='yellow')} {note}")


def _show_sum(reports: list[LessonReport], seconds: float) -> None:
    steps = [step for report in reports for step in report.steps]
    for words, places in (("hold already at the start", [place for step in steps for place in step.early]),
                          ("never hold", [place for step in steps for place in step.never])):  # fmt: skip
        if places:
            click.echo(f"checks that {words}: {', '.join(places)}")
    failed = sum(not report.ok for report in reports)
    click.echo(f"{len(reports)} lessons, {failed} failed, {seconds:.1f} s")
