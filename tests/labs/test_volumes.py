"""Variables out of files, and images as volumes: what containers get of them."""

from __future__ import annotations

import pytest

from app.cluster.node.env_files import parse_env
from tests.labs.worlds import screens

ENVIRONMENT = """
apiVersion: v1
kind: Pod
metadata: {{name: p}}
spec:
  restartPolicy: Never
  volumes: [{{name: config, emptyDir: {{}}}}]
  initContainers:
  - name: setup
    image: busybox
    command: [sh, -c, "echo \\"DB='db.internal'\\" > /data/config.env"]
    volumeMounts: [{{name: config, mountPath: /data}}]
  containers:
  - name: use
    image: busybox
    command: [sh, -c, 'env | grep DB; sleep 3600']
    env:
    - name: DB_ADDRESS
      valueFrom: {{fileKeyRef: {{volumeName: {volume}, path: {path}, key: {key}, optional: {optional}}}}}
"""
WAITING = "kubectl get pod p -o jsonpath='{.status.containerStatuses[0].state.waiting.message}'"


def environment(volume: str = "config", path: str = "config.env", key: str = "DB", *, optional: bool = False) -> str:
    return ENVIRONMENT.format(volume=volume, path=path, key=key, optional=str(optional).lower())


def of_pod(text: str, *commands: str) -> list[str]:
    """What the screen shows of commands some time after the pod was made."""
    return screens(["kubectl apply -f p.yaml", "@ 30", *commands], files={"/root/p.yaml": text})[2:]


def test_a_variable_comes_out_of_a_file() -> None:
    assert of_pod(environment(), "kubectl logs p -c use") == ["DB_ADDRESS=db.internal\n"]


def test_a_key_that_is_not_there() -> None:
    [text] = of_pod(environment(key="OTHER"), WAITING)
    assert text.startswith('environment variable key "OTHER" not found in file "/var/lib/kubelet/pods/')
    assert text.endswith('/volumes/kubernetes.io~empty-dir/config/config.env"')
    assert of_pod(environment(key="OTHER", optional=True), "kubectl logs p -c use") == [""]


def test_a_file_that_is_not_there() -> None:
    assert of_pod(environment(path="no.env"), WAITING) == ["couldn't parse env file"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A='1'\nB='two\nlines' # as they stand\n", {"A": "1", "B": "two\nlines"}),
        ("\n  # nothing\n  A='#1'\nA='2'", {"A": "2"}),
        ("A = '1'\n", None),
        ("A=1\n", None),
        ("A='1' B='2'\n", None),
        ("", {}),
    ],
)
def test_the_form_of_such_a_file(text: str, found: dict[str, str] | None) -> None:
    assert parse_env(text) == found


IMAGE = """
apiVersion: v1
kind: Pod
metadata: {{name: p}}
spec:
  volumes: [{{name: web, image: {{reference: '{reference}', pullPolicy: IfNotPresent}}}}]
  containers:
  - name: use
    image: busybox
    command: [sleep, '3600']
    volumeMounts:
    - {{name: web, mountPath: /image}}
    - {{name: web, mountPath: /html, subPath: usr/share/nginx/html}}
"""


def test_an_image_is_a_volume_to_read() -> None:
    release, page, denied, reasons = of_pod(
        IMAGE.format(reference="nginx:1.27"),
        "kubectl exec p -- grep ^ID /image/etc/os-release",
        "kubectl exec p -- grep -o '<title>.*</title>' /html/index.html",
        "kubectl exec p -- sh -c 'echo hi > /image/etc/motd'",
        "kubectl get events --field-selector involvedObject.name=p -o "
        "jsonpath='{range .items[*]}{.reason}{\" \"}{.involvedObject.fieldPath}{\"\\n\"}{end}'",
    )  # fmt: skip
    assert release == "ID=debian\n"
    assert page == "<title>Welcome to nginx!</title>\n"
    assert "Read-only file system" in denied
    assert reasons.splitlines() == [
        "Scheduled ", "Pulling ", "Pulled ", "Pulling spec.containers{use}", "Pulled spec.containers{use}",
        "Created spec.containers{use}", "Started spec.containers{use}",
    ]  # fmt: skip


def test_an_image_that_does_not_exist_keeps_its_container_waiting() -> None:
    reason, events = of_pod(
        IMAGE.format(reference="nginx:none"),
        "kubectl get pod p -o jsonpath='{.status.containerStatuses[0].state.waiting.reason}'",
        "kubectl get events --field-selector involvedObject.name=p,type=Warning -o "
        "jsonpath='{range .items[*]}{.message}{\"\\n\"}{end}'",
    )  # fmt: skip
    assert reason in {"ErrImagePull", "ImagePullBackOff"}
    assert 'Failed to pull image "nginx:none": ' in events
    assert "Error: ErrImagePull" in events
