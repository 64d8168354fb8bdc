# A container ends as soon as its script's trap does
$ kubectl run a --image=busybox --restart=Never -- sh -c 'trap "echo bye; exit 0" TERM; echo up; while true; do sleep 1; done'
pod/a created
$ kubectl run b --image=busybox --restart=Never -- sh -c 'sleep infinity'
pod/b created
@ wait 10s
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
a      1/1     Running   0          10s
b      1/1     Running   0          10s
$ kubectl delete pod a --wait=false
pod "a" deleted from default namespace
@ wait 3s
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
b      1/1     Running   0          13s
$ kubectl delete pod b --wait=false
pod "b" deleted from default namespace
@ wait 3s
$ kubectl get pods
NAME   READY   STATUS        RESTARTS   AGE
b      1/1     Terminating   0          16s
