# What somebody reads who may do only some of what a command does.
$ kubectl create deployment web --image=nginx; kubectl run solo --image=nginx; kubectl wait pod --all --for=condition=Ready >/dev/null
deployment.apps/web created
pod/solo created
$ kubectl create role viewer --verb=get,list --resource=pods,deployments.apps,daemonsets.apps; kubectl create rolebinding viewers --role=viewer --user=bob
role.rbac.authorization.k8s.io/viewer created
rolebinding.rbac.authorization.k8s.io/viewers created
$ kubectl scale deploy web --replicas=3 --as=bob
Error from server (Forbidden): deployments.apps "web" is forbidden: User "bob" cannot patch resource "deployments/scale" in API group "apps" in the namespace "default"
[1]
$ kubectl exec solo --as=bob -- ls
error: unable to upgrade connection: pods "solo" is forbidden: User "bob" cannot create resource "pods/exec" in API group "" in the namespace "default"
[1]
$ kubectl attach solo --as=bob
All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
error: unable to upgrade connection: pods "solo" is forbidden: User "bob" cannot create resource "pods/attach" in API group "" in the namespace "default"
[1]
$ kubectl cp solo:/etc/hostname h --as=bob
error: unable to upgrade connection: pods "solo" is forbidden: User "bob" cannot create resource "pods/exec" in API group "" in the namespace "default"
[1]
$ kubectl port-forward solo 8080:80 --as=bob
error: error upgrading connection: unable to upgrade connection: pods "solo" is forbidden: User "bob" cannot create resource "pods/portforward" in API group "" in the namespace "default"
[1]
$ kubectl rollout history deploy/web --as=bob
error: failed to retrieve replica sets from deployment web: replicasets.apps is forbidden: User "bob" cannot list resource "replicasets" in API group "apps" in the namespace "default"
[1]
$ kubectl rollout undo deploy/web --as=bob
error: failed to retrieve replica sets from deployment web: replicasets.apps is forbidden: User "bob" cannot list resource "replicasets" in API group "apps" in the namespace "default"
[1]
$ kubectl wait pod solo --for=condition=Foo --timeout=1s --as=bob 2>&1 | sed 's/.*reflector.go/reflector.go/'
reflector.go:227] "Failed to watch" err="pods \"solo\" is forbidden: User \"bob\" cannot watch resource \"pods\" in API group \"\" in the namespace \"default\"" reflector="k8s.io/client-go/tools/watch/informerwatcher.go:162" type="*unstructured.Unstructured"
error: timed out waiting for the condition on pods/solo
$ kubectl cluster-info --as=bob

To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.
Error from server (Forbidden): services is forbidden: User "bob" cannot list resource "services" in API group "" in the namespace "kube-system"
[1]
$ kubectl -n kube-system create role viewer --verb=get,list --resource=daemonsets.apps; kubectl -n kube-system create rolebinding viewers --role=viewer --user=bob
role.rbac.authorization.k8s.io/viewer created
rolebinding.rbac.authorization.k8s.io/viewers created
$ kubectl -n kube-system rollout history ds/kube-proxy --as=bob
error: unable to find history controlled by DaemonSet kube-proxy: controllerrevisions.apps is forbidden: User "bob" cannot list resource "controllerrevisions" in API group "apps" in the namespace "kube-system"
[1]
# One node that is not there, and nothing is done to the others.
$ kubectl cordon node01 nosuch; kubectl get node node01 --no-headers
Error from server (NotFound): nodes "nosuch" not found
node01   Ready   <none>   10m   v1.36.2
$ kubectl drain node01 nosuch
Error from server (NotFound): nodes "nosuch" not found
[1]
# What goes wrong in the pod while files are copied from it is told on standard output.
$ kubectl cp solo:/nope here 2>/dev/null; echo $?
tar: /nope: Cannot stat: No such file or directory
tar: Exiting with failure status due to previous errors
0
$ timeout 1 kubectl attach solo
All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
[124]
# Revisions.
$ kubectl rollout undo deploy/web --to-revision=1
deployment.apps/web skipped rollback (current template already matches revision 1)
$ kubectl rollout undo deploy/web --to-revision=7
error: unable to find specified revision 7 in history
[1]
$ kubectl set image deploy/web nginx=httpd
deployment.apps/web image updated
$ kubectl rollout undo deploy/web --to-revision=1 --dry-run=client -o name
deployment.apps/web
$ kubectl rollout undo deploy/web --to-revision=1 --dry-run=client
deployment.apps/web Pod Template:
  Labels:	app=web
	pod-template-hash=7887448d46
  Containers:
   nginx:
    Image:	nginx
    Port:	<none>
    Host Port:	<none>
    Environment:	<none>
    Mounts:	<none>
  Volumes:	<none>
  Node-Selectors:	<none>
  Tolerations:	<none>
 (dry run)
$ kubectl rollout pause deploy/web; kubectl rollout undo deploy/web --to-revision=9; kubectl rollout undo deploy/web
deployment.apps/web paused
error: unable to find specified revision 9 in history
error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again
[1]
# Addresses and ports that a machine does not have.
$ kubectl proxy --port=99999
error: listen tcp: address 99999: invalid port
[1]
$ kubectl proxy --address=1.2.3.4
error: listen tcp 1.2.3.4:8001: bind: cannot assign requested address
[1]
$ kubectl port-forward solo 8080:99999
error: error parsing remote port '99999': strconv.ParseUint: parsing "99999": value out of range
[1]
$ kubectl port-forward solo --address=1.2.3.4 8080:80
Unable to listen on port 8080: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 1.2.3.4:8080: bind: cannot assign requested address]
error: unable to listen on any of the requested ports: [{8080 80}]
[1]
# A drain that is only tried asks the server, and that knows of the budget.
$ kubectl create pdb web --selector=app=web --min-available=1
poddisruptionbudget.policy/web created
@ wait 5s
$ node=$(kubectl get pods -l app=web -o jsonpath='{.items[0].spec.nodeName}'); timeout 6 kubectl drain $node --ignore-daemonsets --force --dry-run=server --pod-selector=app=web 2>&1 | grep -c 'violate'
2
# Names of resources and paths of fields.
$ kubectl explain deployments.apps.spec.replicas | head -5
GROUP:      apps
KIND:       Deployment
VERSION:    v1

FIELD: replicas <integer>
$ kubectl explain deploy.apps
GROUP:      apps
KIND:       Deployment
VERSION:    v1

error: field "apps" does not exist
[1]
$ kubectl explain ing.networking.k8s.io
GROUP:      networking.k8s.io
KIND:       Ingress
VERSION:    v1

error: field "io" does not exist
[1]
$ kubectl explain pods.spec.nope.deeper
KIND:       Pod
VERSION:    v1

error: field "deeper" does not exist
[1]
$ kubectl explain pods.spec[0]
error: invalid jsonpath syntax, first node must be field node
[1]
$ kubectl explain pods.metadata..name
error: invalid jsonpath syntax, first node must be field node
[1]
$ kubectl explain 'pods.{spec}'
error: unrecognized character in action: U+007B '{'
[1]
$ kubectl explain pv.spec.hostPath.type | sed -n 4,8p
FIELD: type <string>
ENUM:
    ""
    BlockDevice
    CharDevice
$ kubectl create cm unborn --dry-run=client -o name; kubectl create cm second; kubectl get cm -w --sort-by=.nope
configmap/unborn
configmap/second created
warning: --watch requested, --sort-by will be ignored for watch events received
error: unable to output the provided object: couldn't find any field with path "{.nope}" in the list of objects
[1]
$ kubectl set image deploy --all -l a=b
cannot set --all and --selector at the same time
at least one image update is required
[1]
$ kubectl set subject clusterrolebinding --all -l a=b --user=bob
error: cannot set --all and --selector at the same time
[1]
$ printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: unborn}\n' | kubectl apply set-last-applied -f -
Error from server (NotFound): configmaps "unborn" not found
[1]
# Programs that compare.
$ printf '#!/bin/sh\necho $#; exit 3\n' > cmp.sh; chmod +x cmp.sh; printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: unborn}\n' > cm.yaml; KUBECTL_EXTERNAL_DIFF="./cmp.sh -u a;b --x=y" kubectl diff -f cm.yaml
4
error: failed to run "./cmp.sh": exit status 3
[2]
# Properties of a kubeconfig.
$ kubectl config set clusters.a.server https://1.2.3.4; kubectl config set clusters.a.b.insecure-skip-tls-verify maybe; kubectl config set clusters.a.b.insecure-skip-tls-verify t
Property "clusters.a.server" set.
error: strconv.ParseBool: parsing "maybe": invalid syntax
Property "clusters.a.b.insecure-skip-tls-verify" set.
$ kubectl config get-clusters
NAME
a
a.b
kubernetes
$ kubectl config set users.bob.token secret --set-raw-bytes; kubectl config set users.bob.act-as alice; kubectl config set users.bob.client-key-data 'no base64'
Property "users.bob.token" set.
Property "users.bob.act-as" set.
error: error decoding input value: illegal base64 data at input byte 2
[1]
$ kubectl config view -o jsonpath='{.users[?(@.name=="bob")].user}'; echo
{"as":"alice","token":"REDACTED"}
$ kubectl config set users.bob.act-as-groups x
error: unrecognized slice type. string
[1]
$ kubectl config set foo x; kubectl config set users.bob.token ''; kubectl config set '' x; kubectl config set current-context.x y
error: unable to parse foo after [] at api.Config
error: you cannot use set to unset a property
error: you must specify a property
error: unable to parse one or more field values of current-context.x
[1]
$ kubectl config unset users.nobody.token; kubectl config unset users.bob; kubectl config unset users.bob.token
error: current map key `nobody` is invalid
Property "users.bob" unset.
error: current map key `bob` is invalid
[1]
$ kubectl config set-cluster ''; kubectl config set-credentials ''; kubectl config set-context ''; kubectl config use-context ''; kubectl config rename-context kubernetes-admin@kubernetes ''
error: you must specify a non-empty cluster name
error: you must specify a non-empty user name
error: you must specify a non-empty context name or --current
error: empty context names are not allowed
error: You must specify a new non-empty context name
[1]
$ kubectl config set-credentials bob --exec-command=/x --exec-interactive-mode=Sometimes
error: invalid interactive mode type, can be only IfAvailable, Never, Always
[1]
# Pods that run for a moment: what is said, and what stays unsaid.
$ kubectl run moment --image=busybox -q --rm --attach --restart=Never -- sh -c 'sleep 1; echo out'
out
$ kubectl run moment --image=busybox -i --rm --restart=Never --command -- nosuch
pod "moment" deleted from default namespace
pod default/moment terminated (StartError)
failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "nosuch": executable file not found in $PATH
[128]
$ kubectl run moment --image=busybox -it --rm --restart=Never -- sleep 2 </dev/null
Unable to use a TTY - input is not a terminal or the right kind of file
All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
pod "moment" deleted from default namespace
$ kubectl run always --image=busybox --attach --rm --restart=Always -- sh -c 'sleep 1; echo out'
All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
out
pod "always" deleted from default namespace
$ kubectl debug solo --copy-to=solo2 --set-image=*=httpd --replace; kubectl get pod solo
Error from server (NotFound): pods "solo" not found
[1]
$ kubectl debug solo2 --image=busybox -c tools -- sleep 1d; kubectl __complete exec solo2 -c ''
solo
:4
Completion ended with directive: ShellCompDirectiveNoFileComp
