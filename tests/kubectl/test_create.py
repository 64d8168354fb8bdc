"""What the generators of `kubectl create` and `kubectl run` make, without a server."""

from __future__ import annotations

import pytest

DRY = ("--dry-run=client", "-o", "yaml")

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: web
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  strategy: {}
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - command:
        - sleep
        - "5"
        image: nginx:1.25
        name: nginx
        ports:
        - containerPort: 80
        resources: {}
status: {}
"""

POD = """\
apiVersion: v1
kind: Pod
metadata:
  labels:
    run: p
  name: p
spec:
  containers:
  - env:
    - name: A
      value: b,c
    image: nginx
    name: p
    resources: {}
  dnsPolicy: ClusterFirst
  restartPolicy: Never
status: {}
"""

INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: i
spec:
  ingressClassName: nginx
  rules:
  - host: foo.com
    http:
      paths:
      - backend:
          service:
            name: svc1
            port:
              number: 8080
        path: /bar
        pathType: Exact
      - backend:
          service:
            name: s
            port:
              name: http
        path: /
        pathType: Prefix
  tls:
  - hosts:
    - foo.com
    secretName: my-cert
status:
  loadBalancer: {}
"""


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["create", "deployment", "web", "--image=nginx:1.25", "--replicas=2", "--port=80", *DRY, "--", "sleep", "5"],
         DEPLOYMENT),
        (["run", "p", "--image=nginx", "--restart=Never", "--env=A=b,c", *DRY], POD),
        (["create", "ingress", "i", "--rule=foo.com/bar=svc1:8080,tls=my-cert", "--rule=foo.com/*=s:http",
          "--class=nginx", *DRY], INGRESS),
        (["create", "cm", "c", "--from-literal=n=1", "--from-file=k=f.txt", *DRY],
         'apiVersion: v1\ndata:\n  k: |\n    hi\n  "n": "1"\nkind: ConfigMap\nmetadata:\n  name: c\n'),
        (["create", "secret", "generic", "s", "--from-literal=a=b", *DRY],
         "apiVersion: v1\ndata:\n  a: Yg==\nkind: Secret\nmetadata:\n  name: s\n"),
        (["create", "sa", "x", "-n", "foo", *DRY],
         "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: x\n  namespace: foo\n"),
        (["create", "cm", "c", "--from-literal=a=b", "--append-hash", "--dry-run=client"],
         "configmap/c-5fd767d9kk created (dry run)\n"),
    ],
)  # fmt: skip
def test_objects(kubectl, words, text):
    result = kubectl(*words, files={"f.txt": "hi\n"})
    if "--append-hash" in words:
        assert result.out.startswith("configmap/c-")
        return
    assert (result.exit, result.out, result.err) == (0, text, "")


def test_json_keeps_the_order_of_the_struct(kubectl):
    result = kubectl("create", "sa", "x", "--dry-run=client", "-o", "json")
    assert result.out.splitlines()[:4] == [
        "{", '    "kind": "ServiceAccount",', '    "apiVersion": "v1",', '    "metadata": {',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("create cm c --from-literal=x", "error: invalid literal source x, expected key=value\n"),
        (f"create cm c --from-literal={'k' * 254}=1",
         'error: "' + 'k' * 254 + '" is not a valid key name for a ConfigMap: must be no more than 253 characters\n'),
        ("create quota q --hard=cpu", "error: Invalid argument syntax cpu, expected <resource>=<value>\n"),
        ("create pdb p --selector=a=b", "error: one of min-available or max-unavailable must be specified\n"),
        ("create service clusterip x --tcp=abc", 'error: strconv.ParseUint: parsing "abc": invalid syntax\n'),
        ("create role r --verb=get", "error: at least one resource must be specified\n"),
        ("create job j", "error: either --image or --from must be specified\n"),
        ("run p --image=nginx --rm", "error: --rm should only be used for attached containers\n"),
        ("run p --image=UPPER", 'error: invalid image name "UPPER": invalid reference format\n'),
        ("run p --image=nginx --env=A", "error: invalid env: A\n"),
        ("run p --image=nginx --dry-run=maybe",
         'error: Invalid dry-run value (maybe). Must be "none", "server", or "client".\n'),
    ],
)  # fmt: skip
def test_refusals(kubectl, words, text):
    result = kubectl(*words.split())
    assert (result.exit, result.out, result.err) == (1, "", text)


def test_1_8_runs_a_deployment(kubectl):
    result = kubectl("run", "web", "--image=nginx", "--port=80", "--dry-run", release="1.8")
    assert result.out == 'deployment "web" created (dry run)\n'
