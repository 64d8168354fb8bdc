"""`helm verify`. Follows helm pkg/downloader/chart_downloader.go: VerifyChart."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "check the signature of a chart"
LONG = "Check a chart's archive against the signature beside it. Signatures themselves cannot be checked here."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Look for what a check needs; HelmError for what is missing, and in the end for the check itself."""
    archive = call.args[0]
    kind = call.machine.kind_of(archive)
    if not kind:
        raise HelmError(f"stat {archive}: no such file or directory")
    if kind == "directory":
        raise HelmError("unpacked charts cannot be verified")
    provenance, keyring = f"{archive}.prov", call.path(call.flags.text("keyring"))
    if not call.machine.kind_of(provenance):
        problem = f"stat {provenance}: no such file or directory"
        raise HelmError(f"could not load provenance file {provenance}: {problem}")
    if not call.machine.kind_of(keyring):
        raise HelmError(f"failed to load keyring: open {keyring}: no such file or directory")
    raise HelmError("verifying signatures is not supported here")
