"""Inside containers: base systems, files, users, processes, volumes."""

from __future__ import annotations

import pytest

from tests.labs.worlds import screens, shown

MISSING = (
    "error: Internal error occurred: error executing command in container: failed to exec in container: failed to "
    "start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "
    '"{}": executable file not found in $PATH\n'
)


def inside(image: str, *commands: str, run: str = "") -> list[str]:
    lines = [f"kubectl run p --image={image} {run}", "@ 60", *(f"kubectl exec p -- {command}" for command in commands)]
    return screens(lines)[2:]


@pytest.mark.parametrize(
    ("image", "release"),
    [
        ("nginx", 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"'),
        ("nginx:1.27-alpine", 'PRETTY_NAME="Alpine Linux v3.22"'),
        ("redis:7-bullseye", 'PRETTY_NAME="Debian GNU/Linux 11 (bullseye)"'),
    ],
)
def test_an_image_has_its_base_system(image: str, release: str) -> None:
    [text] = inside(image, "grep PRETTY /etc/os-release")
    assert text == release + "\n"


def test_only_programs_of_the_image_are_there() -> None:
    ps, bash, found, jq = inside("nginx", "ps", "bash -c 'jq; exit 3'", "sh -c 'command -v curl'", "sh -c jq")
    assert ps == MISSING.format("ps")
    assert bash == "bash: line 1: jq: command not found\ncommand terminated with exit code 3\n"
    assert found == "/usr/bin/curl\n"
    assert jq == "sh: 1: jq: not found\ncommand terminated with exit code 127\n"


def test_busybox_has_no_bash_and_its_own_ps() -> None:
    bash, ps, jq, user = inside("busybox", "bash", "ps", "sh -c jq", "id", run="-- sleep 3600")
    assert bash == MISSING.format("bash")
    assert ps == "PID   USER     TIME  COMMAND\n    1 root      0:00 sleep 3600\n    2 root      0:00 ps\n"
    assert jq == "sh: jq: not found\ncommand terminated with exit code 127\n"
    assert user == "uid=0(root) gid=0(root) groups=0(root),10(wheel)\n"


def test_images_without_a_shell() -> None:
    [sh] = screens(["kubectl exec -n kube-system kube-scheduler-controlplane -- sh"])
    assert sh == MISSING.format("sh")


def test_the_kubelet_s_files() -> None:
    hosts, resolver, name = inside("nginx", "tail -1 /etc/hosts", "cat /etc/resolv.conf", "cat /etc/hostname")
    assert hosts.split() == [hosts.split()[0], "p"]
    assert hosts.startswith("10.244.")
    assert resolver == (
        "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n"
    )
    assert name == "p\n"


def test_the_environment_is_the_container_s() -> None:
    [text] = inside("nginx", "env", run="--env=COLOUR=blue")
    names = {line.partition("=")[0] for line in text.splitlines()}
    assert {"COLOUR", "HOSTNAME", "HOME", "PATH", "KUBERNETES_SERVICE_HOST", "NGINX_VERSION"} <= names
    assert not {"USER", "SHELL", "LANG", "LOGNAME"} & names


def test_what_is_written_is_served() -> None:
    page, after = inside(
        "nginx", "sh -c 'echo hi > /usr/share/nginx/html/index.html; curl -s localhost'",
        "sh -c 'rm /usr/share/nginx/html/index.html; curl -s -o /dev/null -w %{http_code} localhost'",
    )  # fmt: skip
    assert (page, after) == ("hi\n", "403")


def test_killing_the_first_process_restarts_the_container() -> None:
    text = shown(
        "kubectl run p --image=nginx", "@ 30", "kubectl exec p -- kill 1", "@ 5",
        "kubectl get pod p -o jsonpath='{.status.containerStatuses[0].restartCount}'",
    )  # fmt: skip
    assert text == "1"


POD = """
apiVersion: v1
kind: Pod
metadata: {name: two}
spec:
  nodeName: controlplane
  securityContext: {fsGroup: 2000}
  volumes:
  - {name: shared, emptyDir: {}}
  - {name: node, hostPath: {path: /srv/data}}
  - {name: claim, persistentVolumeClaim: {claimName: claim}}
  containers:
  - name: writer
    image: busybox
    securityContext: {runAsUser: 1000, runAsGroup: 3000}
    command: [sh, -c, "echo written > /out/log; sleep 3600"]
    volumeMounts: [{name: shared, mountPath: /out}]
  - name: web
    image: nginx:alpine
    volumeMounts:
    - {name: shared, mountPath: /in}
    - {name: node, mountPath: /usr/share/nginx/html}
    - {name: claim, mountPath: /data}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: volume}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /mnt/pv}, storageClassName: manual}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: claim}
spec: {accessModes: [ReadWriteOnce], storageClassName: manual, resources: {requests: {storage: 1Gi}}}
"""


def test_volumes_are_shared_and_last() -> None:
    web, writer = "kubectl exec two -c web --", "kubectl exec two -c writer --"
    found = screens(
        [
            "mkdir -p /srv/data; echo from-host > /srv/data/index.html", "kubectl apply -f /root/two.yaml", "@ 40",
            f"{web} cat /in/log", f"{writer} id", "curl -s $(kubectl get pod two -o jsonpath={.status.podIP})",
            f"{web} sh -c 'echo from-pod > /usr/share/nginx/html/index.html; echo kept > /data/file; touch /gone'",
            "cat /srv/data/index.html /mnt/pv/file", "echo again > /srv/data/index.html",
            f"{web} wget -qO- localhost", f"{web} kill 1", "@ 10", f"{web} sh -c 'cat /data/file; ls /gone'",
        ],
        files={"/root/two.yaml": POD},
    )  # fmt: skip
    assert found[3:6] == ["written\n", "uid=1000 gid=3000 groups=2000,3000\n", "from-host\n"]
    assert found[7] == "from-pod\nkept\n"
    assert found[9] == "again\n"
    assert found[12].startswith("kept\nls: ")


def test_a_debugger_sees_the_processes_of_its_target_and_signals_them() -> None:
    _, _, _, _, _, table, found, _, _, pods, own = screens(
        [
            "kubectl run web --image=nginx",
            "@ 30",
            "kubectl debug web -c dbg --image=busybox --target=web -- sleep 1000",
            "kubectl debug web -c alone --image=busybox -- sleep 1000",
            "@ 30",
            "kubectl exec web -c dbg -- ps aux",
            "kubectl exec web -c dbg -- pidof nginx",
            "kubectl exec web -c dbg -- kill 1",
            "@ 30",
            "kubectl get pods web -o jsonpath='{.status.containerStatuses[0].restartCount}'",
            "kubectl exec web -c alone -- ps",
        ]
    )
    assert table == (
        "PID   USER     TIME  COMMAND\n"
        "    1 root      0:00 nginx: master process nginx -g daemon off;\n"
        "   29 root      0:00 nginx: worker process\n"
        "   30 root      0:00 sleep 1000\n"
        "   31 root      0:00 ps aux\n"
    )
    assert (found, pods) == ("29 1\n", "1")
    assert own == "PID   USER     TIME  COMMAND\n    1 root      0:00 sleep 1000\n    2 root      0:00 ps\n"


def test_an_entry_point_gives_its_place_to_what_it_runs() -> None:
    assert inside("nginx", "cat /proc/1/comm") == ["nginx\n"]


SHARED = """
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  shareProcessNamespace: true
  containers:
  - {name: web, image: nginx}
  - {name: tools, image: busybox, command: [sleep, '3600']}
"""


def test_containers_of_a_pod_share_their_processes() -> None:
    _, _, first, name, seen, _, _, restarts, gone = screens(
        [
            "kubectl apply -f p.yaml",
            "@ 30",
            "kubectl exec p -c tools -- ps",
            "kubectl exec p -c tools -- cat /proc/1/comm",
            "kubectl exec p -c tools -- pidof nginx",
            "kubectl exec p -c tools -- kill 7",
            "@ 30",
            "kubectl get pod p -o jsonpath='{.status.containerStatuses[*].restartCount}'",
            "time kubectl delete pod p 2>&1 | grep -v real",
        ],
        files={"/root/p.yaml": SHARED},
    )
    assert first == (
        "PID   USER     TIME  COMMAND\n"
        "    1 root      0:00 /pause\n"
        "    7 root      0:00 nginx: master process nginx -g daemon off;\n"
        "   35 root      0:00 nginx: worker process\n"
        "   41 root      0:00 sleep 3600\n"
        "   42 root      0:00 ps\n"
    )
    assert (name, seen) == ("pause\n", "35 7\n")
    assert restarts == "0 1"
    assert gone.startswith('pod "p" deleted from default namespace\n')
