"""`kubekata support`: what works."""

from __future__ import annotations

import click


@click.command()
@click.option("--write", is_flag=True, help="Write the page app/SUPPORT.md instead of printing it.")
def support(write: bool) -> None:
    """Print which kinds, verbs, flags, commands, images and checks there are."""
    from app.labs.support.page import PAGE, support_page  # noqa: PLC0415

    if write:
        PAGE.write_text(support_page(), encoding="utf-8")
        return
    click.echo(support_page(), nl=False)
