# Names of the cluster: services, pods, records of other types, search lists; and what happens without CoreDNS.
$ kubectl create deployment web --image=nginx:1.27 --replicas=2
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl create service externalname outside --external-name=example.com
service/outside created
$ kubectl run tools --image=busybox:1.36 --restart=Never -- sleep 100000
pod/tools created
$ kubectl wait --for=condition=Ready pod/tools --timeout=60s
pod/tools condition met
$ kubectl exec tools -- cat /etc/resolv.conf
search default.svc.cluster.local svc.cluster.local cluster.local
nameserver 10.96.0.10
options ndots:5
$ kubectl exec tools -- nslookup web 2>&1 | grep -v ^Address:.10.9
Server:		10.96.0.10

Name:	web.default.svc.cluster.local

** server can't find web.svc.cluster.local: NXDOMAIN

** server can't find web.cluster.local: NXDOMAIN


** server can't find web.svc.cluster.local: NXDOMAIN

** server can't find web.cluster.local: NXDOMAIN

command terminated with exit code 1
$ kubectl exec tools -- nslookup web.default.svc.cluster.local | grep -c '^Address: 10.'
1
$ kubectl exec tools -- nslookup nope.default.svc.cluster.local
Server:		10.96.0.10
Address:	10.96.0.10:53

** server can't find nope.default.svc.cluster.local: NXDOMAIN

** server can't find nope.default.svc.cluster.local: NXDOMAIN

command terminated with exit code 1
[1]
$ kubectl exec tools -- nslookup 10.96.0.10
Server:		10.96.0.10
Address:	10.96.0.10:53

10.0.96.10.in-addr.arpa	name = kube-dns.kube-system.svc.cluster.local

$ kubectl exec tools -- nslookup -type=srv _http._tcp.web.default.svc.cluster.local
Server:		10.96.0.10
Address:	10.96.0.10:53

** server can't find _http._tcp.web.default.svc.cluster.local: NXDOMAIN

command terminated with exit code 1
[1]
$ kubectl exec tools -- wget -qO- -T 2 web | head -4
<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
$ kubectl -n kube-system scale deployment coredns --replicas=0
deployment.apps/coredns scaled
@ wait 10s
$ kubectl exec tools -- nslookup web 2>&1 | grep -v ^Address:.10.9
;; connection timed out; no servers could be reached

command terminated with exit code 1
$ kubectl exec tools -- wget -qO- -T 2 web
wget: bad address 'web'
command terminated with exit code 1
[1]
