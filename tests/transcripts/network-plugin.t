# Without a network plugin's configuration a node is not ready and new pods wait; what runs runs on.
$ kubectl create deployment web --image=nginx --replicas=2; sleep 10
deployment.apps/web created
$ ssh node01 'mv /etc/cni/net.d/* /tmp/'; sleep 10; kubectl get nodes
NAME           STATUS     ROLES           AGE   VERSION
controlplane   Ready      control-plane   10m   v1.36.2
node01         NotReady   <none>          10m   v1.36.2
$ kubectl describe node node01 | grep -o '  Ready .*' | tr -s ' '; kubectl get node node01 -o jsonpath='{.spec.taints[*].key}{"\n"}'
 Ready False Mon, 23 Nov 2026 00:00:15 +0000 Mon, 23 Nov 2026 00:00:15 +0000 KubeletNotReady container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized
node.kubernetes.io/not-ready node.kubernetes.io/not-ready
$ kubectl get events --field-selector involvedObject.name=node01 | tail -1
5s          Normal   NodeNotReady   node/node01   Node node01 status is now: NodeNotReady
$ kubectl run late --image=nginx --overrides='{"spec":{"nodeName":"node01","tolerations":[{"operator":"Exists"}]}}'; sleep 5; kubectl get pods
pod/late created
NAME                   READY   STATUS              RESTARTS   AGE
late                   0/1     ContainerCreating   0          5s
web-7887448d46-b9kvq   1/1     Running             0          25s
web-7887448d46-gj2d7   1/1     Running             0          25s
$ kubectl describe pod late | tail -1
  Warning  NetworkNotReady  2s (x4 over 5s)  kubelet  network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized
$ ssh node01 systemctl restart kubelet; sleep 10; kubectl get nodes
NAME           STATUS     ROLES           AGE   VERSION
controlplane   Ready      control-plane   10m   v1.36.2
node01         NotReady   <none>          10m   v1.36.2
$ ssh node01 'mv /tmp/*.conflist /etc/cni/net.d/'; sleep 15; kubectl get nodes; kubectl get pods
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   10m   v1.36.2
node01         Ready    <none>          10m   v1.36.2
NAME                   READY   STATUS    RESTARTS   AGE
late                   1/1     Running   0          30s
web-7887448d46-b9kvq   1/1     Running   0          50s
web-7887448d46-gj2d7   1/1     Running   0          50s
$ kubectl get events --field-selector involvedObject.name=node01 | tail -1
10s         Normal   NodeReady                 node/node01   Node node01 status is now: NodeReady
$ kubectl -n kube-system get cm kube-proxy -o yaml | sed 's#/kubeconfig.conf#/kubeconfig.cnf#' | kubectl replace -f - ; kubectl -n kube-system rollout restart ds kube-proxy; sleep 30; kubectl -n kube-system get pods -l k8s-app=kube-proxy
configmap/kube-proxy replaced
daemonset.apps/kube-proxy restarted
NAME               READY   STATUS             RESTARTS      AGE
kube-proxy-8tgjh   0/1     CrashLoopBackOff   2 (14s ago)   30s
kube-proxy-gr92s   1/1     Running            0             11m
$ kubectl -n kube-system logs -l k8s-app=kube-proxy --tail=2 | grep -o '"command.*'
"command failed" err="stat /var/lib/kube-proxy/kubeconfig.cnf: no such file or directory"
$ kubectl -n kube-system get cm kube-proxy -o yaml | sed 's#/kubeconfig.cnf#/kubeconfig.conf#' | kubectl replace -f - ; kubectl -n kube-system rollout restart ds kube-proxy; sleep 30; kubectl -n kube-system get pods -l k8s-app=kube-proxy
configmap/kube-proxy replaced
daemonset.apps/kube-proxy restarted
NAME               READY   STATUS    RESTARTS   AGE
kube-proxy-5p29l   1/1     Running   0          28s
kube-proxy-sr62t   1/1     Running   0          30s
