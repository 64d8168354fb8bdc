"""`kubekata play`: a cluster of one's own choice in a browser, without a lesson."""

from __future__ import annotations

import logging

import click


@click.command()
@click.option("--release", type=click.Choice(["1.36", "1.8"]), default="1.36", show_default=True,
              help="Kubernetes release.")  # fmt: skip
@click.option("--nodes", type=click.IntRange(1, 20), default=3, show_default=True, help="Number of nodes.")
@click.option("--workload", default="web", show_default=True,
              help="What runs there: none, web, guestbook or trouble.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--database", default="kubekata.sqlite3", show_default=True, envvar="KUBEKATA_DATABASE",
              help="Where labs are kept: a file, or an SQLAlchemy URL.")  # fmt: skip
def play(release: str, nodes: int, workload: str, host: str, port: int, database: str) -> None:
    """Serve the tutorial as `serve` does, and tell the address of a lab without tasks."""
    from app import serve_forever  # noqa: PLC0415 (the whole product is imported here)
    from app.cli.serve import bundled, prepare_process  # noqa: PLC0415
    from app.lessons.free_play import Choice  # noqa: PLC0415
    from app.lessons.free_play.texts import WORKLOADS  # noqa: PLC0415
    from app.storage.database import DatabaseError  # noqa: PLC0415

    choice = Choice(release, nodes, workload)
    if not choice.is_there:
        known = [name for name in WORKLOADS if Choice(release, nodes, name).is_there]
        raise click.BadParameter(f"release {release} has {', '.join(known)}", param_hint="--workload")
    prepare_process()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    page = f"/lessons/{choice.lesson_id}"
    try:
        serve_forever(host, port, database, [bundled("lessons")], bundled("static"), say=click.echo, page=page)
    except DatabaseError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--database") from None
    except OSError as refused:
        raise click.ClickException(f"cannot listen on {host}:{port}: {refused.strerror or refused}") from None
