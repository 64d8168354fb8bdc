"""`helm repo update`. Follows helm pkg/cmd/repo_update.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.repositories import configuration

SHORT = "fetch the indexes of the repositories again"
LONG = "Fetch what the repositories have to offer now; all of them, or those that are named."


async def run(call: Call) -> None:
    """Fetch the indexes."""
    repositories = configuration.read(call)
    if not repositories.entries:
        raise HelmError("no repositories found. You must add one before updating")
    entries = repositories.entries
    for name in call.args:
        if repositories.get(name) is None:
            raise HelmError(f"no repositories found matching '{name}'.  Nothing will be updated")
    if call.args:
        entries = [entry for entry in entries if entry["name"] in call.args]
    await call.write("Hang tight while we grab the latest from your chart repositories...\n")
    failed = await configuration.update_all(call, entries)
    if failed:
        raise HelmError(f"failed to update the following repositories: [{' '.join(failed)}]")
    await call.write("Update Complete. ⎈Happy Helming!⎈\n")
