# The kubelet asks kubeadm's static pods how they are, and starts them again when they do not say.
$ kubectl get pod -n kube-system kube-scheduler-controlplane -o custom-columns=READY:.status.containerStatuses[0].ready,STARTED:.status.containerStatuses[0].started
READY   STARTED
true    true
$ kubectl describe pod -n kube-system kube-apiserver-controlplane | grep -E 'Port:|delay='
    Port:          6443/TCP (probe-port)
    Host Port:     6443/TCP (probe-port)
    Liveness:     http-get https://172.30.1.2:probe-port/livez delay=10s timeout=15s period=10s successThreshold=1 failureThreshold=8
    Readiness:    http-get https://172.30.1.2:probe-port/readyz delay=0s timeout=15s period=1s successThreshold=1 failureThreshold=3
    Startup:      http-get https://172.30.1.2:probe-port/livez delay=10s timeout=15s period=10s successThreshold=1 failureThreshold=24
$ sed -n '/livenessProbe/,/resources/p' /etc/kubernetes/manifests/kube-controller-manager.yaml; grep -B1 -A1 advertise-address.endpoint /etc/kubernetes/manifests/kube-apiserver.yaml
    livenessProbe:
      failureThreshold: 8
      httpGet:
        host: 127.0.0.1
        path: /healthz
        port: probe-port
        scheme: HTTPS
      initialDelaySeconds: 10
      periodSeconds: 10
      timeoutSeconds: 15
    name: kube-controller-manager
    ports:
    - containerPort: 10257
      name: probe-port
      protocol: TCP
    resources:
  annotations:
    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 172.30.1.2:6443
  labels:
$ curl -s http://127.0.0.1:2381/readyz; echo
ok
$ sed -i 's/containerPort: 10259/containerPort: 10258/' /etc/kubernetes/manifests/kube-scheduler.yaml; sleep 60
$ kubectl get pods -n kube-system -l component=kube-scheduler
NAME                          READY   STATUS    RESTARTS   AGE
kube-scheduler-controlplane   0/1     Running   0          59s
$ kubectl describe pod -n kube-system kube-scheduler-controlplane | tail -n 1
  Warning  Unhealthy  9s (x4 over 39s)  kubelet  spec.containers{kube-scheduler}: Startup probe failed: Get "https://127.0.0.1:10258/livez": dial tcp 127.0.0.1:10258: connect: connection refused
$ sed -i 's/containerPort: 10258/containerPort: 10259/' /etc/kubernetes/manifests/kube-scheduler.yaml; sleep 30
$ kubectl get pods -n kube-system -l component=kube-scheduler
NAME                          READY   STATUS    RESTARTS   AGE
kube-scheduler-controlplane   1/1     Running   0          29s
$ sed -i 's/- --authorization-mode/- --anonymous-auth=false\n    - --authorization-mode/' /etc/kubernetes/manifests/kube-apiserver.yaml; sleep 300
$ kubectl get pods -n kube-system -l component=kube-apiserver
NAME                          READY   STATUS    RESTARTS      AGE
kube-apiserver-controlplane   0/1     Running   1 (49s ago)   4m59s
$ kubectl get events -n kube-system --field-selector involvedObject.name=kube-apiserver-controlplane,type=Warning -o custom-columns=COUNT:.count,MESSAGE:.message
COUNT   MESSAGE
22      Startup probe failed: HTTP probe failed with statuscode: 401
$ kubectl get events -n kube-system --field-selector involvedObject.name=kube-apiserver-controlplane,reason=Killing -o custom-columns=MESSAGE:.message
MESSAGE
Stopping container kube-apiserver
