"""`kubekata lesson new`: a lesson to begin with, which can be taken and verified at once."""

from __future__ import annotations

import re
from pathlib import Path

import click

COURSE = """\
title: {title}
description: What learners get out of it, in one sentence.
languages: [en]
"""
LESSON = """\
title: {title}
description: What it is about, in one sentence.
release: "1.36"
minutes: 10
nodes: [controlplane, node01]
steps:
  - id: look-around
  - id: run-a-web-server
    checks:
      - says: web has a ready replica
        hint: "`kubectl create deployment` makes one; its name is web."
        resource: deployment/web
        is: {{status: {{readyReplicas: {{at least: 1}}}}}}
    solution:
      - kubectl create deployment web --image=nginx
      - kubectl rollout status deployment/web
    explanation: A Deployment keeps the pods running that it was asked for.
"""
TEXTS = {
    "look-around": "# Look around\n\nThe cluster has two nodes:\n\n```sh run\nkubectl get nodes\n```\n",
    "run-a-web-server": "# Run a web server\n\nMake a Deployment named `web` of the image `nginx`.\n",
    "finish": "# Well done\n\nA web server runs in your cluster.\n",
}


@click.command()
@click.argument("name", metavar="COURSE/LESSON")
@click.option("--lessons", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("lessons"),
              show_default=True, help="The folder of courses to write to.")  # fmt: skip
@click.option("--repository", is_flag=True, help="Also what a repository of lessons has beside them: a CI workflow ...")
def new(name: str, folder: Path, repository: bool) -> None:
    """Write COURSE/LESSON (such as `my-course/first-steps`): a lesson to change, complete with a check and solution."""
    course, _, lesson = name.partition("/")
    if not all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", part) for part in (course, lesson)):
        raise click.BadParameter("two names of small letters, digits and dashes, as my-course/first-steps",
                                 param_hint="COURSE/LESSON")  # fmt: skip
    place = folder / course
    taken = sorted(path.name for path in place.glob("[0-9][0-9]-*")) if place.is_dir() else []
    if any(other[3:] == lesson for other in taken):
        raise click.ClickException(f"there is a lesson {lesson!r} in {place} already")
    target = place / f"{int(taken[-1][:2]) + 1 if taken else 1:02d}-{lesson}"
    target.mkdir(parents=True)
    if not (place / "course.yaml").exists():
        (place / "course.yaml").write_text(COURSE.format(title=_title(course)), encoding="utf-8")
    (target / "lesson.yaml").write_text(LESSON.format(title=_title(lesson)), encoding="utf-8")
    for step, text in TEXTS.items():
        (target / f"{step}.en.md").write_text(text, encoding="utf-8")
    if repository:
        from app.lessons.repository import write_repository  # noqa: PLC0415

        for path in write_repository(folder.absolute()):
            click.echo(str(path.relative_to(folder.absolute().parent)))
    click.echo(
        f"{target}: now `kubekata lesson verify --lessons {folder} {course}`, and `kubekata serve --lessons {folder}`"
    )


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
