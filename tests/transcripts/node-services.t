# The services of a node, as systemctl and journalctl show them; what happens without them.
$ systemctl status kubelet | head -14
● kubelet.service - kubelet: The Kubernetes Node Agent
     Loaded: loaded (/usr/lib/systemd/system/kubelet.service; enabled; preset: enabled)
    Drop-In: /usr/lib/systemd/system/kubelet.service.d
             └─10-kubeadm.conf
     Active: active (running) since Sun 2026-11-22 23:30:04 UTC; 29min ago
       Docs: https://kubernetes.io/docs/
   Main PID: 1022 (kubelet)
      Tasks: 11 (limit: 4566)
     Memory: 48.0M (peak: 48.0M)
        CPU: 21.552s
     CGroup: /system.slice/kubelet.service
             └─1022 /usr/bin/kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf --config=/var/lib/kubelet/config.yaml

Nov 22 23:50:00 controlplane kubelet[1022]: I1122 23:50:00.000000    1022 event.go:377] "Container started" reason="Started" pod="kube-system/kube-apiserver-controlplane"
$ systemctl status containerd | head -3; systemctl is-enabled kubelet; systemctl is-active kubelet containerd ssh nonsense
● containerd.service - containerd container runtime
     Loaded: loaded (/usr/lib/systemd/system/containerd.service; enabled; preset: enabled)
     Active: active (running) since Sun 2026-11-22 23:30:04 UTC; 29min ago
enabled
active
active
active
inactive
[4]
$ systemctl list-units --type=service
  UNIT                     LOAD   ACTIVE SUB     DESCRIPTION
  containerd.service       loaded active running containerd container runtime
  cron.service             loaded active running Regular background program processing daemon
  kubelet.service          loaded active running kubelet: The Kubernetes Node Agent
  ssh.service              loaded active running OpenBSD Secure Shell server
  systemd-journald.service loaded active running Journal Service

Legend: LOAD   → Reflects whether the unit definition was properly loaded.
        ACTIVE → The high-level unit activation state, i.e. generalization of SUB.
        SUB    → The low-level unit activation state, values depend on unit type.

5 loaded units listed. Pass --all to see loaded but inactive units, too.
To show all installed unit files use 'systemctl list-unit-files'.
$ ps aux | grep kube-scheduler | grep -v grep | cut -c1-4,66-
root0 kube-scheduler --authentication-kubeconfig=/etc/kubernetes/scheduler.conf --authorization-kubeconfig=/etc/kubernetes/scheduler.conf --bind-address=127.0.0.1 --kubeconfig=/etc/kubernetes/scheduler.conf --leader-elect=true
$ ps -ef | grep -c etcd
2
$ ssh node01
Last login: from 172.30.1.2
$ systemctl disable --now kubelet
Removed "/etc/systemd/system/multi-user.target.wants/kubelet.service".
$ systemctl status kubelet | head -9
○ kubelet.service - kubelet: The Kubernetes Node Agent
     Loaded: loaded (/usr/lib/systemd/system/kubelet.service; disabled; preset: enabled)
    Drop-In: /usr/lib/systemd/system/kubelet.service.d
             └─10-kubeadm.conf
     Active: inactive (dead) since Mon 2026-11-23 00:00:00 UTC; 0s ago
   Duration: 29min
       Docs: https://kubernetes.io/docs/
    Process: 1022 ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS (code=exited, status=0/SUCCESS)
   Main PID: 1022 (code=exited, status=0/SUCCESS)
$ systemctl is-enabled kubelet; systemctl is-active kubelet
disabled
inactive
[3]
$ systemctl enable --now kubelet; systemctl is-active kubelet
Created symlink /etc/systemd/system/multi-user.target.wants/kubelet.service → /usr/lib/systemd/system/kubelet.service.
active
$ journalctl -u kubelet -o cat -n 4; journalctl -u kubelet --since "1 min ago" -o short-iso | head -2
Stopping kubelet.service - kubelet: The Kubernetes Node Agent...
kubelet.service: Deactivated successfully.
Stopped kubelet.service - kubelet: The Kubernetes Node Agent.
Started kubelet.service - kubelet: The Kubernetes Node Agent.
2026-11-23T00:00:00+00:00 node01 kubelet[2151]: I1123 00:00:00.000000    2151 event.go:377] "Starting kubelet." reason="Starting" pod="node01"
2026-11-23T00:00:00+00:00 node01 kubelet[2151]: I1123 00:00:00.000000    2151 event.go:377] "Node node01 status is now: NodeHasSufficientMemory" reason="NodeHasSufficientMemory" pod="node01"
$ echo 'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/wrong.sock"' > /var/lib/kubelet/kubeadm-flags.env; systemctl restart kubelet; sleep 1; systemctl is-active kubelet; journalctl -u kubelet -n 3 -o cat
activating
E1123 00:00:00.000000    5000 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \"unix:///run/containerd/wrong.sock\": rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial unix /run/containerd/wrong.sock: connect: no such file or directory\""
kubelet.service: Main process exited, code=exited, status=1/FAILURE
kubelet.service: Failed with result 'exit-code'.
$ echo 'KUBELET_KUBEADM_ARGS="--network-plugin=cni"' > /var/lib/kubelet/kubeadm-flags.env; systemctl restart kubelet; sleep 1; journalctl -u kubelet -n 3 -o cat
E1123 00:00:01.000000    5000 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --network-plugin"
kubelet.service: Main process exited, code=exited, status=1/FAILURE
kubelet.service: Failed with result 'exit-code'.
$ echo 'KUBELET_KUBEADM_ARGS=""' > /var/lib/kubelet/kubeadm-flags.env; systemctl restart kubelet; systemctl is-active kubelet
active
$ mv /var/lib/kubelet/pki/kubelet-client-current.pem /tmp; systemctl restart kubelet; journalctl -u kubelet -n 3 -o cat; mv /tmp/kubelet-client-current.pem /var/lib/kubelet/pki; systemctl restart kubelet
E1123 00:00:02.000000    5000 run.go:72] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"
kubelet.service: Main process exited, code=exited, status=1/FAILURE
kubelet.service: Failed with result 'exit-code'.
$ systemctl stop containerd; crictl ps
FATA[0000] validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"
[1]
$ exit
logout
Connection to node01 closed.
@ wait 40s
$ kubectl get nodes
NAME           STATUS     ROLES           AGE   VERSION
controlplane   Ready      control-plane   10m   v1.36.2
node01         NotReady   <none>          10m   v1.36.2
$ kubectl get node node01 -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}{"\n"}{.spec.taints}{"\n"}'
container runtime is down
[{"effect":"NoExecute","key":"node.kubernetes.io/not-ready","timeAdded":"2026-11-23T00:00:32Z"},{"effect":"NoSchedule","key":"node.kubernetes.io/not-ready","timeAdded":"2026-11-23T00:00:32Z"}]
$ ssh node01 systemctl restart kubelet
$ ssh node01 "journalctl -u kubelet -n 3 -o cat"
E1123 00:00:42.000000    5000 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \"unix:///var/run/containerd/containerd.sock\": rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial unix /var/run/containerd/containerd.sock: connect: connection refused\""
kubelet.service: Main process exited, code=exited, status=1/FAILURE
kubelet.service: Failed with result 'exit-code'.
$ ssh node01 systemctl start containerd
@ wait 15s
$ kubectl get nodes
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   10m   v1.36.2
node01         Ready    <none>          10m   v1.36.2
$ systemctl frob; systemctl start nothing; systemctl cat containerd | head -4
Unknown command verb 'frob'.
Failed to start nothing.service: Unit nothing.service not found.
\# /usr/lib/systemd/system/containerd.service
[Unit]
Description=containerd container runtime
Documentation=https://containerd.io
$ ss -tlnp
State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess                                   
LISTEN 0      4096       127.0.0.1:2379       0.0.0.0:*    users:(("etcd",pid=1708,fd=3))           
LISTEN 0      4096      172.30.1.2:2379       0.0.0.0:*    users:(("etcd",pid=1708,fd=4))           
LISTEN 0      4096      172.30.1.2:2380       0.0.0.0:*    users:(("etcd",pid=1708,fd=5))           
LISTEN 0      4096       127.0.0.1:2381       0.0.0.0:*    users:(("etcd",pid=1708,fd=6))           
LISTEN 0      4096               *:6443             *:*    users:(("kube-apiserver",pid=1892,fd=3)) 
LISTEN 0      4096       127.0.0.1:10248      0.0.0.0:*    users:(("kubelet",pid=1022,fd=3))        
LISTEN 0      4096               *:10249            *:*    users:(("kube-proxy",pid=1854,fd=3))     
LISTEN 0      4096               *:10250            *:*    users:(("kubelet",pid=1022,fd=4))        
LISTEN 0      4096               *:10256            *:*    users:(("kube-proxy",pid=1854,fd=4))     
LISTEN 0      4096       127.0.0.1:10257      0.0.0.0:*    users:(("kube-controller",pid=2023,fd=3))
LISTEN 0      4096       127.0.0.1:10259      0.0.0.0:*    users:(("kube-scheduler",pid=1559,fd=3)) 
$ netstat -tlnp | grep -E 'etcd|kubelet'
tcp        0      0 127.0.0.1:2379          0.0.0.0:*               LISTEN      1708/etcd           
tcp        0      0 172.30.1.2:2379         0.0.0.0:*               LISTEN      1708/etcd           
tcp        0      0 172.30.1.2:2380         0.0.0.0:*               LISTEN      1708/etcd           
tcp        0      0 127.0.0.1:2381          0.0.0.0:*               LISTEN      1708/etcd           
tcp        0      0 127.0.0.1:10248         0.0.0.0:*               LISTEN      1022/kubelet        
tcp6       0      0 :::10250                :::*                    LISTEN      1022/kubelet        
$ curl -k https://localhost:10257/healthz; echo; curl -s localhost:10248/healthz; echo; curl -s http://127.0.0.1:2381/health; curl -sk https://localhost:10250/pods; echo
ok
ok
{"health":"true","reason":""}
Unauthorized
# Files go from machine to machine; a static pod is one that lies in the right directory.
$ kubectl run own --image=nginx --dry-run=client -o yaml > own.yaml; scp -q own.yaml node01:/etc/kubernetes/manifests/
@ wait 10s
$ kubectl get pods
NAME         READY   STATUS    RESTARTS   AGE
own-node01   1/1     Running   0          9s
$ scp node01:/etc/hostname /tmp/name > /dev/null; cat /tmp/name
node01
$ scp nothing node01:; scp /etc/cni node01:/tmp; scp own.yaml node09:/tmp; scp node01:/nothing .
scp: stat local "nothing": No such file or directory
scp: local "/etc/cni" is not a regular file
ssh: Could not resolve hostname node09: Name or service not known
scp: Connection closed
scp: /nothing: No such file or directory
[1]
$ scp -r /etc/cni node01:/tmp > /dev/null; ssh node01 ls /tmp/cni
net.d
