"""`minikube addons`: what can be put into the cluster.

Follows minikube cmd/minikube/cmd/config/addons*.go and pkg/minikube/assets/addons.go.
"""

from __future__ import annotations

import json
from dataclasses import replace

from app.host.minikube import profile
from app.host.minikube.call import Call
from app.host.minikube.styles import Exit, leave, say, table
from app.kubectl.flags import Flag

UNKNOWN = "3rd party (unknown)"
KNOWN = {
    "ambassador": "3rd party (Ambassador)", "amd-gpu-device-plugin": "3rd party (AMD)", "auto-pause": "minikube",
    "cloud-spanner": "Google", "csi-hostpath-driver": "Kubernetes", "dashboard": "Kubernetes",
    "default-storageclass": "Kubernetes", "efk": "3rd party (Elastic)", "freshpod": "Google", "gcp-auth": "Google",
    "gvisor": "minikube", "headlamp": "3rd party (kinvolk.io)", "inaccel": "3rd party (InAccel [info@inaccel.com])",
    "ingress": "Kubernetes", "ingress-dns": "minikube", "inspektor-gadget": "3rd party (inspektor-gadget.io)",
    "istio": "3rd party (Istio)", "istio-provisioner": "3rd party (Istio)", "kong": "3rd party (Kong HQ)",
    "kubeflow": "3rd party", "kubetail": "3rd party (kubetail.com)", "kubevirt": "3rd party (KubeVirt)",
    "logviewer": UNKNOWN, "metallb": "3rd party (MetalLB)", "metrics-server": "Kubernetes",
    "nvidia-device-plugin": "3rd party (NVIDIA)", "nvidia-driver-installer": "3rd party (NVIDIA)",
    "nvidia-gpu-device-plugin": "3rd party (NVIDIA)", "olm": "3rd party (Operator Framework)",
    "pod-security-policy": UNKNOWN, "portainer": "3rd party (Portainer.io)", "registry": "minikube",
    "registry-aliases": UNKNOWN, "registry-creds": "3rd party (UPMC Enterprises)", "storage-provisioner": "minikube",
    "storage-provisioner-rancher": "3rd party (Rancher)", "volcano": "third-party (volcano)",
    "volumesnapshots": "Kubernetes", "yakd": "3rd party (marcnuri.com)",
}  # fmt: skip
CERTGEN = "registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.6.3"
IMAGES = {
    "storage-provisioner": ("gcr.io/k8s-minikube/storage-provisioner:v5",),
    "dashboard": ("docker.io/kubernetesui/dashboard:v2.7.0", "docker.io/kubernetesui/metrics-scraper:v1.0.8"),
    "metrics-server": ("registry.k8s.io/metrics-server/metrics-server:v0.8.0",),
    "ingress": (CERTGEN, CERTGEN, "registry.k8s.io/ingress-nginx/controller:v1.13.3"),
    "registry": ("docker.io/registry:3.0.0", "gcr.io/k8s-minikube/kube-registry-proxy:0.0.9"),
    "metallb": ("quay.io/metallb/speaker:v0.15.2", "quay.io/metallb/controller:v0.15.2"),
}
VERIFIED = ("ingress", "registry")  # those that minikube waits for
OWNERS = "You can view the list of minikube maintainers at: https://github.com/kubernetes/minikube/blob/master/OWNERS"
METRICS_TIP = "Some dashboard features require the metrics-server addon. To enable all features please run:\n\n"
LIST_FLAGS = (
    Flag("output", "string", "list", "o", help="minikube addons list --output OUTPUT. json, list"),
    Flag("docs", "bool", "false", "d", help="If true, print web links to addons' documentation."),
)
SITE = "https://minikube.sigs.k8s.io/docs"
DOCS = {"dashboard": f"{SITE}/handbook/dashboard/", "default-storageclass": f"{SITE}/handbook/persistent_volumes/",
        "ingress": "https://kubernetes.io/docs/tasks/access-application-cluster/ingress-minikube/"}  # fmt: skip


async def unknown(call: Call, name: str) -> Exit:
    """An addon that minikube does not have; raise what comes back."""
    text = f"addon '{name}' is not a valid addon packaged with minikube.\nTo see the list of available addons run:\n"
    return await leave(call.run, "MK_ADDON_ENABLE", f"enable failed: {text}{call.command('addons list')}", 11)


async def list_all(call: Call) -> int:
    """`addons list`."""
    run, output = call.run, call.values.text("output")
    if output not in ("list", "json"):
        raise await call.usage(f"invalid output format: {output}. Valid values: 'list', 'json'")
    if call.args:
        raise await call.usage("usage: minikube addons list")
    found = call.find()
    on = found.addons if found is not None else {}
    if output == "json":
        status = {name: {"Profile": call.name, "Status": "enabled" if on.get(name) else "disabled"} for name in KNOWN}
        await run.stdout.write(json.dumps(status, separators=(",", ":")) + "\n")
        return 0
    docs = call.values.on("docs")
    header = ["ADDON NAME", *(["PROFILE", "STATUS"] if found is not None else []), "MAINTAINER"]
    rows = []
    for name, maintainer in KNOWN.items():
        state = [call.name, "enabled ✅" if on.get(name) else "disabled"] if found is not None else []
        rows.append([name, *state, maintainer, *([DOCS.get(name, "n/a")] if docs else [])])
    await run.stdout.write(table([*header, *(["DOCS"] if docs else [])], rows))
    if found is None:
        await say(run, "tip", "To see addons list for other profiles use: `minikube addons -p name list`")
    return 0


async def enable(call: Call) -> int:
    """`addons enable NAME`."""
    run = call.run
    if len(call.args) != 1:
        raise await call.usage("usage: minikube addons enable ADDON_NAME")
    name = call.args[0]
    found = await call.healthy()
    if name not in KNOWN:
        raise await unknown(call, name)
    await _maintainer(call, name)
    if not call.cluster.has_addon(name):
        text = f"enable failed: the addon '{name}' is not simulated"
        raise await leave(run, "MK_ADDON_ENABLE", text, 11)
    for image in IMAGES.get(name, ()):
        await say(run, "option", f"Using image {image}")
    await run.sleep(1)
    call.cluster.enable(name)
    if name in VERIFIED:
        await say(run, "health", f"Verifying {name} addon...")
        await ready(call, name)
    profile.save(run.host, call.folder, replace(found, addons={**found.addons, name: True}))
    if name == "dashboard":
        await say(run, "tip", f"{METRICS_TIP}\t{call.command('addons enable metrics-server')}\n\n")
    await say(run, "addon", f"The '{name}' addon is enabled")
    return 0


async def _maintainer(call: Call, name: str) -> None:
    who = KNOWN[name]
    if who in ("Kubernetes", "Google", "minikube"):
        text = f"{name} is an addon maintained by {who}. For any concerns contact minikube on GitHub.\n{OWNERS}"
        await say(call.run, "tip", text)
        return
    text = f"{name} is a 3rd party addon and is not maintained or verified by minikube maintainers"
    await call.warn(f"{text}, enable at your own risk.")
    if who == UNKNOWN:
        await call.warn(f"{name} does not currently have an associated maintainer.")


async def ready(call: Call, name: str, patience: float = 360.0) -> None:
    """Wait for an addon's pods."""
    end = call.run.now() + patience
    while not call.cluster.addon_ready(name):
        if call.run.now() >= end:
            text = f"enable failed: run callbacks: running callbacks: [waiting for {name} pods: timed out]"
            raise await leave(call.run, "MK_ADDON_ENABLE", text, 11)
        await call.run.sleep(1)


async def disable(call: Call) -> int:
    """`addons disable NAME`."""
    if len(call.args) != 1:
        raise await call.usage("usage: minikube addons disable ADDON_NAME")
    name = call.args[0]
    found = await call.healthy()
    if name not in KNOWN:
        text = f"disable failed: addon '{name}' is not a valid addon packaged with minikube"
        raise await leave(call.run, "MK_ADDON_DISABLE", text, 11)
    if found.addons.get(name):
        call.cluster.disable(name)
        profile.save(call.run.host, call.folder, replace(found, addons={**found.addons, name: False}))
        await call.run.sleep(1)
    await say(call.run, "disabled", f"\"The '{name}' addon is disabled")
    return 0


async def images(call: Call) -> int:
    """`addons images NAME`."""
    if len(call.args) != 1 or call.args[0] not in KNOWN:
        if len(call.args) == 1:
            raise await unknown(call, call.args[0])
        raise await call.usage("usage: minikube addons images ADDON_NAME")
    name = call.args[0]
    if name not in IMAGES:
        await say(call.run, "notice", f"{name} doesn't have images.")
        return 0
    await say(call.run, "notice", f"{name} has the following images:")
    rows = [[one.rpartition("/")[2].partition(":")[0], one.partition("/")[2], one.partition("/")[0]]
            for one in dict.fromkeys(IMAGES[name])]  # fmt: skip
    await call.run.stdout.write(table(["IMAGE NAME", "DEFAULT IMAGE", "DEFAULT REGISTRY"], rows))
    return 0
