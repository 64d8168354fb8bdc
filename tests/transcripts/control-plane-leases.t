# Who leads, who is healthy, and which images a node tells of.
$ kubectl get leases -A -o custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name,SECONDS:.spec.leaseDurationSeconds
NAMESPACE         NAME                                   SECONDS
kube-node-lease   controlplane                           40
kube-node-lease   node01                                 40
kube-system       apiserver-aedf9140c8923575ea004557e6   3600
kube-system       kube-controller-manager                15
kube-system       kube-scheduler                         15
$ kubectl get node node01 -o jsonpath='{.status.images[*].names[1]}{"\n"}{.status.declaredFeatures}{"\n"}'
registry.k8s.io/kube-proxy:v1.36.2 registry.k8s.io/coredns/coredns:v1.14.1
["ExtendWebSocketsToKubelet","InPlacePodLevelResourcesVerticalScaling","InPlacePodVerticalScalingInitContainers","RestartAllContainersOnContainerExits"]
$ kubectl run web --image=nginx --overrides='{"spec": {"nodeName": "node01"}}'; sleep 10
pod/web created
$ kubectl get node node01 -o jsonpath='{range .status.images[*]}{.names[1]} {.sizeBytes}{"\n"}{end}'
docker.io/library/nginx:latest 72586670
registry.k8s.io/kube-proxy:v1.36.2 26662677
registry.k8s.io/coredns/coredns:v1.14.1 23349061
$ mv /etc/kubernetes/manifests/kube-scheduler.yaml .
$ sleep 30; kubectl get componentstatuses
Warning: v1 ComponentStatus is deprecated in v1.19+
NAME                 STATUS      MESSAGE                                                                                        ERROR
controller-manager   Healthy     ok                                                                                             
scheduler            Unhealthy   Get "https://127.0.0.1:10259/healthz": dial tcp 127.0.0.1:10259: connect: connection refused   
etcd-0               Healthy     ok                                                                                             
$ kubectl get lease -n kube-system kube-scheduler -o jsonpath='{.spec.leaseTransitions} {.spec.renewTime}{"\n"}'
0 2026-11-23T00:00:10.000000Z
$ mv kube-scheduler.yaml /etc/kubernetes/manifests/; sleep 30; kubectl get componentstatuses scheduler
Warning: v1 ComponentStatus is deprecated in v1.19+
NAME        STATUS    MESSAGE   ERROR
scheduler   Healthy   ok        
$ kubectl get lease -n kube-system kube-scheduler -o jsonpath='{.spec.leaseTransitions}{"\n"}'
1
$ kubectl get events -n kube-system --field-selector reason=LeaderElection -o custom-columns=TYPE:.type,OBJECT:.involvedObject.name,FROM:.source.component
TYPE     OBJECT           FROM
Normal   kube-scheduler   kube-scheduler
