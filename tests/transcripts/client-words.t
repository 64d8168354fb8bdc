# What kubectl and helm say before they ask anybody, and what they make of doubles
-- /root/rb.yaml --
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: rb, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
subjects: [{kind: User, name: bob}]
-- /root/comp/kustomization.yaml --
resources: [d.yaml]
patches: [{patch: '[{op: replace, path: /spec/replicas, value: 7}]', target: {kind: Deployment}}]
-- /root/comp/d.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
-- /root/c/Chart.yaml --
apiVersion: v2
name: c
version: 0.1.0
icon: https://example.com/i.png
-- /root/c/templates/f.yaml --
{{ fail "no way" }}{{ required "need \"x\"" .Values.x }}
-- /root/t/Chart.yaml --
apiVersion: v2
name: t
version: 0.1.0
-- /root/t/templates/t.yaml --
apiVersion: v1
kind: Pod
metadata: {name: t, annotations: {"helm.sh/hook": test}}
spec:
  restartPolicy: Never
  initContainers: [{name: i, image: "busybox:1.36", command: [echo, init]}]
  containers: [{name: a, image: "busybox:1.36", command: [echo, one]}, {name: b, image: "busybox:1.36", command: [echo, two]}]
$ kubectl create role r --verb=get --resource=pods
role.rbac.authorization.k8s.io/r created
$ kubectl auth reconcile -f rb.yaml > out 2>&1; kubectl auth reconcile -f rb.yaml > out 2>&1
$ sed -i 's/bob/al/' rb.yaml; kubectl auth reconcile -f rb.yaml --remove-extra-subjects
rolebinding.rbac.authorization.k8s.io/rb reconciled
	reconciliation required update
	missing subjects added:
		{Kind:User APIGroup: Name:al Namespace:}
	extra subjects removed:
		{Kind:User APIGroup:rbac.authorization.k8s.io Name:bob Namespace:}
$ kubectl taint node controlplane k=v:NoSchedule k=w:NoExecute k-
error: can not both modify and remove the following taint(s) in the same command: k=, k=
[1]
$ kubectl debug nosuch --image=busybox --target=web
Targeting container "web". If you don't see processes from this container it may be because the container runtime doesn't support this feature.
Error from server (NotFound): pods "nosuch" not found
[1]
$ kubectl debug nosuch --image=BAD
error: invalid image name "BAD": invalid reference format
[1]
$ kubectl debug nosuch --copy-to=x --set-image=a=b:c:d
error: invalid image name "b:c:d" for container "a": invalid reference format
[1]
$ kubectl kustomize comp
error: trouble configuring builtin PatchTransformer with config: `
patch: '[{op: replace, path: /spec/replicas, value: 7}]'
target:
  kind: Deployment
`: unable to parse SM or JSON patch from [patch: "[{op: replace, path: /spec/replicas, value: 7}]"]
[1]
$ helm lint c
level=INFO msg="funcMap fail" message="no way"
level=WARN msg="missing required value" message="need \"x\""
==> Linting c
[INFO] values.yaml: file does not exist

1 chart(s) linted, 0 chart(s) failed
$ helm install t ./t > out; helm test t --logs | tail -9
POD LOGS: t (i)
init

POD LOGS: t (a)
one

POD LOGS: t (b)
two

$ helm dep build nosuch
Error: could not find nosuch: stat nosuch: no such file or directory
[1]
$ helm verify t
Error: unpacked charts cannot be verified
[1]
$ helm package t > out; helm verify t-0.1.0.tgz
Error: could not load provenance file t-0.1.0.tgz.prov: stat t-0.1.0.tgz.prov: no such file or directory
[1]
$ touch t-0.1.0.tgz.prov; helm verify t-0.1.0.tgz
Error: failed to load keyring: open /root/.gnupg/pubring.gpg: no such file or directory
[1]
$ helm registry logout reg.example
Removing login credentials for reg.example
$ helm registry login reg.example -u a -p b
level=WARN msg="using --password via the CLI is insecure. Use --password-stdin"
Error: authenticating to "reg.example": Get "https://reg.example/v2/": dial tcp: lookup reg.example on 127.0.0.53:53: no such host
[1]
$ helm push t-0.1.0.tgz https://reg.example/x
Error: scheme "https" not supported
[1]
$ helm push t oci://reg.example/x
Error: cannot push directory, must provide chart archive (.tgz)
[1]
$ helm push none.tgz oci://reg.example/x
Error: none.tgz: no such file
[1]
$ helm show --help | grep -e content-cache
      --content-cache string            folder of downloaded archives (default "/root/.cache/helm/content")
