# A slice that somebody deletes, or that a former Service of the same name has left, is made anew
$ kubectl create deployment web --image=nginx:1.27 --replicas=2
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl rollout status deployment web --timeout=60s
Waiting for deployment "web" rollout to finish: 0 of 2 updated replicas are available...
Waiting for deployment "web" rollout to finish: 1 of 2 updated replicas are available...
deployment "web" successfully rolled out
$ kubectl get endpointslices -l kubernetes.io/service-name=web
NAME        ADDRESSTYPE   PORTS   ENDPOINTS               AGE
web-dtmj9   IPv4          80      10.244.0.3,10.244.1.3   4s
$ kubectl delete endpointslice -l kubernetes.io/service-name=web
endpointslice.discovery.k8s.io "web-dtmj9" deleted from default namespace
@ wait 5s
$ kubectl get endpointslices -l kubernetes.io/service-name=web
NAME        ADDRESSTYPE   PORTS   ENDPOINTS               AGE
web-5vxs8   IPv4          80      10.244.0.3,10.244.1.3   5s
$ kubectl delete service web; kubectl create service clusterip web --tcp=80
service "web" deleted from default namespace
service/web created
@ wait 5s
$ kubectl get endpointslices -l kubernetes.io/service-name=web
NAME        ADDRESSTYPE   PORTS   ENDPOINTS               AGE
web-94ss5   IPv4          80      10.244.0.3,10.244.1.3   5s
