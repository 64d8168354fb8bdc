"""`kubekata lesson preview`: a lesson's page while it is written."""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

import click


@click.command()
@click.argument("lesson", metavar="LESSON-OR-FOLDER")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on.")
def preview(lesson: str, host: str, port: int) -> None:
    """Serve a lesson until Ctrl-C, and show at once what is saved.

    LESSON-OR-FOLDER is the folder of a lesson, of a course or of courses, or `course/lesson` of the bundled ones. The
    lab stays as it is when the lesson is saved; any step can be jumped to, the solutions before it are played. What is
    wrong with the lesson is said on its page.
    """
    from app import serve_forever  # noqa: PLC0415 (the whole product is imported here)
    from app.cli.serve import bundled, prepare_process  # noqa: PLC0415

    courses, page = place_of(lesson, bundled("lessons"))
    prepare_process()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # pages are asked for again at each save
    with TemporaryDirectory(prefix="kubekata-") as kept:
        database = f"sqlite:///{kept}/preview.sqlite3"
        try:
            serve_forever(host, port, database, courses, bundled("static"), say=click.echo, preview=True, page=page)
        except OSError as refused:
            raise click.ClickException(f"cannot listen on {host}:{port}: {refused.strerror or refused}") from None


def place_of(lesson: str, own: Path) -> tuple[list[Path], str]:
    """The folders of the courses to look at, and the page to begin with. `own` are the bundled ones."""
    folder = Path(lesson).resolve() if Path(lesson).is_dir() else own / lesson
    if (folder / "lesson.yaml").is_file():
        return _courses(folder.parents[1]), f"/lessons/{folder.parent.name}/{folder.name}"
    if (folder / "course.yaml").is_file():
        return _courses(folder.parent), "/"
    if folder.is_dir() and (found := _courses(folder)):
        return found, "/"
    raise click.BadParameter(f"there is no lesson or folder of lessons {lesson!r}", param_hint="LESSON-OR-FOLDER")


def _courses(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob("[!._]*/course.yaml"))
