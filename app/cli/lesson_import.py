"""`kubekata lesson import`: Katacoda's and Killercoda's scenarios as lessons."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="import")
@click.argument("places", nargs=-1, required=True, metavar="DIR...")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=Path("lessons"), show_default=True,
              help="The folder of courses to write to.")  # fmt: skip
@click.option("--course", default="", help="One course for everything; else every folder of scenarios is one.")
@click.option("--replace", is_flag=True, help="Write lessons anew that are there from an earlier import.")
@click.option("-q", "--quiet", is_flag=True, help="Only tell what failed, and the sum.")
def import_(places: tuple[str, ...], to: Path, course: str, replace: bool, quiet: bool) -> None:
    """Write the scenarios in DIRs (folders with index.json at any depth) as lessons, and tell what was left out.

    Nothing of a scenario is run. Exits with 1 when a scenario could not be read.
    """
    from app.lessons.importing.course import Import, RefusedError, import_folder, place_of  # noqa: PLC0415

    done = Import()
    try:
        for place in places:
            found = import_folder(place_of(place), to, course, replace=replace)
            done.lessons += found.lessons
            done.failed += found.failed
    except RefusedError as refused:
        raise click.ClickException(str(refused)) from None
    for lesson in [] if quiet else done.lessons:
        click.echo(f"{lesson.folder}  {lesson.title}: {lesson.steps} steps, {lesson.verified} verify scripts")
        for note in lesson.notes.entries:
            click.echo(f"  {click.style('note', fg='yellow')} {note}")
    for failed in done.failed:
        click.echo(f"{click.style('FAIL', fg='red')} {failed}")
    notes = sum(len(lesson.notes.entries) for lesson in done.lessons)
    click.echo(f"{len(done.lessons)} lessons, {notes} notes, {len(done.failed)} scenarios failed")
    raise SystemExit(1 if done.failed else 0)
