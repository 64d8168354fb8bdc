"""One file per subcommand of the kubekata command; the folder is the registry.

`serve.py` is `kubekata serve`, `lesson_verify.py` is `kubekata lesson verify`. Each file has one click command named
like the file's last word; it is imported only when it is asked for, so that `kubekata --help` is quick.
"""

from __future__ import annotations

import importlib
from keyword import iskeyword
from pathlib import Path

import click

FOLDER = Path(__file__).parent


class Folder(click.Group):
    """The commands of this folder whose file names begin with `prefix`."""

    def __init__(self, prefix: str = "", **settings: object) -> None:
        super().__init__(**settings)  # type: ignore[arg-type]
        self.prefix = prefix

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, sorted; a prefix with several files is one group."""
        stems = (path.stem for path in FOLDER.glob("[a-z]*.py"))
        own = (stem.removeprefix(self.prefix) for stem in stems if stem.startswith(self.prefix))
        return sorted({stem.partition("_")[0] for stem in own})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, imported now; None for an unknown name."""
        if name not in self.list_commands(ctx):
            return None
        stem = self.prefix + name
        if (FOLDER / f"{stem}.py").exists():
            module, attribute = importlib.import_module(f"app.cli.{stem}"), name.replace("-", "_")
            command = getattr(module, f"{attribute}_" if iskeyword(attribute) else attribute)
            assert isinstance(command, click.Command)
            return command
        return Folder(prefix=f"{stem}_", name=name, help=f"Commands about {name}s.")


@click.command(cls=Folder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kubekata")
def kubekata() -> None:
    """Learn Kubernetes by doing: interactive lessons beside a terminal on a simulated cluster."""
