"""What people do with a kubectl of their own."""

from __future__ import annotations

import base64
import json
import urllib.request

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.clients.conftest import Program

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: nginx:1.27, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""


def pod_of(kubectl: Program) -> str:
    kubectl("apply", "-f", "-", stdin=WEB)
    kubectl.port.skip(30)
    return kubectl("get", "pods", "-o", "name").splitlines()[0]


def test_apply_get_describe_delete(kubectl: Program) -> None:
    assert kubectl("apply", "-f", "-", stdin=WEB) == "deployment.apps/web created\nservice/web created\n"
    kubectl.port.skip(30)
    assert kubectl("rollout", "status", "deploy/web") == 'deployment "web" successfully rolled out\n'
    assert kubectl("apply", "-f", "-", stdin=WEB) == "deployment.apps/web unchanged\nservice/web unchanged\n"
    row = kubectl("get", "deploy", "web", "--no-headers").split()
    assert row[:4] == ["web", "2/2", "2", "2"]
    assert "Normal  ScalingReplicaSet" in kubectl("describe", "deployment", "web")
    assert kubectl("apply", "--server-side", "-f", "-", stdin=WEB.replace("replicas: 2", "replicas: 2")).endswith(
        "serverside-applied\n"
    )
    assert kubectl("diff", "-f", "-", stdin=WEB) == ""
    assert kubectl("explain", "deployment.spec.replicas").startswith("GROUP:      apps\nKIND:       Deployment\n")
    deleted = kubectl("delete", "-f", "-", stdin=WEB)
    assert 'deployment.apps "web" deleted' in deleted


def test_logs_and_exec(kubectl: Program) -> None:
    pod = pod_of(kubectl)
    assert kubectl("exec", pod, "--", "hostname").strip() == pod.removeprefix("pod/")
    assert kubectl("exec", "-i", pod, "--", "cat", stdin="typed\n") == "typed\n"
    refused = kubectl.run("exec", pod, "--", "sh", "-c", "exit 7")
    assert (refused.returncode, refused.stderr) == (7, "command terminated with exit code 7\n")
    kubectl("exec", pod, "--", "curl", "-s", "http://web")
    assert "start worker process" in kubectl("logs", pod)
    logs = kubectl("logs", "-l", "app=web", "--prefix")
    assert '"GET / HTTP/1.1" 200' in logs


def test_logs_follow_and_a_watch_end_with_their_reader(kubectl: Program) -> None:
    pod = pod_of(kubectl)
    following = kubectl.start("logs", "-f", "--tail=1", pod)
    watching = kubectl.start("get", "pods", "-w", "--no-headers")
    assert following.stdout is not None
    assert watching.stdout is not None
    assert following.stdout.readline()
    assert [watching.stdout.readline().split()[2] for _ in range(2)] == ["Running", "Running"]
    kubectl("delete", pod, "--wait=false")
    assert "Terminating" in watching.stdout.readline()
    for one in (following, watching):
        one.terminate()
        one.wait(10)


def test_files_are_copied(kubectl: Program) -> None:
    pod = pod_of(kubectl).removeprefix("pod/")
    (kubectl.home / "page.html").write_text("<p>mine</p>\n")
    kubectl("cp", "page.html", f"{pod}:/usr/share/nginx/html/index.html")
    assert kubectl("exec", pod, "--", "curl", "-s", "localhost") == "<p>mine</p>\n"
    kubectl("cp", f"{pod}:/etc/nginx/nginx.conf", "nginx.conf")
    assert "worker_processes" in (kubectl.home / "nginx.conf").read_text()


def test_ports_are_forwarded(kubectl: Program) -> None:
    pod_of(kubectl)
    forwarding = kubectl.start("port-forward", "service/web", ":80")
    assert forwarding.stdout is not None
    try:
        line = forwarding.stdout.readline()
        local = line.split("127.0.0.1:")[1].split(" ", maxsplit=1)[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{local}/", timeout=10) as answer:
            assert b"Welcome to nginx!" in answer.read()
    finally:
        forwarding.terminate()
        forwarding.wait(10)


def test_a_certificate_makes_a_user(kubectl: Program) -> None:
    """The certificate exercise, from the key to a forbidden and an allowed request."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "jane")])
    request = x509.CertificateSigningRequestBuilder(name).sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (kubectl.home / "jane.key").write_bytes(pem)
    asked = base64.b64encode(request.public_bytes(serialization.Encoding.PEM)).decode()
    manifest = {
        "apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest", "metadata": {"name": "jane"},
        "spec": {"request": asked, "usages": ["client auth"],
                 "signerName": "kubernetes.io/kube-apiserver-client"},
    }  # fmt: skip
    kubectl("create", "-f", "-", stdin=json.dumps(manifest))
    kubectl("certificate", "approve", "jane")
    kubectl.port.skip(5)
    issued = kubectl("get", "csr", "jane", "-o", "jsonpath={.status.certificate}")
    (kubectl.home / "jane.crt").write_bytes(base64.b64decode(issued))
    kubectl("delete", "csr", "jane")
    kubectl("create", "role", "reader", "--verb=get,list", "--resource=pods")
    kubectl("config", "set-credentials", "jane", "--client-certificate=jane.crt", "--client-key=jane.key")
    refused = kubectl.run("--user=jane", "get", "pods")
    assert refused.stderr == (
        'Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" '
        'in the namespace "work"\n'
    )
    kubectl("create", "rolebinding", "jane", "--role=reader", "--user=jane")
    assert kubectl.run("--user=jane", "get", "pods").stderr == "No resources found in work namespace.\n"
