# Static pods follow their files; without a scheduler, controllers or an API server the cluster does what a real one does.
$ ls /etc/kubernetes/manifests
etcd.yaml            kube-controller-manager.yaml
kube-apiserver.yaml  kube-scheduler.yaml
$ mv /etc/kubernetes/manifests/kube-scheduler.yaml /root
@ wait 5s
$ kubectl get pods -n kube-system -l tier=control-plane
NAME                                   READY   STATUS    RESTARTS   AGE
etcd-controlplane                      1/1     Running   0          10m
kube-apiserver-controlplane            1/1     Running   0          10m
kube-controller-manager-controlplane   1/1     Running   0          10m
$ kubectl run web --image=nginx
pod/web created
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
web    0/1     Pending   0          0s
@ wait 30s
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
web    0/1     Pending   0          30s
$ mv kube-scheduler.yaml /etc/kubernetes/manifests/
@ wait 10s
$ kubectl get pods -A -l 'tier=control-plane,component=kube-scheduler'
NAMESPACE     NAME                          READY   STATUS    RESTARTS   AGE
kube-system   kube-scheduler-controlplane   0/1     Running   0          9s
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
web    1/1     Running   0          40s
$ mv /etc/kubernetes/manifests/kube-controller-manager.yaml /tmp; sleep 3
$ kubectl create deployment idle --image=nginx
deployment.apps/idle created
@ wait 30s
$ kubectl get deployments,replicasets
NAME                   READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/idle   0/1     0            0           30s
$ mv /tmp/kube-controller-manager.yaml /etc/kubernetes/manifests; sleep 10
$ kubectl get deployments
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
idle   1/1     1            1           40s
$ mv /etc/kubernetes/manifests/kube-apiserver.yaml /tmp; sleep 3
$ kubectl get pods
The connection to the server 172.30.1.2:6443 was refused - did you specify the right host or port?
[1]
$ crictl ps --name kube
CONTAINER           IMAGE               CREATED             STATE               NAME                      ATTEMPT             POD ID              POD                                    NAMESPACE
66daa3653e670       78aaf5c9a952a       11 seconds ago      Running             kube-controller-manager   0                   3abf8f6dc141e       kube-controller-manager-controlplane   kube-system
8cda80a34b452       0186081d941cc       54 seconds ago      Running             kube-scheduler            0                   849c3b1a17ae5       kube-scheduler-controlplane            kube-system
611575c2d6739       1b43b9b48c057       11 minutes ago      Running             kube-proxy                0                   d2910ccc753a6       kube-proxy-xnpr4                       kube-system
$ mv /tmp/kube-apiserver.yaml /etc/kubernetes/manifests; sleep 12
$ kubectl get pods -n kube-system kube-apiserver-controlplane
NAME                          READY   STATUS    RESTARTS   AGE
kube-apiserver-controlplane   0/1     Running   0          11s
$ kubectl delete pod -n kube-system kube-scheduler-controlplane
pod "kube-scheduler-controlplane" deleted from kube-system namespace
$ sleep 3; kubectl get pods -n kube-system kube-scheduler-controlplane
NAME                          READY   STATUS    RESTARTS   AGE
kube-scheduler-controlplane   1/1     Running   0          2s
$ sed -i 's/kube-scheduler:v/kube-scheduler:v99./' /etc/kubernetes/manifests/kube-scheduler.yaml; sleep 20
$ kubectl get pods -n kube-system kube-scheduler-controlplane
NAME                          READY   STATUS             RESTARTS   AGE
kube-scheduler-controlplane   0/1     ImagePullBackOff   0          19s
$ echo 'kind: Pod: x' > /etc/kubernetes/manifests/bad.yaml; sleep 3; journalctl -u kubelet | grep bad.yaml
Nov 23 00:02:08 controlplane kubelet[1022]: E1123 00:02:08.000000    1022 file.go:187] "Could not process manifest file" err="/etc/kubernetes/manifests/bad.yaml: couldn't parse as pod(yaml: line 1: mapping values are not allowed here), please check config file" path="/etc/kubernetes/manifests/bad.yaml"
$ kubectl run own --image=nginx --dry-run=client -o yaml > /etc/kubernetes/manifests/own.yaml; sleep 10
$ kubectl get pods -o wide
NAME                    READY   STATUS    RESTARTS   AGE     IP           NODE           NOMINATED NODE   READINESS GATES
idle-5d884488bb-95ldr   1/1     Running   0          59s     10.244.1.4   node01         <none>           <none>
own-controlplane        1/1     Running   0          9s      10.244.0.3   controlplane   <none>           <none>
web                     1/1     Running   0          2m15s   10.244.1.3   node01         <none>           <none>
$ kubectl get pod own-controlplane -o jsonpath='{.metadata.annotations}'; echo
{"kubernetes.io/config.hash":"047e8948c2fe8ff8292ca95cf9db2d2c","kubernetes.io/config.mirror":"047e8948c2fe8ff8292ca95cf9db2d2c","kubernetes.io/config.seen":"2026-11-23T00:02:11Z","kubernetes.io/config.source":"file"}
$ rm /etc/kubernetes/manifests/own.yaml; sleep 3; kubectl get pods
NAME                    READY   STATUS    RESTARTS   AGE
idle-5d884488bb-95ldr   1/1     Running   0          62s
web                     1/1     Running   0          2m18s
