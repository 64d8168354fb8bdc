"""`kubectl kustomize`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.formats import yaml_text

SHORT = "Build a kustomization and print its objects"
LOCAL_ONLY = ("enable-helm", "enable-alpha-plugins", "network", "as-current-user")


async def run(call: Call) -> None:
    """Print the objects, or write them to a file."""
    if len(call.args) > 1:
        raise KubectlError("specify one path to kustomization.yaml")
    for flag in LOCAL_ONLY:
        if flag in call.flags and call.flags.on(flag):
            raise KubectlError(f"--{flag} is not supported here")
    from app.kubectl.kustomize import build  # noqa: PLC0415 - a large package that few calls need

    path = call.args[0] if call.args else "."
    objects = await build(call, path)
    text = "---\n".join(yaml_text(obj) for obj in objects)
    if output := call.flags.text("output"):
        call.machine.write_file(output, text.encode())
        return
    await call.write(text)
