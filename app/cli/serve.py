"""`kubekata serve`: the tutorial in a browser."""

from __future__ import annotations

import logging
import resource
from pathlib import Path

import click

HERE = Path(__file__).resolve().parents[1]


def bundled(name: str) -> Path:
    """A folder that wheels carry inside the package and a checkout has beside it: `static`, `lessons`."""
    inside = HERE / "_bundle" / name
    return inside if inside.is_dir() else HERE.parent / name


def prepare_process() -> None:
    """Room for many labs: every shell holds a few file descriptors."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--database", default="kubekata.sqlite3", show_default=True, envvar="KUBEKATA_DATABASE",
              help="Where learners' labs are kept: a file, or an SQLAlchemy URL.")  # fmt: skip
@click.option("--lessons", "folders", type=click.Path(exists=True, file_okay=False, path_type=Path), multiple=True,
              help="A folder of your own lessons (may be repeated) instead of the bundled ones.")  # fmt: skip
@click.option(
    "--embed",
    "embedders",
    metavar="ORIGIN",
    multiple=True,
    help="A site whose pages may show lessons in frames, as https://docs.example or '*' (may be repeated).",
)
@click.option("-v", "--verbose", is_flag=True, help="Log more.")
def serve(
    host: str, port: int, database: str, folders: tuple[Path, ...], embedders: tuple[str, ...], verbose: bool
) -> None:
    """Serve the tutorial until Ctrl-C."""
    from app import serve_forever  # noqa: PLC0415 (the whole product is imported here)
    from app.storage.database import DatabaseError  # noqa: PLC0415

    prepare_process()
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    try:
        serve_forever(
            host,
            port,
            database,
            folders or (bundled("lessons"),),
            bundled("static"),
            embedders=embedders,
            say=click.echo,
        )
    except DatabaseError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--database") from None
    except OSError as refused:
        raise click.ClickException(f"cannot listen on {host}:{port}: {refused.strerror or refused}") from None
