"""`kubekata cluster`: one simulated cluster behind a real HTTP port, for a kubectl or helm of your own."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click


@click.command()
@click.option("--release", default="1.36", show_default=True, help="1.36, or 1.8 (whose server is 1.5).")
@click.option("--cluster", "preset", type=click.Choice(["lesson", "bare"]), default="lesson", show_default=True,
              help="What the cluster holds at the start.")  # fmt: skip
@click.option("--nodes", type=click.IntRange(1, 5000), default=None, help="Number of nodes.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--kubeconfig", type=click.Path(dir_okay=False, path_type=Path), default=None,
              help="Write a kubeconfig for it to this file.")  # fmt: skip
@click.option("--seed", type=int, default=None, help="Repeat the names and timings of an earlier run.")
def cluster(release: str, preset: str, nodes: int | None, port: int, kubeconfig: Path | None, seed: int | None) -> None:
    """Serve one simulated cluster's API over HTTP on loopback until Ctrl-C."""
    from app.labs.gateway import Gateway  # noqa: PLC0415 (a lab's whole world is imported here)

    chosen = seed if seed is not None else int.from_bytes(os.urandom(4), "big")
    gateway = Gateway(release=release, preset=preset, nodes=nodes, seed=chosen)
    try:
        asyncio.run(gateway.serve(port, kubeconfig, click.echo))
    except KeyboardInterrupt:
        click.echo()
    except OSError as refused:
        raise click.ClickException(f"cannot listen on 127.0.0.1:{port}: {refused.strerror}") from None
