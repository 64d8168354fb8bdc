# A node is rebooted, switched off and on from inside; its pods come back, and its kubelet tells of it.
$ kubectl create deployment web --image=nginx --replicas=2; sleep 10; kubectl get pods -o wide
deployment.apps/web created
NAME                   READY   STATUS    RESTARTS   AGE   IP           NODE           NOMINATED NODE   READINESS GATES
web-7887448d46-b9kvq   1/1     Running   0          10s   10.244.0.3   controlplane   <none>           <none>
web-7887448d46-gj2d7   1/1     Running   0          10s   10.244.1.3   node01         <none>           <none>
$ ssh node01
Last login: from 172.30.1.2
$ uptime -p; reboot
up 30 minutes
@ wait 5s
Connection to node01 closed by remote host.
Connection to node01 closed.
$ ssh node01 date
ssh: connect to host node01 port 22: No route to host
[255]
$ kubectl get nodes
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   10m   v1.36.2
node01         Ready    <none>          10m   v1.36.2
@ wait 60s
$ kubectl get nodes; kubectl get pods
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   11m   v1.36.2
node01         Ready    <none>          11m   v1.36.2
NAME                   READY   STATUS    RESTARTS      AGE
web-7887448d46-b9kvq   1/1     Running   0             78s
web-7887448d46-gj2d7   1/1     Running   1 (47s ago)   78s
$ kubectl get events --field-selector involvedObject.name=node01 -o custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message
TYPE      REASON                    MESSAGE
Normal    Starting                  Starting kubelet.
Normal    NodeHasSufficientMemory   Node node01 status is now: NodeHasSufficientMemory
Normal    NodeHasNoDiskPressure     Node node01 status is now: NodeHasNoDiskPressure
Normal    NodeHasSufficientPID      Node node01 status is now: NodeHasSufficientPID
Normal    NodeAllocatableEnforced   Updated Node Allocatable limit across pods
Warning   Rebooted                  Node node01 has been rebooted, boot id: 2d0d5681-bb62-42ad-8748-f2673eca00ca
$ kubectl describe pod -l app=web | grep -A4 'Last State'; kubectl get events --field-selector reason=SandboxChanged -o custom-columns=M:.message
    Last State:     Terminated
      Reason:       Unknown
      Exit Code:    255
      Started:      Mon, 23 Nov 2026 00:00:03 +0000
      Finished:     Mon, 23 Nov 2026 00:00:31 +0000
M
Pod sandbox changed, it will be killed and re-created.
$ ssh node01 uptime -p; ssh node01 systemctl is-active kubelet
up 0 minutes
active
$ kubectl describe node node01 | grep 'Boot ID' | tr -s ' '; kubectl get events --field-selector reason=Rebooted -o jsonpath='{.items[0].message}{"\n"}'
 Boot ID: 2d0d5681-bb62-42ad-8748-f2673eca00ca
Node node01 has been rebooted, boot id: 2d0d5681-bb62-42ad-8748-f2673eca00ca
$ ssh node01 systemctl disable kubelet; ssh node01 systemctl reboot
Removed "/etc/systemd/system/multi-user.target.wants/kubelet.service".
@ wait 120s
$ kubectl get nodes; ssh node01 systemctl enable --now kubelet
NAME           STATUS     ROLES           AGE   VERSION
controlplane   Ready      control-plane   13m   v1.36.2
node01         NotReady   <none>          13m   v1.36.2
Created symlink /etc/systemd/system/multi-user.target.wants/kubelet.service → /usr/lib/systemd/system/kubelet.service.
@ wait 10s
$ kubectl get nodes
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   13m   v1.36.2
node01         Ready    <none>          13m   v1.36.2
$ ssh node01 shutdown -r +1; ssh node01 shutdown -c; ssh node01 shutdown tomorrow; ssh node01 shutdown -h now
Reboot scheduled for Mon 2026-11-23 00:04:28 UTC, use 'shutdown -c' to cancel.
Failed to parse time specification: tomorrow
@ wait 70s
$ kubectl get nodes
NAME           STATUS     ROLES           AGE   VERSION
controlplane   Ready      control-plane   14m   v1.36.2
node01         NotReady   <none>          14m   v1.36.2
$ reboot
reboot: not simulated: this machine cannot be switched off from inside
[1]
