"""`kubekata lesson schema`: the lesson format as JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.option("--course", is_flag=True, help="Of course.yaml instead of lesson.yaml.")
@click.option("--write", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Write both into this folder of lessons, and settings by which editors find them.")  # fmt: skip
def schema(course: bool, folder: Path | None) -> None:
    """Print the JSON Schema of lesson.yaml, from which editors complete keys and underline mistakes."""
    from app.lessons.schema import course_schema, lesson_schema  # noqa: PLC0415

    if folder is None:
        click.echo(json.dumps(course_schema() if course else lesson_schema(), indent=2, ensure_ascii=False))
        return
    for name, content in (("lesson", lesson_schema()), ("course", course_schema())):
        path = folder / ".schema" / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(str(path))
    settings = folder / ".vscode" / "settings.json"
    if settings.exists():
        click.echo(f"{settings} is there already: it was left as it is")
        return
    settings.parent.mkdir(exist_ok=True)
    found = {"./.schema/lesson.json": "**/lesson.yaml", "./.schema/course.json": "**/course.yaml"}
    settings.write_text(json.dumps({"yaml.schemas": found}, indent=2) + "\n", encoding="utf-8")
    click.echo(str(settings))
