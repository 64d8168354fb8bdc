# Disks that fill up: what the node says, and who has to go.
# A pod fills its node's disk: the node says so, is tainted, and evicts who takes most
-- /root/limits.yaml --
apiVersion: v1
kind: Pod
metadata: {name: scratch}
spec:
  containers:
  - name: main
    image: busybox
    command: [sh, -c, "dd if=/dev/zero of=/cache/big bs=1M count=60; sleep 1000"]
    volumeMounts: [{name: cache, mountPath: /cache}]
  volumes: [{name: cache, emptyDir: {sizeLimit: 50Mi}}]
---
apiVersion: v1
kind: Pod
metadata: {name: layer}
spec:
  restartPolicy: Never
  containers:
  - name: main
    image: busybox
    command: [sh, -c, "dd if=/dev/zero of=/x bs=1M count=150; sleep 1000"]
    resources: {limits: {ephemeral-storage: 100Mi}}
  - name: other
    image: busybox
    command: [sleep, "1000"]
    resources: {limits: {ephemeral-storage: 100Mi}}
---
apiVersion: v1
kind: Pod
metadata: {name: all}
spec:
  restartPolicy: Never
  containers:
  - name: main
    image: debian:12
    command: [bash, -c, "fallocate -l 200M /tmp/x; sleep 1000"]
    resources: {limits: {ephemeral-storage: 100Mi}}

$ kubectl run writer --image=busybox --command -- sleep 100000
pod/writer created
$ kubectl run beside --image=nginx
pod/beside created
@ wait 30s
$ kubectl get pods -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName
NAME     NODE
beside   node01
writer   node01
$ kubectl exec beside -- df -h /
Filesystem      Size  Used Avail Use% Mounted on
overlay          20G  8.2G   12G  43% /
$ kubectl exec writer -- dd if=/dev/zero of=/tmp/fill bs=1M count=9500
9500+0 records in
9500+0 records out
9961472000 bytes (9.3GB) copied, 23.605584 seconds, 402.4MB/s
$ NODE=$(kubectl get pod writer -o jsonpath='{.spec.nodeName}'); ssh $NODE df -h /
Filesystem      Size  Used Avail Use% Mounted on
/dev/vda1        20G   18G  1.9G  91% /
$ sleep 5
$ kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints[*].key
NAME           TAINTS
controlplane   <none>
node01         node.kubernetes.io/disk-pressure
$ kubectl get events --field-selector involvedObject.kind=Node -o custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message
TYPE      REASON                 MESSAGE
Normal    NodeHasDiskPressure    Node node01 status is now: NodeHasDiskPressure
Warning   EvictionThresholdMet   Attempting to reclaim ephemeral-storage
$ kubectl get pod writer -o jsonpath='{.status.phase} {.status.reason}: {.status.message}{"\n"}{.status.conditions[0].type} {.status.conditions[0].reason}{"\n"}'
Failed Evicted: The node was low on resource: ephemeral-storage. Threshold quantity: 2062926673, available: 1890544Ki. Container writer was using 9728032Ki, request is 0, has larger consumption of ephemeral-storage. 
DisruptionTarget TerminationByKubelet
$ kubectl get pod beside
NAME     READY   STATUS    RESTARTS   AGE
beside   1/1     Running   0          58s
$ ssh $NODE df -h /
Filesystem      Size  Used Avail Use% Mounted on
/dev/vda1        20G  8.2G   12G  43% /
$ sleep 330
$ kubectl get node $NODE -o jsonpath='{.spec.taints}{range .status.conditions[?(@.type=="DiskPressure")]}{.status} {.reason}: {.message}{"\n"}{end}'
False KubeletHasNoDiskPressure: kubelet has no disk pressure
# Limits on local storage: a volume, a container's layer
$ kubectl apply -f limits.yaml
pod/scratch created
pod/layer created
pod/all created
$ sleep 30
$ kubectl get pods -o custom-columns=NAME:.metadata.name,REASON:.status.reason,MESSAGE:.status.message
NAME      REASON    MESSAGE
all       Evicted   Pod ephemeral local storage usage exceeds the total limit of containers 100Mi. 
beside    <none>    <none>
layer     Evicted   Container main exceeded its local ephemeral storage limit "100Mi". 
scratch   Evicted   Usage of EmptyDir volume "cache" exceeds the limit "50Mi". 
writer    Evicted   The node was low on resource: ephemeral-storage. Threshold quantity: 2062926673, available: 1890544Ki. Container writer was using 9728032Ki, request is 0, has larger consumption of ephemeral-storage. 
$ kubectl logs scratch
60+0 records in
60+0 records out
62914560 bytes (60.0MB) copied, 0.165765 seconds, 362.0MB/s
# The learner fills the machine itself: pods go until nothing is left that may, and no other comes
$ kubectl create deployment web --image=nginx --replicas=4
deployment.apps/web created
$ sleep 20
$ fallocate -l 9G /fill && df -h /
Filesystem      Size  Used Avail Use% Mounted on
/dev/vda1        20G   18G  2.1G  90% /
$ sleep 60
$ kubectl get pods -l app=web --no-headers -o custom-columns=NODE:.spec.nodeName,PHASE:.status.phase,REASON:.status.reason | sort
controlplane   Failed    Evicted
controlplane   Failed    Evicted
node01         Running   <none>
node01         Running   <none>
node01         Running   <none>
node01         Running   <none>
$ fallocate -l 9G /more
fallocate: fallocate failed: No space left on device
[1]
$ dd if=/dev/zero of=/more bs=1M
dd: error writing '/more': No space left on device
2131+0 records in
2130+1 records out
2233667584 bytes (2.2 GB, 2.1 GiB) copied, 4.44974 s, 502 MB/s
[1]
$ rm /fill /more; df -h /
Filesystem      Size  Used Avail Use% Mounted on
/dev/vda1        20G  8.2G   12G  43% /
$ sleep 330
$ kubectl get node controlplane -o jsonpath='{.spec.taints}'
