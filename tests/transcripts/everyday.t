# Everyday use of the shell: pipes, substitution, variables, here-documents, loops, jobs, history, aliases.
$ kubectl get nodes -o name | sort -r | head -1
node/node01
$ kubectl get pods -A --no-headers | wc -l
8
$ NODE=$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}')
$ echo "node: $NODE, status: $?"
node: controlplane, status: 0
$ cat <<END > pod.yaml
> apiVersion: v1
> kind: Pod
> metadata:
>   name: web
>   labels: {app: web, node: $NODE}
> spec:
>   containers:
>   - name: web
>     image: nginx:1.27
> END
$ cat pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web, node: controlplane}
spec:
  containers:
  - name: web
    image: nginx:1.27
$ kubectl apply -f pod.yaml && kubectl wait --for=condition=Ready pod/web
pod/web created
pod/web condition met
$ kubectl apply -f - <<< '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"colour": "blue"}}'
configmap/settings created
$ for name in red green blue; do kubectl create configmap $name --from-literal=name=$name; done
configmap/red created
configmap/green created
configmap/blue created
$ kubectl get configmaps -o name | grep -v kube-root | xargs kubectl delete
configmap "blue" deleted from default namespace
configmap "green" deleted from default namespace
configmap "red" deleted from default namespace
configmap "settings" deleted from default namespace
$ i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo "round $i"; done
round 1
round 2
round 3
$ alias k=kubectl
$ k get pod web -o jsonpath='{.metadata.labels.node}{"\n"}'
controlplane
$ alias
alias egrep='egrep --color=auto'
alias fgrep='fgrep --color=auto'
alias grep='grep --color=auto'
alias k='kubectl'
alias l='ls -CF'
alias la='ls -A'
alias ll='ls -alF'
alias ls='ls --color=auto'
$ kubectl proxy --port=9000 > proxy.log &
[1] 2161
$ jobs
[1]+  Running                 kubectl proxy --port=9000 > proxy.log &
$ curl -s localhost:9000/api/v1/namespaces/default/pods/web | jq -r .status.phase
Running
$ fg
kubectl proxy --port=9000 > proxy.log
@ press ctrl-c
^C
[130]
$ cat proxy.log
Starting to serve on 127.0.0.1:9000
$ sleep 200 & sleep 300 &
[1] 2165
[2] 2166
$ jobs -l
[1]- 2165 Running                 sleep 200 &
[2]+ 2166 Running                 sleep 300 &
$ kill %1
$ kill %%
[1]-  Terminated              sleep 200
$ jobs
[2]+  Terminated              sleep 300
$ sleep 100 & sleep 1; jobs; kill %1; wait
[1] 2167
[1]+  Running                 sleep 100 &
[1]+  Terminated              sleep 100
$ false || echo failed
failed
$ kubectl get pod nope > out.txt 2>&1; echo $?; cat out.txt
1
Error from server (NotFound): pods "nope" not found
$ history | tail -3
   26  false || echo failed
   27  kubectl get pod nope > out.txt 2>&1; echo $?; cat out.txt
   28  history | tail -3
$ kubectl get pods -o json | jq -r '.items[].metadata.name'
web
$ f() { kubectl get pod "$1" -o name; }; f web
pod/web
$ !!
f() { kubectl get pod "$1" -o name; }; f web
pod/web
$ cd /tmp && pwd && cd - && echo $OLDPWD
/tmp
/root
/tmp
$ ls -l pod.yaml
-rw-r--r-- 1 root root 144 Nov 23 00:00 pod.yaml
$ export KUBE_EDITOR="sed -i s/nginx:1.27/nginx:1.29/"
$ kubectl edit pod web
pod/web edited
$ kubectl get pod web -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image
NAME   IMAGE
web    nginx:1.29
$ time sleep 2

real	0m2.003s
user	0m0.002s
sys	0m0.001s
$ k delete pod web --now
pod "web" deleted from default namespace
