# The metrics server's own manifest, `kubectl top`, and the walkthrough of the horizontal pod autoscaler.
-- /root/php-apache.yaml --
apiVersion: apps/v1
kind: Deployment
metadata:
  name: php-apache
spec:
  selector:
    matchLabels:
      run: php-apache
  template:
    metadata:
      labels:
        run: php-apache
    spec:
      containers:
      - name: php-apache
        image: registry.k8s.io/hpa-example
        ports:
        - containerPort: 80
        resources:
          limits:
            cpu: 500m
          requests:
            cpu: 200m
---
apiVersion: v1
kind: Service
metadata:
  name: php-apache
  labels:
    run: php-apache
spec:
  ports:
  - port: 80
  selector:
    run: php-apache
$ kubectl top nodes
error: Metrics API not available
[1]
$ kubectl apply -f https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml
serviceaccount/metrics-server created
clusterrole.rbac.authorization.k8s.io/system:aggregated-metrics-reader created
clusterrole.rbac.authorization.k8s.io/system:metrics-server created
rolebinding.rbac.authorization.k8s.io/metrics-server-auth-reader created
clusterrolebinding.rbac.authorization.k8s.io/metrics-server:system:auth-delegator created
clusterrolebinding.rbac.authorization.k8s.io/system:metrics-server created
service/metrics-server created
deployment.apps/metrics-server created
apiservice.apiregistration.k8s.io/v1beta1.metrics.k8s.io created
@ wait 60s
$ kubectl get pods -n kube-system -l k8s-app=metrics-server
NAME                              READY   STATUS    RESTARTS   AGE
metrics-server-65bcfd6b48-4476q   0/1     Running   0          60s
$ kubectl get apiservice v1beta1.metrics.k8s.io
NAME                     SERVICE                      AVAILABLE                  AGE
v1beta1.metrics.k8s.io   kube-system/metrics-server   False (MissingEndpoints)   60s
$ kubectl logs -n kube-system -l k8s-app=metrics-server --tail=2
E1123 00:00:46.767669       1 scraper.go:149] "Failed to scrape node" err="Get \"https://172.30.2.2:10250/metrics/resource\": tls: failed to verify certificate: x509: cannot validate certificate for 172.30.2.2 because it doesn't contain any IP SANs" node="node01"
I1123 00:00:51.767669       1 server.go:192] "Failed probe" probe="metric-storage-ready" err="no metrics to serve"
$ kubectl patch deployment metrics-server -n kube-system --type=json -p '[{"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--kubelet-insecure-tls"}]'
deployment.apps/metrics-server patched
@ wait 45s
$ kubectl get apiservice v1beta1.metrics.k8s.io
NAME                     SERVICE                      AVAILABLE   AGE
v1beta1.metrics.k8s.io   kube-system/metrics-server   True        105s
$ kubectl top nodes
NAME           CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)   
controlplane   142m         14%      853Mi           23%         
node01         50m          5%       478Mi           13%         
$ kubectl top node controlplane --no-headers --show-capacity
controlplane   142m   14%   853Mi   23%   
$ kubectl top node --show-swap --sort-by=memory
NAME           CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)   SWAP(bytes)   SWAP(%)     
controlplane   142m         14%      853Mi           23%         <unknown>     <unknown>   
node01         50m          5%       478Mi           13%         <unknown>     <unknown>   
$ kubectl top pods
No resources found in default namespace.
$ kubectl apply -f php-apache.yaml
deployment.apps/php-apache created
service/php-apache created
$ kubectl top pods
error: metrics not available yet
[1]
$ kubectl autoscale deployment php-apache --cpu=50% --min=1 --max=10
horizontalpodautoscaler.autoscaling/php-apache autoscaled
$ kubectl get hpa
NAME         REFERENCE               TARGETS              MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: <unknown>/50%   1         10        0          0s
@ wait 75s
$ kubectl top pods
NAME                         CPU(cores)   MEMORY(bytes)   
php-apache-544695f45-l778w   0m           9Mi             
$ kubectl top pod -n kube-system --sort-by=memory
NAME                                   CPU(cores)   MEMORY(bytes)   
kube-apiserver-controlplane            48m          262Mi           
kube-controller-manager-controlplane   16m          52Mi            
etcd-controlplane                      24m          48Mi            
kube-scheduler-controlplane            4m           22Mi            
metrics-server-676cdf8b5f-gf6lz        5m           18Mi            
kube-proxy-gr92s                       1m           17Mi            
kube-proxy-xnpr4                       1m           17Mi            
coredns-5584f46f4-445j5                4m           14Mi            
coredns-5584f46f4-hrrmm                4m           14Mi            
$ kubectl top pod -A -l k8s-app=kube-dns --containers --sum
NAMESPACE     POD                       NAME      CPU(cores)   MEMORY(bytes)   
kube-system   coredns-5584f46f4-445j5   coredns   4m           14Mi            
kube-system   coredns-5584f46f4-hrrmm   coredns   4m           14Mi            
                                                  ________     ________        
                                                  7m           28Mi            
$ kubectl top pod nope
Error from server (NotFound): pods "nope" not found
[1]
$ kubectl get podmetrics
NAME                         CPU   MEMORY   WINDOW
php-apache-544695f45-l778w   0     9Mi      15s
$ kubectl get --raw /apis/metrics.k8s.io/v1beta1/nodes | jq -c '.items[].usage'
{"cpu":"141253333n","memory":"873472Ki"}
{"cpu":"50960u","memory":"501760Ki"}
$ kubectl get hpa
NAME         REFERENCE               TARGETS       MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: 0%/50%   1         10        1          75s
$ kubectl run load-generator --image=busybox:1.28 --restart=Never -- /bin/sh -c "while sleep 0.01; do wget -q -O- http://php-apache; done"
pod/load-generator created
@ wait 90s
$ kubectl get hpa
NAME         REFERENCE               TARGETS        MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: 47%/50%   1         10        5          2m45s
$ kubectl get deployment php-apache
NAME         READY   UP-TO-DATE   AVAILABLE   AGE
php-apache   5/5     5            5           2m45s
$ kubectl describe hpa php-apache
Name:                                                  php-apache
Namespace:                                             default
Labels:                                                <none>
Annotations:                                           <none>
CreationTimestamp:                                     Mon, 23 Nov 2026 00:01:45 +0000
Reference:                                             Deployment/php-apache
Metrics:                                               ( current / target )
  resource cpu on pods  (as a percentage of request):  47% (95m) / 50%
Min replicas:                                          1
Max replicas:                                          10
Deployment pods:                                       5 current / 5 desired
Conditions:
  Type            Status  Reason              Message
  ----            ------  ------              -------
  AbleToScale     True    ReadyForNewScale    recommended size matches current size
  ScalingActive   True    ValidMetricFound    the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)
  ScalingLimited  False   DesiredWithinRange  the desired count is within the acceptable range
Events:
  Type     Reason                        Age    From                       Message
  ----     ------                        ----   ----                       -------
  Warning  FailedGetResourceMetric       2m30s  horizontal-pod-autoscaler  failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API
  Warning  FailedComputeMetricsReplicas  2m30s  horizontal-pod-autoscaler  invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API
  Normal   SuccessfulRescale             75s    horizontal-pod-autoscaler  New size: 4; reason: cpu resource utilization (percentage of request) above target
  Normal   SuccessfulRescale             60s    horizontal-pod-autoscaler  New size: 5; reason: All metrics below target
$ kubectl delete pod load-generator --now
pod "load-generator" deleted from default namespace
@ wait 240s
$ kubectl get hpa
NAME         REFERENCE               TARGETS       MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: 0%/50%   1         10        5          6m46s
@ wait 180s
$ kubectl get hpa
NAME         REFERENCE               TARGETS       MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: 0%/50%   1         10        1          9m46s
