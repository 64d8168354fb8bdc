# A kubelet that cannot start is started again and again; its node is lost until the file is right.
$ systemctl is-active kubelet; systemctl cat kubelet | grep ExecStart
active
ExecStart=/usr/bin/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
$ ssh node01
Last login: from 172.30.1.2
$ sed -i 's#pki/ca.crt#pki/CA.crt#' /var/lib/kubelet/config.yaml; systemctl restart kubelet; sleep 1
$ systemctl status kubelet
● kubelet.service - kubelet: The Kubernetes Node Agent
     Loaded: loaded (/usr/lib/systemd/system/kubelet.service; enabled; preset: enabled)
    Drop-In: /usr/lib/systemd/system/kubelet.service.d
             └─10-kubeadm.conf
     Active: activating (auto-restart) (Result: exit-code) since Mon 2026-11-23 00:00:00 UTC; 1s ago
       Docs: https://kubernetes.io/docs/
    Process: 5000 ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS (code=exited, status=1/FAILURE)
   Main PID: 5000 (code=exited, status=1/FAILURE)
        CPU: 61ms

Nov 22 23:50:00 node01 kubelet[1022]: I1122 23:50:00.000000    1022 event.go:377] "Container image \"registry.k8s.io/kube-proxy:v1.36.2\" already present on machine and can be accessed by the pod" reason="Pulled" pod="kube-system/kube-proxy-gr92s"
Nov 22 23:50:00 node01 kubelet[1022]: I1122 23:50:00.000000    1022 event.go:377] "Container created" reason="Created" pod="kube-system/kube-proxy-gr92s"
Nov 22 23:50:00 node01 kubelet[1022]: I1122 23:50:00.000000    1022 event.go:377] "Container started" reason="Started" pod="kube-system/kube-proxy-gr92s"
Nov 23 00:00:00 node01 systemd[1]: Stopping kubelet.service - kubelet: The Kubernetes Node Agent...
Nov 23 00:00:00 node01 systemd[1]: kubelet.service: Deactivated successfully.
Nov 23 00:00:00 node01 systemd[1]: Stopped kubelet.service - kubelet: The Kubernetes Node Agent.
Nov 23 00:00:00 node01 systemd[1]: Started kubelet.service - kubelet: The Kubernetes Node Agent.
Nov 23 00:00:00 node01 kubelet[5000]: E1123 00:00:00.000000    5000 run.go:72] "command failed" err="failed to construct kubelet dependencies: unable to load client CA file /etc/kubernetes/pki/CA.crt: open /etc/kubernetes/pki/CA.crt: no such file or directory"
Nov 23 00:00:00 node01 systemd[1]: kubelet.service: Main process exited, code=exited, status=1/FAILURE
Nov 23 00:00:00 node01 systemd[1]: kubelet.service: Failed with result 'exit-code'.
[3]
$ journalctl -u kubelet -n 3
Nov 23 00:00:00 node01 kubelet[5000]: E1123 00:00:00.000000    5000 run.go:72] "command failed" err="failed to construct kubelet dependencies: unable to load client CA file /etc/kubernetes/pki/CA.crt: open /etc/kubernetes/pki/CA.crt: no such file or directory"
Nov 23 00:00:00 node01 systemd[1]: kubelet.service: Main process exited, code=exited, status=1/FAILURE
Nov 23 00:00:00 node01 systemd[1]: kubelet.service: Failed with result 'exit-code'.
$ exit
logout
Connection to node01 closed.
@ wait 60s
$ kubectl get nodes
NAME           STATUS     ROLES           AGE   VERSION
controlplane   Ready      control-plane   11m   v1.36.2
node01         NotReady   <none>          11m   v1.36.2
$ ssh node01 "sed -i 's#pki/CA.crt#pki/ca.crt#' /var/lib/kubelet/config.yaml"
@ wait 15s
$ kubectl get nodes
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   11m   v1.36.2
node01         Ready    <none>          11m   v1.36.2
$ ssh node01 systemctl is-active kubelet
active
$ ssh node01 "mv /var/lib/kubelet/config.yaml /tmp; systemctl restart kubelet; sleep 1; journalctl -u kubelet | grep failed | tail -1; mv /tmp/config.yaml /var/lib/kubelet/; systemctl start kubelet; systemctl is-active kubelet"
Nov 23 00:01:16 node01 kubelet[5000]: E1123 00:01:16.000000    5000 run.go:72] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \"/var/lib/kubelet/config.yaml\", error: open /var/lib/kubelet/config.yaml: no such file or directory"
active
$ ssh node01 "sed -i 's#:6443#:6553#' /etc/kubernetes/kubelet.conf; systemctl restart kubelet; systemctl is-active kubelet; journalctl -u kubelet | grep register"
active
Nov 23 00:01:17 node01 kubelet[5000]: E1123 00:01:17.000000    5000 kubelet_node_status.go:106] "Unable to register node with API server" err="Post \"https://172.30.1.2:6553/api/v1/nodes\": dial tcp 172.30.1.2:6553: connect: connection refused" node="node01"
$ ssh node01 "sed -i 's#:6553#:6443#' /etc/kubernetes/kubelet.conf; sed -i 's#/usr/bin/kubelet#/usr/local/bin/kubelet#' /usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf; systemctl daemon-reload; systemctl restart kubelet; sleep 1; journalctl -u kubelet | grep -E '203|EXEC'"
Nov 23 00:01:17 node01 (kubelet)[5000]: kubelet.service: Failed at step EXEC spawning /usr/local/bin/kubelet: No such file or directory
Nov 23 00:01:17 node01 systemd[1]: kubelet.service: Main process exited, code=exited, status=203/EXEC
# A line for another machine may wait there
$ ssh node01 "sleep 15; echo awake"
awake
