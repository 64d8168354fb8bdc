# The older busybox' nslookup, that many lessons use, and bind's tools on a pod that has them.
$ kubectl create service clusterip web --clusterip=10.96.50.50 --tcp=80:80
service/web created
$ kubectl run old --image=busybox:1.28 --restart=Never -- sleep 10000
pod/old created
$ kubectl run tools --image=nicolaka/netshoot --restart=Never -- sleep 10000
pod/tools created
$ kubectl wait --for=condition=ready pod/old pod/tools
pod/old condition met
pod/tools condition met
$ kubectl exec old -- nslookup web
Server:    10.96.0.10
Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local

Name:      web
Address 1: 10.96.50.50 web.default.svc.cluster.local
$ kubectl exec old -- nslookup kubernetes.default
Server:    10.96.0.10
Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local

Name:      kubernetes.default
Address 1: 10.96.0.1 kubernetes.default.svc.cluster.local
$ kubectl exec old -- nslookup nope
Server:    10.96.0.10
Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local

nslookup: can't resolve 'nope'
command terminated with exit code 1
[1]
$ kubectl exec tools -- dig +short web.default.svc.cluster.local
10.96.50.50
$ kubectl exec tools -- dig +short +search web SRV
0 100 80 web.default.svc.cluster.local.
$ kubectl exec tools -- dig +short -x 10.96.0.1
kubernetes.default.svc.cluster.local.
$ kubectl exec tools -- host kubernetes.default
kubernetes.default.svc.cluster.local has address 10.96.0.1
$ nslookup web.default.svc.cluster.local 10.96.0.10
Server:		10.96.0.10
Address:	10.96.0.10#53

Name:	web.default.svc.cluster.local
Address: 10.96.50.50

$ nslookup nope.default.svc.cluster.local 10.96.0.10
Server:		10.96.0.10
Address:	10.96.0.10#53

** server can't find nope.default.svc.cluster.local: NXDOMAIN

[1]
$ nslookup kubernetes.github.io
Server:		127.0.0.53
Address:	127.0.0.53#53

Non-authoritative answer:
Name:	kubernetes.github.io
Address: 203.0.113.80

$ kubectl -n kube-system scale deployment coredns --replicas=0
deployment.apps/coredns scaled
@ wait 20s
$ kubectl exec old -- nslookup kubernetes.default
Server:    10.96.0.10
Address 1: 10.96.0.10

nslookup: can't resolve 'kubernetes.default'
command terminated with exit code 1
[1]
$ dig @10.96.0.10 +short web.default.svc.cluster.local
;; connection timed out; no servers could be reached
[9]
