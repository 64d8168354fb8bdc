# kubectl auth reconcile: what is missing is added permission by permission; another role needs another binding
-- /root/rbac.yaml --
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r, namespace: default}
rules:
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: rb, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
subjects:
- {kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}
$ kubectl auth reconcile -f rbac.yaml > out
	reconciliation required create
	missing rules added:
		{Verbs:[get list] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}
	reconciliation required create
	missing subjects added:
		{Kind:User APIGroup:rbac.authorization.k8s.io Name:jane Namespace:}
$ cat out
role.rbac.authorization.k8s.io/r reconciled
rolebinding.rbac.authorization.k8s.io/rb reconciled
$ kubectl auth reconcile -f rbac.yaml > out
$ cat out
role.rbac.authorization.k8s.io/r reconciled
rolebinding.rbac.authorization.k8s.io/rb reconciled
$ sed 's/\[pods\]/[pods, services]/; s/kind: Role, name: r/kind: ClusterRole, name: view/; s/jane/bob/' rbac.yaml > more.yaml
$ kubectl auth reconcile -f more.yaml --dry-run=client > out
	reconciliation required update
	missing rules added:
		{Verbs:[get] APIGroups:[] Resources:[services] ResourceNames:[] NonResourceURLs:[]}
		{Verbs:[list] APIGroups:[] Resources:[services] ResourceNames:[] NonResourceURLs:[]}
	reconciliation required recreate
$ cat out
role.rbac.authorization.k8s.io/r reconciled (dry run)
rolebinding.rbac.authorization.k8s.io/rb reconciled (dry run)
$ kubectl auth reconcile -f more.yaml > out
	reconciliation required update
	missing rules added:
		{Verbs:[get] APIGroups:[] Resources:[services] ResourceNames:[] NonResourceURLs:[]}
		{Verbs:[list] APIGroups:[] Resources:[services] ResourceNames:[] NonResourceURLs:[]}
	reconciliation required recreate
$ cat out
role.rbac.authorization.k8s.io/r reconciled
rolebinding.rbac.authorization.k8s.io/rb reconciled
$ kubectl get rolebinding rb -o jsonpath='{.roleRef.name} {.subjects[*].name}{"\n"}'
view bob
$ sed -i 's/jane/ann/' rbac.yaml
$ kubectl auth reconcile -f rbac.yaml --remove-extra-permissions --remove-extra-subjects > out
	reconciliation required update
	extra rules removed:
		{Verbs:[get] APIGroups:[] Resources:[services] ResourceNames:[] NonResourceURLs:[]}
		{Verbs:[list] APIGroups:[] Resources:[services] ResourceNames:[] NonResourceURLs:[]}
	reconciliation required recreate
$ cat out
role.rbac.authorization.k8s.io/r reconciled
rolebinding.rbac.authorization.k8s.io/rb reconciled
$ kubectl auth reconcile -f rbac.yaml --dry-run=server > out
error: --dry-run=server for command reconcile is not supported yet
[1]
$ cat out
# Overrides that cannot be
$ kubectl run p --image=nginx --overrides='bad' --dry-run=client
error: Invalid JSON Patch
[1]
$ kubectl run p --image=nginx --overrides='x' --override-type=strategic --dry-run=client
error: invalid JSON document
[1]
$ kubectl run p --image=nginx --overrides='x' --override-type=json --dry-run=client
error: invalid character 'x' looking for beginning of value
[1]
$ kubectl run p --image=nginx --overrides='[]' --dry-run=client
error: couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }
[1]
$ kubectl run p --image=nginx --overrides='{"kind":"Foo"}' --dry-run=client
error: no kind "Foo" is registered for version "v1" in scheme "pkg/scheme/scheme.go:28"
[1]
$ kubectl run p --image=nginx --overrides='{"spec":"bar"}' --dry-run=client
error: json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec
[1]
$ kubectl run p --image=nginx --env=1B=2
error: invalid env: 1B=2
[1]
$ kubectl run p --image=nginx --env='a.b=2' --overrides='{"spec":{"nodeName":"x"}}' --dry-run=client -o jsonpath='{.spec.nodeName}{"\n"}'
x
# Nothing there
$ kubectl rollout pause ds
No resources found in default namespace.
$ kubectl rollout status deploy -l a=b
No resources found in default namespace.
$ kubectl rollout undo ds
$ kubectl replace -f /dev/null
$ kubectl wait pod -l a=zz --for=create --timeout=1s
error: timed out waiting for the condition
[1]
$ kubectl taint node controlplane =y:NoSchedule
error: invalid taint spec: =y:NoSchedule, name part must be non-empty; name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
See 'kubectl taint -h' for help and examples
[1]
# A dump in the order of Go's structs, one file for each kind
$ kubectl cluster-info dump --output-directory=d && ls d d/default
Cluster info dumped to d
d:
default  kube-system  nodes.json

d/default:
daemonsets.json   events.json  replicasets.json              services.json
deployments.json  pods.json    replication-controllers.json
$ sed -n '1,10p' d/nodes.json | grep -v resourceVersion | grep -v uid
{
    "kind": "NodeList",
    "apiVersion": "v1",
    "metadata": {
    },
    "items": [
        {
            "metadata": {
                "name": "controlplane",
$ sed -n '/"spec"/,/targetPort/p' d/default/services.json
            "spec": {
                "ports": [
                    {
                        "name": "https",
                        "protocol": "TCP",
                        "port": 443,
                        "targetPort": 6443
$ kubectl create -k x -R
error: the -k flag can't be used with -f or -R
[1]
$ kubectl debug p --image=busybox --profile=legacy
--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".
Error from server (NotFound): pods "p" not found
[1]
