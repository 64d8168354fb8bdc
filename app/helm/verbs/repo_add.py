"""`helm repo add`. Follows helm pkg/cmd/repo_add.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.repositories import configuration

SHORT = "add a repository"
LONG = "Add a repository under a name, and fetch its index."
ARGS = (2, 2)
_GONE = {
    "//kubernetes-charts.storage.googleapis.com": "https://charts.helm.sh/stable",
    "//kubernetes-charts-incubator.storage.googleapis.com": "https://charts.helm.sh/incubator",
}


async def run(call: Call) -> None:
    """Add it, if it answers."""
    flags = call.flags
    call.refuse("ca-file", "cert-file", "key-file", "username", "password", "password-stdin", "pass-credentials")
    name, url = call.args
    if "/" in name:
        raise HelmError(f"repository name ({name}) contains '/', please specify a different name without '/'")
    _available(call, url)
    repositories = configuration.read(call)
    entry = configuration.entry(name, url)
    existing = repositories.get(name)
    if existing is not None and not flags.on("force-update"):
        if existing.get("url") == url:
            await call.write(f'"{name}" already exists with the same configuration, skipping\n')
            return
        raise HelmError(f"repository name ({name}) already exists, please specify a different name")
    if not url.startswith(("http://", "https://")):
        scheme = url.partition("://")[0] if "://" in url else ""
        raise HelmError(f"could not find protocol handler for: {scheme}")
    try:
        await configuration.refresh(call, name, url)
    except HelmError as wrong:
        text = f'looks like "{url}" is not a valid chart repository or cannot be reached: {wrong}'
        raise HelmError(text) from None
    repositories.entries = [each for each in repositories.entries if each.get("name") != name] + [entry]
    configuration.write(call, repositories)
    await call.write(f'"{name}" has been added to your repositories\n')


def _available(call: Call, url: str) -> None:
    for place, instead in _GONE.items():
        if place in url and not call.flags.on("allow-deprecated-repos"):
            raise HelmError(f'repo "{url}" is no longer available; try "{instead}" instead')
