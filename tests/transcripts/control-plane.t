# A component that cannot start crashes as the real one does; the node's own tools tell why when kubectl cannot.
$ sed -i 's/--authorization-mode=/--authorization-modus=/' /etc/kubernetes/manifests/kube-apiserver.yaml; sleep 40
$ kubectl get nodes
E1123 00:00:40.000000    2146 memcache.go:381] "Couldn't get current server API group list" err="Get \"https://172.30.1.2:6443/api?timeout=32s\": dial tcp 172.30.1.2:6443: connect: connection refused"
E1123 00:00:40.000000    2146 memcache.go:381] "Couldn't get current server API group list" err="Get \"https://172.30.1.2:6443/api?timeout=32s\": dial tcp 172.30.1.2:6443: connect: connection refused"
E1123 00:00:40.000000    2146 memcache.go:381] "Couldn't get current server API group list" err="Get \"https://172.30.1.2:6443/api?timeout=32s\": dial tcp 172.30.1.2:6443: connect: connection refused"
E1123 00:00:40.000000    2146 memcache.go:381] "Couldn't get current server API group list" err="Get \"https://172.30.1.2:6443/api?timeout=32s\": dial tcp 172.30.1.2:6443: connect: connection refused"
E1123 00:00:40.000000    2146 memcache.go:381] "Couldn't get current server API group list" err="Get \"https://172.30.1.2:6443/api?timeout=32s\": dial tcp 172.30.1.2:6443: connect: connection refused"
The connection to the server 172.30.1.2:6443 was refused - did you specify the right host or port?
[1]
$ crictl ps -a --name kube-apiserver
CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID              POD                           NAMESPACE
16e3e38047e1a       5c97827dee20a       23 seconds ago      Exited              kube-apiserver      2                   36526266867ff       kube-apiserver-controlplane   kube-system
$ crictl logs $(crictl ps -a -q --name kube-apiserver | head -1)
Error: unknown flag: --authorization-modus
$ ls /var/log/pods | grep apiserver; ls /var/log/containers | grep apiserver | sed 's/-[0-9a-f]*.log//'
kube-system_kube-apiserver-controlplane_69dd6493-1778-4b95-83b9-6d91aba018ea
kube-apiserver-controlplane_kube-system_kube-apiserver
$ cat /var/log/containers/kube-apiserver*; tail -n 1 /var/log/pods/kube-system_kube-apiserver*/kube-apiserver/*.log
2026-11-23T00:00:16.396572000Z stderr F Error: unknown flag: --authorization-modus
2026-11-23T00:00:16.396572000Z stderr F Error: unknown flag: --authorization-modus
$ sed -i 's/--authorization-modus=/--authorization-mode=/' /etc/kubernetes/manifests/kube-apiserver.yaml; sleep 20
$ kubectl get pods -n kube-system -l component=kube-apiserver
NAME                          READY   STATUS    RESTARTS   AGE
kube-apiserver-controlplane   0/1     Running   0          19s
$ sed -i 's#/etc/kubernetes/scheduler.conf#/etc/kubernetes/schedule.conf#' /etc/kubernetes/manifests/kube-scheduler.yaml; sleep 15
$ kubectl get pods -n kube-system -l component=kube-scheduler
NAME                          READY   STATUS   RESTARTS      AGE
kube-scheduler-controlplane   0/1     Error    2 (13s ago)   14s
$ kubectl logs -n kube-system kube-scheduler-controlplane
Error: invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable
$ sed -i 's#client-ca-file=/etc/kubernetes/pki/ca.crt#client-ca-file=/etc/kubernetes/pki/CA.crt#' /etc/kubernetes/manifests/kube-controller-manager.yaml; sleep 15
$ kubectl get pods -n kube-system -l component=kube-controller-manager
NAME                                   READY   STATUS   RESTARTS      AGE
kube-controller-manager-controlplane   0/1     Error    1 (14s ago)   14s
$ kubectl logs -n kube-system -l component=kube-controller-manager
Error: unable to load client CA provider: open /etc/kubernetes/pki/CA.crt: no such file or directory
$ mv /etc/kubernetes/manifests/etcd.yaml /tmp; sleep 3; kubectl get nodes
Error from server (Timeout): the server was unable to return a response in the time allotted, but may still be processing the request (get nodes)
[1]
$ mv /tmp/etcd.yaml /etc/kubernetes/manifests; sleep 10; kubectl get nodes
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   12m   v1.36.2
node01         Ready    <none>          12m   v1.36.2
