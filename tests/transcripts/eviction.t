# Pods that use more than there is, or write more than they may.
-- /root/cache.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: cache
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "dd if=/dev/zero of=/cache/file bs=1024 count=2048; sleep 3600"]
    volumeMounts:
    - {name: cache, mountPath: /cache}
  volumes:
  - name: cache
    emptyDir: {sizeLimit: 1Mi}
-- /root/writer.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: writer
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: ["sleep", "3600"]
    resources:
      limits: {ephemeral-storage: 1Mi}
-- /root/hog.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: hog
spec:
  restartPolicy: Never
  containers:
  - name: hog
    image: polinux/stress
    command: ["stress"]
    args: ["--vm", "1", "--vm-bytes", "250M", "--vm-hang", "1"]
    resources:
      requests: {memory: 50Mi}
      limits: {memory: 100Mi}
$ kubectl apply -f cache.yaml -f writer.yaml -f hog.yaml
pod/cache created
pod/writer created
pod/hog created
@ wait 30s
$ kubectl get pods
NAME     READY   STATUS      RESTARTS   AGE
cache    0/1     Error       0          30s
hog      0/1     OOMKilled   0          30s
writer   1/1     Running     0          30s
$ kubectl get pod cache -o jsonpath='{.status.reason}: {.status.message}{"\n"}'
Evicted: Usage of EmptyDir volume "cache" exceeds the limit "1Mi". 
$ kubectl get pod hog -o jsonpath='{.status.containerStatuses[0].state.terminated.reason} {.status.containerStatuses[0].state.terminated.exitCode}{"\n"}'
OOMKilled 137
$ kubectl exec writer -- sh -c "head -c 2000000 /dev/zero > /tmp/file"
@ wait 15s
$ kubectl get pod writer
NAME     READY   STATUS   RESTARTS   AGE
writer   0/1     Error    0          45s
$ kubectl describe pod writer | grep -A20 ^Events
Events:
  Type     Reason     Age   From               Message
  ----     ------     ----  ----               -------
  Normal   Scheduled  45s   default-scheduler  Successfully assigned default/writer to node01
  Normal   Pulling    45s   kubelet            spec.containers{app}: Pulling image "busybox:1.36"
  Normal   Pulled     44s   kubelet            spec.containers{app}: Successfully pulled image "busybox:1.36" in 817ms (817ms including waiting). Image size: 3128404 bytes.
  Normal   Created    44s   kubelet            spec.containers{app}: Container created
  Normal   Started    44s   kubelet            spec.containers{app}: Container started
  Warning  Evicted    5s    kubelet            Pod ephemeral local storage usage exceeds the total limit of containers 1Mi.
  Normal   Killing    5s    kubelet            spec.containers{app}: Stopping container app
