"""`kubekata lesson verify`: proof that every check is false before its step's solution and true after it."""

from __future__ import annotations

import asyncio
import logging
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
def verify(lesson_ids: tuple[str, ...], folders: tuple[Path, ...], junit_file: Path | None) -> None:
    """Play the solutions of LESSONs (`course/lesson` or `course`; all if none is given) in fresh labs.

    Exits with 1 when anything is wrong.
    """
    from app.cli.serve import bundled  # noqa: PLC0415
    from app.lessons.junit import junit  # noqa: PLC0415
    from app.lessons.loader import load_catalogue  # noqa: PLC0415

    catalogue = load_catalogue(folders or (bundled("lessons"),))
    reports = asyncio.run(_verify_all(_chosen(catalogue, lesson_ids)))
    for course in catalogue.courses:
        for error in course.errors:
            click.echo(f"{click.style('FAIL', fg='red')} {error}")
    if junit_file:
        junit_file.write_text(junit(reports), encoding="utf-8")
    broken_courses = any(course.errors for course in catalogue.courses) or bool(catalogue.problems)
    failed = [report for report in reports if not report.ok]
    seconds = sum(report.seconds for report in reports)
    click.echo(f"{len(reports)} lessons, {len(failed)} failed, {seconds:.1f} s")
    raise SystemExit(1 if failed or broken_courses or not reports else 0)


def _chosen(catalogue: Catalogue, wanted: tuple[str, ...]) -> list[Lesson | BrokenLesson]:
    found = [lesson for lesson in catalogue.lessons() if not wanted or lesson.id in wanted or lesson.course in wanted]
    known = {name for lesson in found for name in (lesson.id, lesson.course)}
    for name in wanted:
        if name not in known:
            raise click.BadParameter(f"there is no lesson or course {name!r}", param_hint="LESSON")
    return found


async def _verify_all(lessons: list[Lesson | BrokenLesson]) -> list[LessonReport]:
    from app.labs.autojump import StuckError  # noqa: PLC0415
    from app.labs.headless import open_lab  # noqa: PLC0415
    from app.lessons.verify import LessonReport  # noqa: PLC0415
    from app.lessons.verify import verify as verify_lesson  # noqa: PLC0415

    reports = []
    for lesson in lessons:
        began = perf_counter()
        try:
            report = await verify_lesson(lesson, open_lab, perf_counter)
        except StuckError as stuck:
            report = LessonReport(lesson.id, perf_counter() - began, problems=(f"a solution never ends: {stuck}",))
        except Exception as bug:  # the other lessons are still to be verified
            logging.getLogger(__name__).exception("%s failed", lesson.id)
            report = LessonReport(lesson.id, perf_counter() - began, problems=(f"a bug of the simulation: {bug!r}",))
        _show(report)
        reports.append(report)
    return reports


def _show(report: LessonReport) -> None:
    click.echo(f"{report.id}  {report.seconds:.2f} s")
    for problem in report.problems:
        click.echo(f"  {click.style('FAIL', fg='red')} {problem}")
    for step in report.steps:
        state = click.style("FAIL", fg="red") if step.problems else click.style("ok", fg="green")
        click.echo(f"  {state:4} {step.id}  {step.checks} checks  {step.seconds:.2f} s")
        for problem in step.problems:
            click.echo(f"       {problem}")
