# Directories of nodes, volumes that cannot be mounted, users that are refused, tokens, last words.
-- /root/hp.yaml --
apiVersion: v1
kind: Pod
metadata: {name: missing}
spec:
  nodeName: node01
  volumes: [{name: d, hostPath: {path: /data/none, type: Directory}}]
  containers: [{name: c, image: busybox, command: [sleep, 1d], volumeMounts: [{name: d, mountPath: /d}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: made}
spec:
  nodeName: node01
  volumes: [{name: d, hostPath: {path: /data/made, type: DirectoryOrCreate}}, {name: f, hostPath: {path: /data/made/file, type: FileOrCreate}}]
  containers:
  - {name: c, image: nginx, volumeMounts: [{name: d, mountPath: /d}, {name: f, mountPath: /f}]}
---
apiVersion: v1
kind: Pod
metadata: {name: lost}
spec:
  volumes: [{name: c, configMap: {name: nope}}, {name: s, secret: {secretName: none, optional: true}}]
  containers: [{name: c, image: busybox, command: [sleep, 1d], volumeMounts: [{name: c, mountPath: /c}, {name: s, mountPath: /s}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: nonroot}
spec:
  securityContext: {runAsNonRoot: true}
  containers: [{name: c, image: nginx}]
---
apiVersion: v1
kind: Pod
metadata: {name: ended}
spec:
  restartPolicy: Never
  containers:
  - {name: c, image: busybox, command: [sh, -c, 'echo reason > /dev/termination-log; exit 3']}
  - {name: d, image: busybox, command: [sh, -c, 'echo one; echo two; exit 1'], terminationMessagePolicy: FallbackToLogsOnError}
  - {name: e, image: busybox, command: [sh, -c, 'echo mine > /tmp/why'], terminationMessagePath: /tmp/why}
$ kubectl apply -f hp.yaml
pod/missing created
pod/made created
pod/lost created
pod/nonroot created
pod/ended created
@ wait 20s
$ kubectl get pods
NAME      READY   STATUS                       RESTARTS   AGE
ended     0/3     Error                        0          20s
lost      0/1     ContainerCreating            0          20s
made      1/1     Running                      0          20s
missing   0/1     ContainerCreating            0          20s
nonroot   0/1     CreateContainerConfigError   0          20s
$ kubectl get events --field-selector type=Warning -o custom-columns=NAME:.involvedObject.name,REASON:.reason,MESSAGE:.message | sort -u
NAME      REASON        MESSAGE
lost      FailedMount   MountVolume.SetUp failed for volume "c" : configmap "nope" not found
missing   FailedMount   MountVolume.SetUp failed for volume "d" : hostPath type check failed: /data/none is not a directory
nonroot   Failed        Error: container has runAsNonRoot and image will run as root (pod: "nonroot_default(74b31bfb-f844-4560-99f8-6c8df845aed9)", container: c)
$ kubectl exec made -- sh -c 'echo from-pod > /d/x; echo y > /f; ls -l /d'
total 8
-rw-r--r-- 1 root root 2 Nov 23 00:00 file
-rw-r--r-- 1 root root 9 Nov 23 00:00 x
$ ssh node01 cat /data/made/x /data/made/file
from-pod
y
$ ssh node01 mkdir -p /data/none
@ wait 40s
$ kubectl get pod missing
NAME      READY   STATUS    RESTARTS   AGE
missing   1/1     Running   0          60s
$ kubectl exec made -- sh -c 'cd /var/run/secrets/kubernetes.io/serviceaccount; curl -s --cacert ca.crt -H "Authorization: Bearer $(cat token)" https://kubernetes.default.svc/api | head -4; curl -s --cacert ca.crt -H "Authorization: Bearer $(cat token)" https://kubernetes.default.svc/api/v1/namespaces/default/pods | head -20; cat namespace; hostname'
{
  "kind": "APIVersions",
  "versions": [
    "v1"
{
  "kind": "Status",
  "apiVersion": "v1",
  "metadata": {},
  "status": "Failure",
  "message": "pods is forbidden: User \"system:serviceaccount:default:default\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"",
  "reason": "Forbidden",
  "details": {
    "kind": "pods"
  },
  "code": 403
}defaultmade
$ kubectl get pod ended -o jsonpath='{range .status.containerStatuses[*]}{.name}: {.state.terminated.message}|{end}'
c: reason
|d: one
two
|e: mine
|
$ kubectl run caps --image=nginx --overrides='{"spec":{"containers":[{"name":"caps","image":"nginx","securityContext":{"capabilities":{"add":["NET_ADMIN","SYS_TIME"]}},"resources":{"limits":{"memory":"64Mi","cpu":"500m"}}}]}}'; sleep 10
pod/caps created
$ kubectl exec caps -- sh -c 'grep Cap /proc/1/status; cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/cpu.max'
CapInh:	0000000000000000
CapPrm:	00000000aa0435fb
CapEff:	00000000aa0435fb
CapBnd:	00000000aa0435fb
CapAmb:	0000000000000000
67108864
50000 100000
