# crictl on a node: what runs there, a shell in it, images, and stopping a container that the kubelet starts again.
$ kubectl run web --image=nginx:1.27 --overrides='{"spec":{"nodeName":"node01"}}'
pod/web created
@ wait 10s
$ ssh node01
Last login: from 172.30.1.2
$ crictl ps --name web
CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID              POD                 NAMESPACE
50806f017a1d5       6059feba0b4fe       7 seconds ago       Running             web                 0                   60ceccd84f5f8       web                 default
$ crictl images | grep nginx
docker.io/library/nginx           1.27                6059feba0b4fe       72.5MB
$ ID=$(crictl ps -q --name web)
$ crictl exec $ID cat /etc/hostname
web
$ crictl exec $ID ps
FATA[0000] execing command in container: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "ps": executable file not found in $PATH: unknown
[1]
$ crictl exec -it $ID sh
$ hostname
web
$ exit
$ crictl logs $ID | tail -1
2026/11/23 00:00:02 [notice] 1#1: using the "epoll" event method
2026/11/23 00:00:02 [notice] 1#1: nginx/1.27.5
2026/11/23 00:00:02 [notice] 1#1: built by gcc 12.2.0 (Debian 12.2.0-14)
2026/11/23 00:00:02 [notice] 1#1: OS: Linux 6.8.0-51-generic
2026/11/23 00:00:02 [notice] 1#1: getrlimit(RLIMIT_NOFILE): 1048576:1048576
2026/11/23 00:00:02 [notice] 1#1: start worker processes
2026/11/23 00:00:02 [notice] 1#1: start worker process 29
/docker-entrypoint.sh: Configuration complete; ready for start up
$ crictl rm $ID
ERRO[0000] container "50806f017a1d556cb62c228e40df7c9a8cda80a34b452123d17f6494e8c2d219" is running, please stop it first
[1]
$ crictl stop $ID > /dev/null && echo stopped
stopped
@ wait 3s
$ crictl ps --name web -o json | jq -r '.containers[].metadata.attempt'
1
$ crictl pull busybox:1.36
Image is up to date for sha256:65721f0a783dd250d10af4d5659932076356a0472d04dd23d8a037748f3c3180
$ crictl pull busybox:nonsense
FATA[0000] pulling image: rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/busybox:nonsense": failed to resolve reference "docker.io/library/busybox:nonsense": docker.io/library/busybox:nonsense: not found
[1]
$ crictl rmi busybox:1.36
Deleted: docker.io/library/busybox:1.36
$ crictl rmi nothing
ERRO[0000] no such image nothing
[1]
$ exit
logout
Connection to node01 closed.
$ kubectl get pod web
NAME   READY   STATUS    RESTARTS     AGE
web    1/1     Running   1 (3s ago)   13s
# What CKA candidates ask besides.
$ crictl img -q | wc -l; crictl inspecti registry.k8s.io/etcd:3.6.8-0 | jq -r '.status.repoTags[0]'
6
registry.k8s.io/etcd:3.6.8-0
$ crictl info | jq -r '.status.conditions[].type'
RuntimeReady
NetworkReady
ContainerdHasNoDeprecationWarnings
$ crictl ps -l -o yaml | head -2; crictl ps -n 2 -q | wc -l; crictl pods -s ready -q | wc -l
containers:
- createdAt: '2026-11-22T23:50:00Z'
2
6
$ crictl rmp $(crictl pods -q --name coredns | head -1) 2>&1 | sed 's/"[0-9a-f]*"/"ID"/'
ERRO[0000] pod sandbox "ID" is running, please stop it first
$ crictl stopp nosuch; crictl nosuch
ERRO[0000] stopping the pod sandbox "nosuch": rpc error: code = NotFound desc = an error occurred when try to find sandbox "nosuch": not found
No help topic for 'nosuch'
[3]
$ systemctl show kubelet -p ActiveState -p MainPID; ip link show eth7
MainPID=1022
ActiveState=active
Device "eth7" does not exist.
[1]
