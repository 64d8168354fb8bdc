"""`helm repo remove`. Follows helm pkg/cmd/repo_remove.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.repositories import configuration

SHORT = "remove repositories"
LONG = "Forget repositories, and what was fetched from them."
ARGS = (1, None)


async def run(call: Call) -> None:
    """Remove every one that is named."""
    repositories = configuration.read(call)
    if not repositories.entries:
        raise HelmError("no repositories configured")
    for name in call.args:
        if repositories.get(name) is None:
            raise HelmError(f'no repo named "{name}" found')
        repositories.entries = [entry for entry in repositories.entries if entry["name"] != name]
        configuration.write(call, repositories)
        configuration.forget(call, name)
        await call.write(f'"{name}" has been removed from your repositories\n')
