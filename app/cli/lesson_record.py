"""`kubekata lesson record`: a typed session as a draft of a lesson."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TextIO

import click
import yaml


@click.command()
@click.argument("session", type=click.File("r", encoding="utf-8"))
@click.option("--to", "target", type=click.Path(file_okay=False, path_type=Path), required=True,
              help="The lesson's folder, which is made: lessons/my-course/01-first-steps.")  # fmt: skip
@click.option("--nodes", type=click.IntRange(1, 20), default=2, show_default=True, help="Number of nodes.")
def record(session: TextIO, target: Path, nodes: int) -> None:
    """Type SESSION (a file, or - for standard input) into a fresh lab, and write what happened as a lesson.

    A line that begins with `#` is a step's title; the lines below it become its solution, and what they made, changed,
    deleted or looked at becomes its checks. It is a draft: say in your own words what learners are to do.
    """
    from app.labs.headless import BEGINS  # noqa: PLC0415
    from app.labs.recording import read_session, record  # noqa: PLC0415
    from app.labs.specs import free_spec  # noqa: PLC0415

    steps = read_session(session.read())
    if not steps:
        raise click.ClickException("the session has no lines: write one command a line, titles behind #")
    if target.exists():
        raise click.ClickException(f"{target} is there already")
    spec = free_spec("1.36", "lesson", nodes, seed=1, now=BEGINS)
    asyncio.run(record(steps, spec))
    target.mkdir(parents=True)
    names = [node.name for node in spec.nodes]
    title = target.name[3:].replace("-", " ").capitalize()
    entries = []
    for step in steps:
        checks = [{**check, "hint": f"`{step.lines[0]}`"} for check in step.checks]
        entries.append({"id": step.id, "checks": checks, "solution": step.lines})
    lesson = {"title": title, "description": f"{title}.", "release": "1.36", "minutes": 5 * len(steps),
              "nodes": names, "steps": entries}  # fmt: skip
    (target / "lesson.yaml").write_text(yaml.safe_dump(lesson, sort_keys=False, allow_unicode=True, width=110), "utf-8")
    for step in steps:
        blocks = "\n\n".join(f"```sh run\n{line}\n```" for line in step.lines)
        (target / f"{step.id}.en.md").write_text(f"# {step.title}\n\n{blocks}\n", "utf-8")
    course = target.parent / "course.yaml"
    if not course.exists():
        name = target.parent.name.replace("-", " ").capitalize()
        course.write_text(f"title: {name}\ndescription: {name}.\nlanguages: [en]\n", "utf-8")
    count = sum(len(step.checks) for step in steps)
    click.echo(f"{target}: {len(steps)} steps, {count} checks; now write what learners read, and verify it")
