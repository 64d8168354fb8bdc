"""`kubekata run`: transcripts without a server."""

from __future__ import annotations

import asyncio
import difflib
import json
import sys
from pathlib import Path
from typing import Any

import click


@click.command()
@click.option(
    "--release", type=click.Choice(["1.36", "1.8"]), default="1.36", show_default=True, help="Kubernetes release."
)
@click.option("--cluster", "preset", type=click.Choice(["lesson", "bare", "minikube", "absent"]), default="lesson",
              show_default=True, help="What the cluster holds at the start.")  # fmt: skip
@click.option("--nodes", type=click.IntRange(1, 5000), default=None, help="Number of nodes.")
@click.option("--lesson", "lesson_id", default=None, metavar="ID", help="The world of a lesson.")
@click.option("--accept", is_flag=True, help="Rewrite .t files with what happens.")
@click.option(
    "--json", "as_json", is_flag=True, help="FILEs are JSON recordings; print what happens, an object a line."
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def run(
    release: str,
    preset: str,
    nodes: int | None,
    lesson_id: str | None,
    accept: bool,
    as_json: bool,
    files: tuple[Path, ...],
) -> None:
    """Run transcripts in fresh labs: .t files, recordings (--json), or a plain script on standard input.

    Exits with 1 when a .t file shows something else than it says. Time jumps whenever everything waits.
    """
    world = {"release": release, "preset": preset, "nodes": nodes}
    _agree(accept=accept, as_json=as_json, files=files, lesson=lesson_id)
    lesson = _lesson(lesson_id)
    if as_json:
        asyncio.run(_recordings(files, world))
        return
    if not files:
        sys.exit(asyncio.run(_script(sys.stdin.read(), {**world, "lesson": lesson})))
    differing = [file for file in files if not asyncio.run(_session(file, world, lesson, accept))]
    sys.exit(1 if differing else 0)


def _agree(*, accept: bool, as_json: bool, files: tuple[Path, ...], lesson: str | None) -> None:
    """Refuse options that would mean nothing together."""
    context = click.get_current_context()
    if accept and (as_json or not files):
        raise click.UsageError("--accept rewrites .t files: name some, without --json")
    if lesson is None:
        return
    if as_json:
        raise click.UsageError("--lesson cannot be combined with --json")
    for name, flag in (("release", "--release"), ("preset", "--cluster"), ("nodes", "--nodes")):
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT:
            raise click.UsageError(f"--lesson brings its own world: leave out {flag}")


def _lesson(lesson_id: str | None) -> Any:
    from app.cli.serve import bundled  # noqa: PLC0415
    from app.lessons.loader import load_catalogue  # noqa: PLC0415
    from app.lessons.model import Lesson  # noqa: PLC0415

    if lesson_id is None:
        return None
    found = load_catalogue([bundled("lessons")]).lesson(lesson_id)
    if not isinstance(found, Lesson):
        raise click.BadParameter(f"there is no lesson {lesson_id}", param_hint="--lesson")
    return found


async def _recordings(files: tuple[Path, ...], world: dict[str, Any]) -> None:
    from app.labs.transcripts.play import play_recording  # noqa: PLC0415

    for file in files:
        recording = json.loads(file.read_text())
        recording.setdefault("name", file.stem)
        played = await play_recording(recording, **world)
        click.echo(json.dumps(played, ensure_ascii=False))


async def _script(text: str, world: dict[str, Any]) -> int:
    from app.labs.transcripts.play import play_recording  # noqa: PLC0415

    step = (await play_recording({"steps": [{"run": text}]}, **world))["steps"][0]
    click.echo(step["stdout"], nl=False)
    click.echo(step["stderr"], nl=False, err=True)
    return int(step["exit"])


async def _session(file: Path, world: dict[str, Any], lesson: Any, accept: bool) -> bool:
    from app.labs.transcripts.play import play  # noqa: PLC0415
    from app.labs.transcripts.text import TranscriptError, parse, render  # noqa: PLC0415

    text = file.read_text()
    try:
        transcript = parse(text)
    except TranscriptError as wrong:
        raise click.ClickException(f"{file}: {wrong}") from None
    played = render(await play(transcript, **world, lesson=lesson or _lesson(transcript.lesson or None)))
    if accept:
        file.write_text(played)
        return True
    differences = list(
        difflib.unified_diff(render(transcript).splitlines(), played.splitlines(), str(file), "now", lineterm="")
    )
    for line in differences:
        click.echo(line)
    click.echo(f"{file}: {'differs' if differences else 'ok'}", err=True)
    return not differences
