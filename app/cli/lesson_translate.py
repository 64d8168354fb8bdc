"""`kubekata lesson translate`: which translations are missing or lag behind."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--language", default="", help="Only this one, such as `ja`.")
@click.option("--check", is_flag=True, help="Exit with 1 when something lags behind.")
def translate(folders: tuple[Path, ...], language: str, check: bool) -> None:
    """Compare the translations in FOLDERS of courses (the bundled ones if none is given) with their English texts.

    Reported are texts that are not there, and commands, files, pictures, links, notes, headings and variables that only
    one of the two has.
    """
    from app.cli.serve import bundled  # noqa: PLC0415
    from app.lessons.loader import load_catalogue  # noqa: PLC0415
    from app.lessons.model import Lesson  # noqa: PLC0415
    from app.lessons.translations import lagging  # noqa: PLC0415

    lessons = [one for one in load_catalogue(folders or (bundled("lessons"),)).lessons() if isinstance(one, Lesson)]
    found = [error for lesson in lessons for error in sorted(lagging(lesson, language))]
    for error in found:
        click.echo(f"{click.style('behind', fg='yellow')} {error}")
    click.echo(f"{len(lessons)} lessons, {len(found)} places to translate")
    raise SystemExit(1 if check and found else 0)
