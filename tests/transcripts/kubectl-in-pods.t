# kubectl in a pod asks as the pod's service account, in the pod's namespace
$ kubectl create ns shop; kubectl -n shop create sa reader; kubectl -n shop create role reader --verb=get,list --resource=pods
namespace/shop created
serviceaccount/reader created
role.rbac.authorization.k8s.io/reader created
$ kubectl -n shop create rolebinding reader --role=reader --serviceaccount=shop:reader
rolebinding.rbac.authorization.k8s.io/reader created
$ kubectl -n shop run k --image=bitnami/kubectl --overrides='{"spec":{"serviceAccountName":"reader"}}' --command -- sleep 1d
pod/k created
$ kubectl -n shop run once --image=bitnami/kubectl --restart=Never --overrides='{"spec":{"serviceAccountName":"reader"}}' -- get pods -o name
pod/once created
$ kubectl -n shop run bare --image=bitnami/kubectl --overrides='{"spec":{"automountServiceAccountToken":false}}' --command -- sleep 1d
pod/bare created
@ wait 20s
$ kubectl -n shop exec k -- kubectl get pods -o name
pod/bare
pod/k
pod/once
$ kubectl -n shop exec k -- kubectl get pods -n default
Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:shop:reader" cannot list resource "pods" in API group "" in the namespace "default"
command terminated with exit code 1
[1]
$ kubectl -n shop exec k -- kubectl auth whoami -o jsonpath='{.status.userInfo.username}{"\n"}'
system:serviceaccount:shop:reader
$ kubectl -n shop exec k -- kubectl config view
apiVersion: v1
clusters: null
contexts: null
current-context: ""
kind: Config
users: null
$ kubectl -n shop logs once
pod/bare
pod/k
pod/once
$ kubectl -n shop exec bare -- kubectl get pods 2>&1 | tail -n 2
The connection to the server localhost:8080 was refused - did you specify the right host or port?
command terminated with exit code 1
# curl's image takes options and addresses for curl's
$ kubectl create deployment web --image=nginx; kubectl expose deployment web --port=80
deployment.apps/web created
service/web exposed
@ wait 10s
$ kubectl run c --image=curlimages/curl --rm -i --restart=Never -q -- -s -o /dev/null -w '%{http_code}\n' http://web
200
$ kubectl run c --image=curlimages/curl --rm -i --restart=Never -q -- sh -c 'echo a shell'
a shell
