"""`kubekata lesson export`: a lesson as a scenario of Killercoda."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("lesson_id", metavar="LESSON")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to make.")
@click.option("--lessons", "folders", type=click.Path(exists=True, file_okay=False, path_type=Path), multiple=True,
              help="A folder of your own lessons (may be repeated) instead of the bundled ones.")  # fmt: skip
@click.option("--language", default="en", show_default=True, help="In which language.")
def export(lesson_id: str, to: Path, folders: tuple[Path, ...], language: str) -> None:
    """Write LESSON (`course/lesson`) as a scenario: index.json, texts, verify scripts; tell what it cannot have."""
    from app.cli.serve import bundled  # noqa: PLC0415
    from app.lessons.exporting.killercoda import export as export_lesson  # noqa: PLC0415
    from app.lessons.loader import load_catalogue  # noqa: PLC0415
    from app.lessons.model import BrokenLesson  # noqa: PLC0415

    lesson = load_catalogue(folders or (bundled("lessons"),)).lesson(lesson_id)
    if lesson is None:
        raise click.BadParameter(f"there is no lesson {lesson_id!r}", param_hint="LESSON")
    if isinstance(lesson, BrokenLesson):
        raise click.ClickException(lesson.reason)
    if to.exists():
        raise click.ClickException(f"{to} is there already")
    lost = export_lesson(lesson, to, language)
    for note in lost:
        click.echo(f"{click.style('note', fg='yellow')} {note}")
    click.echo(f"{to}: {len(lesson.steps)} steps, {len(lost)} notes")
