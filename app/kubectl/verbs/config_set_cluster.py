"""`kubectl config set-cluster`."""

from __future__ import annotations

import base64

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.kubeconfig_files import merged, put, unexpected
from app.sim.go_strings import quote

SHORT = "Create or change a cluster"


async def run(call: Call) -> None:
    """Write what the flags say into the cluster."""
    if len(call.args) != 1:
        raise await unexpected(call)
    name, flags = call.args[0], call.flags
    if not name:
        raise KubectlError("you must specify a non-empty cluster name")
    if flags.on("insecure-skip-tls-verify") and flags.text("certificate-authority"):
        raise KubectlError("you cannot specify a certificate authority and insecure mode at the same time")
    if flags.on("embed-certs") and not flags.text("certificate-authority"):
        raise KubectlError("you must specify a --certificate-authority to embed")
    cluster = dict(merged(call)["clusters"].get(name, {}))
    for flag in ("server", "tls-server-name", "proxy-url"):
        if flags.changed(flag):
            cluster[flag] = flags.text(flag)
    if flags.changed("insecure-skip-tls-verify"):
        cluster["insecure-skip-tls-verify"] = flags.on("insecure-skip-tls-verify")
        if flags.on("insecure-skip-tls-verify"):
            for key in ("certificate-authority", "certificate-authority-data"):
                cluster.pop(key, None)
    if flags.changed("certificate-authority"):
        _authority(call, cluster)
    put(call, "clusters", name, cluster)
    await call.say(f"Cluster {quote(name)} set.")


def _authority(call: Call, cluster: dict[str, object]) -> None:
    path = call.flags.text("certificate-authority")
    cluster.pop("insecure-skip-tls-verify", None)
    if not call.flags.on("embed-certs"):
        cluster["certificate-authority"] = path if path.startswith("/") else f"{call.machine.cwd}/{path}"
        cluster.pop("certificate-authority-data", None)
        return
    try:
        data = call.machine.read_file(path)
    except OSError as wrong:
        reason = (wrong.strerror or "").lower()
        raise KubectlError(f"could not stat certificate-authority file {path}: stat {path}: {reason}") from None
    cluster["certificate-authority-data"] = base64.b64encode(data).decode()
    cluster.pop("certificate-authority", None)
