"""`kubekata lesson lint`: what is wrong with lessons, without running them."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def lint(folders: tuple[Path, ...], strict: bool) -> None:
    """Read every lesson in FOLDERS of courses (the bundled ones if none is given) and report by file and line.

    Exits with 1 when there are errors.
    """
    from app.cli.serve import bundled  # noqa: PLC0415
    from app.lessons.lint import lint as lint_lessons  # noqa: PLC0415
    from app.lessons.loader import load_catalogue  # noqa: PLC0415

    catalogue = load_catalogue(folders or (bundled("lessons"),))
    errors, warnings = lint_lessons(catalogue)
    for error in errors:
        click.echo(f"{click.style('error', fg='red')} {error}")
    for warning in warnings:
        click.echo(f"{click.style('warning', fg='yellow')} {warning}")
    count = sum(1 for _ in catalogue.lessons())
    click.echo(f"{count} lessons, {len(errors)} errors, {len(warnings)} warnings")
    raise SystemExit(1 if errors or (strict and warnings) else 0)
