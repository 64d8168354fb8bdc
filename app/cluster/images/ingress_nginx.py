"""The ingress-nginx controller, and the job that makes its webhook's certificate."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime

from app.cluster.api import certificates
from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import SECRETS, Object
from app.cluster.images.image import Image, Process
from app.cluster.images.web_server import page, serve
from app.cluster.ingress_nginx import admission
from app.cluster.ingress_nginx.controller import IngressController
from app.cluster.ingress_nginx.settings import Flags
from app.network.http import Request, Response

SERVER = certificates.SERVER
NGINX = "1.27.1"
CONTROLLER_UID = "101"
_LINE = "-" * 79
WEBHOOKS = {
    "validating": ("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
    "mutating": ("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
}


def program(process: Process) -> None:
    """Route on 80 and 443, judge Ingresses on 8443, say on 10254 that all is well."""
    process.memory = 60 << 20
    flags = Flags.of(process.argv)
    process.log(
        f"{_LINE}\nNGINX Ingress controller\n  Release:       {process.tag}\n"
        f"  Build:         a83ad2ea0d0ca2ddce8ee1ca59db2b0e1d9bf6c9\n"
        f"  Repository:    https://github.com/kubernetes/ingress-nginx\n  nginx version: nginx/{NGINX}\n\n{_LINE}\n",
        "stderr",
    )
    plane = process.spec.plane
    process.listen(10254, serve(lambda request: page(process, 200, b"ok", "text/plain; charset=utf-8")))
    process.on_term = lambda: process.after(1.0, lambda: process.exit(0))
    if plane is None:
        return
    controller = IngressController(process, plane, flags)
    http, https = int(flags.text("http-port", "80")), int(flags.text("https-port", "443"))
    process.listen(http, controller.serving.handler(tls=False))
    shown = controller.serving.certificate
    process.listen(https, controller.serving.handler(tls=True), tls=True, certificates=shown)
    if webhook := flags.text("validating-webhook"):

        def judge(request: Request) -> Response:
            return admission.answer(process, controller, request)

        process.listen(int(webhook.rpartition(":")[2]), serve(judge), tls=True)
    controller.start()


def _json_line(process: Process, level: str, message: str, source: str) -> None:
    stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    process.log(f'{{"level":"{level}","msg":"{message}","source":"{source}","time":"{stamp}"}}', "stderr")


def certgen(process: Process) -> None:
    """kube-webhook-certgen: `create` makes a Secret with a certificate, `patch` puts its CA into the webhooks."""
    flags, plane = Flags.of(process.argv), process.spec.plane
    verb = next((word for word in process.argv[1:] if not word.startswith("-")), "")
    work: dict[str, Callable[[Process, Plane, Flags], int]] = {"create": _create, "patch": _patch}
    if plane is None:
        return
    if verb not in work:
        process.exit(0)
        return
    process.after(0.3, lambda: process.exit(work[verb](process, plane, flags)))


def _certificate(process: Process, hosts: str) -> str:
    """A server's certificate for some names, good for a hundred years."""
    key = certificates.private_key("admin.key")
    wanted = certificates.Signed("nil2", ("nil2",), key.public_key(), tuple(hosts.split(",")))
    serial, now = process.randomness.integer(1, 1 << 60), process.clock.now
    return certificates.issue(wanted, serial=serial, start=now, seconds=100 * certificates.YEAR, usages=SERVER)


def _create(process: Process, plane: Plane, flags: Flags) -> int:
    namespace = flags.text("namespace") or process.spec.pod["metadata"]["namespace"]
    name = flags.text("secret-name")
    _json_line(process, "info", f"getting secret '{name}' in namespace '{namespace}'", "k8s/k8s.go:229")
    if plane.objects.get(SECRETS, namespace, name) is not None:
        _json_line(process, "info", "secret already exists", "cmd/create.go:43")
        return 0
    _json_line(process, "info", "no secret found", "k8s/k8s.go:234")
    _json_line(process, "info", "creating new secret", "cmd/create.go:28")
    authority = certificates.authority()
    parts = {
        "ca": authority["ca.crt"],
        "cert": _certificate(process, flags.text("host")),
        "key": authority["admin.key"],
    }
    data = {name: b64encode(text.encode()).decode() for name, text in parts.items()}
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": namespace}, "data": data}
    try:
        plane.objects.create(SECRETS, {**secret, "type": "Opaque"}, manager="kube-webhook-certgen")
    except ApiError as problem:
        _json_line(process, "fatal", f"failed creating secret: {problem}", "k8s/k8s.go:280")
        return 1
    return 0


def _patch(process: Process, plane: Plane, flags: Flags) -> int:
    namespace = flags.text("namespace") or process.spec.pod["metadata"]["namespace"]
    name, secret_name = flags.text("webhook-name"), flags.text("secret-name")
    _json_line(process, "info", f"getting secret '{secret_name}' in namespace '{namespace}'", "k8s/k8s.go:229")
    secret = plane.objects.get(SECRETS, namespace, secret_name)
    if secret is None:
        _json_line(process, "fatal", f"no secret with '{secret_name}' in '{namespace}'", "cmd/patch.go:100")
        return 1
    bundle, policy = (secret.get("data") or {}).get("ca", ""), flags.text("patch-failure-policy")
    for kind, key in WEBHOOKS.items():
        if flags.text(f"patch-{kind}", "true") == "false":
            continue
        _json_line(process, "info", f"patching webhook configurations '{name}' {kind}=true, failurePolicy={policy}",
                   "k8s/k8s.go:118")  # fmt: skip

        def patched(obj: Object) -> Object:
            for webhook in obj.get("webhooks") or ():
                webhook["clientConfig"] = {**webhook.get("clientConfig", {}), "caBundle": bundle}
                if policy:
                    webhook["failurePolicy"] = policy
            return obj

        try:
            plane.objects.patch(key, "", name, patched, manager="kube-webhook-certgen")
        except ApiError as problem:
            _json_line(process, "fatal", f"failed patching webhook: {problem}", "k8s/k8s.go:150")
            return 1
    _json_line(process, "info", "Patched hook(s)", "k8s/k8s.go:145")
    return 0


IMAGES = (
    Image(
        names=("registry.k8s.io/ingress-nginx/controller", "registry.k8s.io/ingress-nginx/controller-chroot",
               "k8s.gcr.io/ingress-nginx/controller", "quay.io/kubernetes-ingress-controller/nginx-ingress-controller"),
        program=program,
        tags=r"v?\d+(\.\d+)*",
        size=110_000_000,
        entrypoint=("/usr/bin/dumb-init", "--"),
        command=("/nginx-ingress-controller",),
        user=CONTROLLER_UID,
        executables={"nginx-ingress-controller": program},
        system="alpine+curl",
    ),
    Image(
        names=("registry.k8s.io/ingress-nginx/kube-webhook-certgen", "k8s.gcr.io/ingress-nginx/kube-webhook-certgen"),
        program=certgen,
        tags=r"v?\d+(\.\d+)*(-[a-z0-9]+)?",
        size=24_000_000,
        entrypoint=("/kube-webhook-certgen",),
        system="scratch",
    ),
)  # fmt: skip
