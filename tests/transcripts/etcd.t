# etcd's snapshots hold the cluster: restored into another directory, its objects are what they were.
$ etcdctl version
etcdctl version: 3.6.8
API version: 3.6
$ kubectl create deployment keep --image=nginx --replicas=2
deployment.apps/keep created
$ kubectl create secret generic pass --from-literal=key=hunter2
secret/pass created
@ wait 10s
$ export ETCDCTL_API=3
$ P=/etc/kubernetes/pki/etcd
$ etcdctl snapshot save /opt/x.db --command-timeout=1s
{"level":"info","ts":"2026-11-23T00:00:10.000000Z","caller":"snapshot/v3_snapshot.go:83","msg":"created temporary db file","path":"/opt/x.db.part"}
{"level":"warn","ts":"2026-11-23T00:00:11.000000Z","logger":"etcd-client","caller":"v3@v3.6.8/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0003c4000/127.0.0.1:2379","method":"/etcdserverpb.Maintenance/Snapshot","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: last connection error: connection error: desc = \"error reading server preface: EOF\""}
Error: context deadline exceeded
[4]
$ etcdctl --endpoints=https://127.0.0.1:2379 --cacert=$P/ca.crt --cert=$P/server.crt --key=$P/server.key snapshot save /opt/x.db
{"level":"info","ts":"2026-11-23T00:00:11.000000Z","caller":"snapshot/v3_snapshot.go:83","msg":"created temporary db file","path":"/opt/x.db.part"}
{"level":"info","ts":"2026-11-23T00:00:11.000000Z","logger":"client","caller":"v3@v3.6.8/maintenance.go:236","msg":"opened snapshot stream; downloading"}
{"level":"info","ts":"2026-11-23T00:00:11.000000Z","caller":"snapshot/v3_snapshot.go:96","msg":"fetching snapshot","endpoint":"https://127.0.0.1:2379"}
{"level":"info","ts":"2026-11-23T00:00:11.000000Z","logger":"client","caller":"v3@v3.6.8/maintenance.go:302","msg":"completed snapshot read; closing"}
{"level":"info","ts":"2026-11-23T00:00:11.000000Z","caller":"snapshot/v3_snapshot.go:111","msg":"fetched snapshot","endpoint":"https://127.0.0.1:2379","size":"1.4 MB","took":"16.452874ms","etcd-version":"3.6.0"}
{"level":"info","ts":"2026-11-23T00:00:11.000000Z","caller":"snapshot/v3_snapshot.go:121","msg":"saved","path":"/opt/x.db"}
Snapshot saved at /opt/x.db
Server version 3.6.0
$ etcdctl snapshot status /opt/x.db -w table 2>&1 | head -5 | sed 's/[0-9a-f]\{6,8\}/HASH/; s/|  *[0-9]* |/| N |/g'
Deprecated: Use `etcdutl snapshot status` instead.

+----------+----------+------------+------------+---------+
|   HASH   | REVISION | TOTAL KEYS | TOTAL SIZE | VERSION |
+----------+----------+------------+------------+---------+
$ etcdutl snapshot status /opt/x.db | cut -d, -f4,5
 1.4 MB, 3.6.0
$ kubectl delete deployment keep; kubectl create deployment later --image=nginx; kubectl create namespace new; kubectl label node node01 since=then
deployment.apps "keep" deleted from default namespace
deployment.apps/later created
namespace/new created
node/node01 labeled
@ wait 10s
$ etcdutl snapshot restore /opt/x.db --data-dir /var/lib/etcd-from-backup
2026-11-23T00:00:21Z	info	snapshot/v3_snapshot.go:305	restoring snapshot	{"path": "/opt/x.db", "wal-dir": "/var/lib/etcd-from-backup/member/wal", "data-dir": "/var/lib/etcd-from-backup", "snap-dir": "/var/lib/etcd-from-backup/member/snap", "initial-memory-map-size": 10737418240}
2026-11-23T00:00:21Z	info	schema/membership.go:138	Trimming membership information from the backend...
2026-11-23T00:00:21Z	info	membership/cluster.go:424	added member	{"cluster-id": "cdf818194e3a8c32", "local-member-id": "0", "added-peer-id": "8e9e05c52164694d", "added-peer-peer-urls": ["http://localhost:2380"], "added-peer-is-learner": false}
2026-11-23T00:00:21Z	info	snapshot/v3_snapshot.go:333	restored snapshot	{"path": "/opt/x.db", "wal-dir": "/var/lib/etcd-from-backup/member/wal", "data-dir": "/var/lib/etcd-from-backup", "snap-dir": "/var/lib/etcd-from-backup/member/snap", "initial-memory-map-size": 10737418240}
$ etcdutl snapshot restore /opt/x.db --data-dir /var/lib/etcd-from-backup
Error: data-dir "/var/lib/etcd-from-backup" not empty or could not be read
[1]
$ etcdctl snapshot restore /opt/x.db --data-dir /opt/other
Deprecated: Use `etcdutl snapshot restore` instead.

2026-11-23T00:00:21Z	info	snapshot/v3_snapshot.go:305	restoring snapshot	{"path": "/opt/x.db", "wal-dir": "/opt/other/member/wal", "data-dir": "/opt/other", "snap-dir": "/opt/other/member/snap", "initial-memory-map-size": 10737418240}
2026-11-23T00:00:21Z	info	schema/membership.go:138	Trimming membership information from the backend...
2026-11-23T00:00:21Z	info	membership/cluster.go:424	added member	{"cluster-id": "cdf818194e3a8c32", "local-member-id": "0", "added-peer-id": "8e9e05c52164694d", "added-peer-peer-urls": ["http://localhost:2380"], "added-peer-is-learner": false}
2026-11-23T00:00:21Z	info	snapshot/v3_snapshot.go:333	restored snapshot	{"path": "/opt/x.db", "wal-dir": "/opt/other/member/wal", "data-dir": "/opt/other", "snap-dir": "/opt/other/member/snap", "initial-memory-map-size": 10737418240}
$ ls /var/lib/etcd-from-backup/member
snap  wal
$ sed -i 's#path: /var/lib/etcd$#path: /var/lib/etcd-from-backup#' /etc/kubernetes/manifests/etcd.yaml
@ wait 30s
$ kubectl get deployments,namespaces
NAME                   READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/keep   2/2     2            2           51s

NAME                        STATUS   AGE
namespace/default           Active   10m
namespace/kube-node-lease   Active   10m
namespace/kube-public       Active   10m
namespace/kube-system       Active   10m
$ kubectl get pods
NAME                    READY   STATUS    RESTARTS   AGE
keep-74db64fb79-b9kvq   1/1     Running   0          51s
keep-74db64fb79-gj2d7   1/1     Running   0          51s
$ kubectl get nodes --show-labels | grep -c since=then
0
[1]
$ kubectl get pods -n kube-system
NAME                                   READY   STATUS    RESTARTS   AGE
coredns-5584f46f4-445j5                1/1     Running   0          10m
coredns-5584f46f4-hrrmm                1/1     Running   0          10m
etcd-controlplane                      1/1     Running   0          29s
kube-apiserver-controlplane            1/1     Running   0          10m
kube-controller-manager-controlplane   1/1     Running   0          10m
kube-proxy-gr92s                       1/1     Running   0          10m
kube-proxy-xnpr4                       1/1     Running   0          10m
kube-scheduler-controlplane            1/1     Running   0          10m
$ ls -l /var/lib/etcd/member/snap | wc -l
2
# Back to the first directory: it holds what was there when etcd left it.
$ sed -i 's#path: /var/lib/etcd-from-backup$#path: /var/lib/etcd#' /etc/kubernetes/manifests/etcd.yaml
@ wait 30s
$ kubectl get deployments,namespaces; kubectl get pods
NAME                    READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/later   1/1     1            1           70s

NAME                        STATUS   AGE
namespace/default           Active   11m
namespace/kube-node-lease   Active   11m
namespace/kube-public       Active   11m
namespace/kube-system       Active   11m
namespace/new               Active   70s
NAME                    READY   STATUS    RESTARTS   AGE
later-d9f679b86-l7475   1/1     Running   0          70s
$ alias e="etcdctl --endpoints=127.0.0.1:2379 --cacert=$P/ca.crt --cert=$P/server.crt --key=$P/server.key"
$ e endpoint health
127.0.0.1:2379 is healthy: successfully committed proposal: took = 9.512416ms
$ e endpoint status | cut -d, -f1-3
127.0.0.1:2379, 4c8c62f2c4f8362a, 3.6.8
$ e member list
4c8c62f2c4f8362a, started, controlplane, https://172.30.1.2:2380, https://172.30.1.2:2379, false
$ e get /registry/deployments --prefix --keys-only
/registry/deployments/default/later

/registry/deployments/kube-system/coredns

$ e get /registry/secrets/default/pass | head -c 80 | hexdump -C
00000000  2f 72 65 67 69 73 74 72  79 2f 73 65 63 72 65 74  |/registry/secret|
00000010  73 2f 64 65 66 61 75 6c  74 2f 70 61 73 73 0a 6b  |s/default/pass.k|
00000020  38 73 00 0a 0c 0a 02 76  31 12 06 53 65 63 72 65  |8s.....v1..Secre|
00000030  74 12 61 0a 47 0a 04 70  61 73 73 12 00 1a 07 64  |t.a.G..pass....d|
00000040  65 66 61 75 6c 74 22 00  2a 24 33 32 66 66 64 30  |efault".*$32ffd0|
00000050
$ e get /registry/secrets/default/pass | grep -a -c hunter2
1
$ e put foo bar; e get foo; e get foo --print-value-only; e get fo --prefix -w json | jq .count; e del foo; e put /registry/x y
OK
foo
bar
bar
1
1
Error: writing /registry/x behind the API server's back is not simulated
[1]
$ e get --prefix / --keys-only --limit=2
/registry/apiregistration.k8s.io/apiservices/v1.

/registry/apiregistration.k8s.io/apiservices/v1.admissionregistration.k8s.io

$ etcdctl --cacert=$P/ca.crt --cert=/nope --key=$P/server.key endpoint health
Error: open /nope: no such file or directory
[128]
$ etcdctl --cacert=/etc/kubernetes/pki/ca.crt --cert=$P/server.crt --key=$P/server.key endpoint health
{"level":"warn","ts":"2026-11-23T00:01:26.000000Z","logger":"etcd-client","caller":"v3@v3.6.8/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0003c4000/127.0.0.1:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: last connection error: connection error: desc = \"transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority\""}
127.0.0.1:2379 is unhealthy: failed to commit proposal: context deadline exceeded
Error: unhealthy cluster
[1]
$ etcdctl --cacert=$P/ca.crt --cert=/etc/kubernetes/pki/apiserver.crt --key=/etc/kubernetes/pki/apiserver.key get foo
{"level":"warn","ts":"2026-11-23T00:01:31.000000Z","logger":"etcd-client","caller":"v3@v3.6.8/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0003c4000/127.0.0.1:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: last connection error: connection error: desc = \"error reading server preface: remote error: tls: bad certificate\""}
Error: context deadline exceeded
[1]
$ etcdctl --endpoints=127.0.0.1:2380 --cacert=$P/ca.crt --cert=$P/server.crt --key=$P/server.key get foo
{"level":"warn","ts":"2026-11-23T00:01:36.000000Z","logger":"etcd-client","caller":"v3@v3.6.8/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0003c4000/127.0.0.1:2380","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: last connection error: connection error: desc = \"transport: Error while dialing: dial tcp 127.0.0.1:2380: connect: connection refused\""}
Error: context deadline exceeded
[1]
$ etcdctl nope; etcdctl get x --nope
Error: unknown command "nope" for "etcdctl"
Error: unknown flag: --nope
[128]
$ kubectl exec -n kube-system etcd-controlplane -- etcdctl --cacert $P/ca.crt --cert $P/server.crt --key $P/server.key endpoint health
127.0.0.1:2379 is healthy: successfully committed proposal: took = 9.512416ms
$ kubectl exec -n kube-system etcd-controlplane -- sh -c "ETCDCTL_API=3 etcdctl --cacert $P/ca.crt --cert $P/server.crt --key $P/server.key snapshot save /var/lib/etcd/in.db 2>/dev/null"; ls /var/lib/etcd
Snapshot saved at /var/lib/etcd/in.db
Server version 3.6.0
in.db  member
# An empty data directory is an empty cluster.
$ sed -i 's#path: /var/lib/etcd$#path: /var/lib/nothing#' /etc/kubernetes/manifests/etcd.yaml
@ wait 30s
$ kubectl get ns,pods,nodes
NAME                        STATUS   AGE
namespace/default           Active   12m
namespace/kube-node-lease   Active   12m
namespace/kube-public       Active   12m
namespace/kube-system       Active   12m
