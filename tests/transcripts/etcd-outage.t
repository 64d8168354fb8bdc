# Without etcd the API server hangs, fails its checks, is killed and does not come up again; nobody leads; all is well once etcd is back.
$ mv /etc/kubernetes/manifests/etcd.yaml /tmp; sleep 3; date
Mon Nov 23 00:00:03 UTC 2026
$ kubectl get nodes; date
Error from server (Timeout): the server was unable to return a response in the time allotted, but may still be processing the request (get nodes)
Mon Nov 23 00:01:03 UTC 2026
$ kubectl get --raw /readyz/etcd; kubectl get --raw '/livez?exclude=etcd'; echo
Error from server (InternalError): an error on the server ("internal server error: error getting data from etcd: context deadline exceeded") has prevented the request from succeeding
ok
$ curl -sk https://172.30.1.2:6443/readyz | grep -v '+'; kubectl version | tail -1
[-]etcd failed: reason withheld
[-]etcd-readiness failed: reason withheld
readyz check failed
Server Version: v1.36.2
$ kubectl get nodes --request-timeout=2s
Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)
[1]
$ kubectl create configmap late --from-literal=a=b
error: failed to create configmap: Post "https://172.30.1.2:6443/api/v1/namespaces/default/configmaps?fieldManager=kubectl-create&fieldValidation=Strict": unexpected EOF
[1]
$ kubectl get nodes; date
The connection to the server 172.30.1.2:6443 was refused - did you specify the right host or port?
Mon Nov 23 00:01:46 UTC 2026
$ sleep 25; crictl ps -a -o json | grep -o '"name": "kube-[a-z-]*"' | sort | uniq -c
      1 "name": "kube-apiserver"
      1 "name": "kube-controller-manager"
      1 "name": "kube-proxy"
      1 "name": "kube-scheduler"
$ crictl logs --tail 2 $(crictl ps -a -q --name kube-apiserver | head -1)
W1123 00:02:02.317898       1 logging.go:55] [core] [Channel #1 SubChannel #3]grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", BalancerAttributes: {"<%!p(pickfirstleaf.managedByPickfirstKeyType={})>": "<%!p(bool=true)>" }}. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"
F1123 00:02:06.417898       1 instance.go:233] Error creating leases: error creating storage factory: context deadline exceeded
$ mv /tmp/etcd.yaml /etc/kubernetes/manifests; sleep 60
$ kubectl get pods -n kube-system -l tier=control-plane; kubectl get configmap late
NAME                                   READY   STATUS    RESTARTS      AGE
etcd-controlplane                      1/1     Running   0             59s
kube-apiserver-controlplane            1/1     Running   2 (65s ago)   13m
kube-controller-manager-controlplane   1/1     Running   1 (3m ago)    13m
kube-scheduler-controlplane            1/1     Running   1 (3m ago)    13m
Error from server (NotFound): configmaps "late" not found
[1]
$ kubectl get events -n kube-system --field-selector involvedObject.name=kube-apiserver-controlplane,type=Warning
LAST SEEN   TYPE      REASON      OBJECT                            MESSAGE
101s        Warning   Unhealthy   pod/kube-apiserver-controlplane   Readiness probe failed: HTTP probe failed with statuscode: 500
109s        Warning   Unhealthy   pod/kube-apiserver-controlplane   Liveness probe failed: HTTP probe failed with statuscode: 500
$ kubectl logs -n kube-system kube-scheduler-controlplane --previous; kubectl logs -n kube-system kube-controller-manager-controlplane --previous
I1122 23:50:00.567588       1 serving.go:386] Generated self-signed cert in-memory
E1123 00:00:11.000000       1 leaderelection.go:452] "Error retrieving lease lock" err="Get \"https://172.30.1.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s\": context deadline exceeded" lock="kube-system/kube-scheduler"
I1123 00:00:11.000000       1 leaderelection.go:304] "Failed to renew lease" lock="kube-system/kube-scheduler" err="context deadline exceeded"
E1123 00:00:11.000000       1 server.go:328] "Leaderelection lost"
I1122 23:50:00.728085       1 serving.go:386] Generated self-signed cert in-memory
E1123 00:00:11.000000       1 leaderelection.go:452] "Error retrieving lease lock" err="Get \"https://172.30.1.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s\": context deadline exceeded" lock="kube-system/kube-controller-manager"
I1123 00:00:11.000000       1 leaderelection.go:304] "Failed to renew lease" lock="kube-system/kube-controller-manager" err="context deadline exceeded"
E1123 00:00:11.000000       1 controllermanager.go:413] "leaderelection lost/stopped"
$ kubectl get lease -n kube-system kube-scheduler -o jsonpath='{.spec.leaseTransitions}{"\n"}'
1
$ cd /etc/kubernetes/manifests; sed -i 's#etcd-servers=https#etcd-servers=http#' kube-apiserver.yaml; sleep 15
$ crictl logs $(crictl ps -a -q --name kube-apiserver | head -1) 2>&1 | grep -o 'Err:.*' | head -1
Err: connection error: desc = "error reading server preface: read tcp 127.0.0.1:42360->127.0.0.1:2379: read: connection reset by peer"
$ sed -i 's#etcd-servers=http:#etcd-servers=https:#; s#pki/etcd/ca.crt#pki/ca.crt#' kube-apiserver.yaml; sleep 15
$ crictl logs $(crictl ps -a -q --name kube-apiserver | head -1) 2>&1 | grep -o 'Err:.*' | head -1
Err: connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"
$ sed -i 's#etcd-cafile=/etc/kubernetes/pki/ca.crt#etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt#; s#2379#2378#' kube-apiserver.yaml; sleep 15
$ crictl logs $(crictl ps -a -q --name kube-apiserver | head -1) 2>&1 | grep -o 'Err:.*' | head -1
Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2378: connect: connection refused"
$ kubectl get nodes
The connection to the server 172.30.1.2:6443 was refused - did you specify the right host or port?
[1]
$ sed -i 's#2378#2379#' kube-apiserver.yaml; sleep 15; kubectl get nodes
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   14m   v1.36.2
node01         Ready    <none>          14m   v1.36.2
