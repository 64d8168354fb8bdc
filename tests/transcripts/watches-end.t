# Who watches is hung up on when the API server goes away; kubectl get and events end without a word.
$ kubectl run a --image=nginx; sleep 5
pod/a created
$ kubectl get pods -w > /tmp/pods 2>&1 &
[1] 2147
$ kubectl wait --for=condition=Foo pod/a --timeout=60s > /tmp/wait 2>&1 &
[2] 2148
$ sleep 2; mv /etc/kubernetes/manifests/kube-apiserver.yaml /tmp/; sleep 5
[1]-  Done                    kubectl get pods -w > /tmp/pods 2>&1
[2]+  Exit 1                  kubectl wait --for=condition=Foo pod/a --timeout=60s > /tmp/wait 2>&1
$ jobs; cat /tmp/pods /tmp/wait
NAME   READY   STATUS    RESTARTS   AGE
a      1/1     Running   0          5s
The connection to the server 172.30.1.2:6443 was refused - did you specify the right host or port?
$ mv /tmp/kube-apiserver.yaml /etc/kubernetes/manifests/; sleep 20
$ kubectl get pods -w > /tmp/pods 2>&1 &
[1] 2155
$ kubectl run b --image=nginx; sleep 5; cat /tmp/pods
pod/b created
NAME   READY   STATUS    RESTARTS   AGE
a      1/1     Running   0          32s
b      0/1     Pending   0          0s
b      0/1     Pending   0          0s
b      0/1     ContainerCreating   0          0s
b      0/1     ContainerCreating   0          0s
b      1/1     Running             0          1s
$ kubectl wait --for=delete pod/zz --timeout=30s; echo $?
0
