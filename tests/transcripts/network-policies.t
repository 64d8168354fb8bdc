# Network policies: default deny, peers by pods, namespaces and addresses, ports by name, egress with and without DNS.
-- /root/deny.yaml --
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {}, policyTypes: [Ingress]}
-- /root/allow.yaml --
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from: [{namespaceSelector: {matchLabels: {team: other}}, podSelector: {matchLabels: {app: client}}}]
    ports: [{port: 80}]
-- /root/egress.yaml --
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: egress, namespace: other}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}}]
-- /root/dns.yaml --
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: other}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
$ kubectl create namespace other
namespace/other created
$ kubectl label namespace other team=other
namespace/other labeled
$ kubectl run web --image=nginx:1.27 --port=80 --labels=app=web --expose
pod/web created
service/web created
$ kubectl run client --image=busybox:1.36 --labels=app=client --restart=Never -- sleep 100000
pod/client created
$ kubectl run client --image=busybox:1.36 -n other --labels=app=client --restart=Never -- sleep 100000
pod/client created
$ kubectl wait --for=condition=Ready pod/web pod/client --timeout=60s
pod/web condition met
pod/client condition met
$ kubectl wait -n other --for=condition=Ready pod/client --timeout=60s
pod/client condition met
$ kubectl exec client -- wget -qO- -T 2 web | grep title
<title>Welcome to nginx!</title>
$ kubectl exec -n other client -- wget -qO- -T 2 web.default | grep title
<title>Welcome to nginx!</title>
$ kubectl apply -f deny.yaml
networkpolicy.networking.k8s.io/deny created
$ kubectl exec client -- wget -qO- -T 2 web
wget: download timed out
command terminated with exit code 1
[1]
$ kubectl apply -f allow.yaml
networkpolicy.networking.k8s.io/allow created
$ kubectl exec client -- nc -zv -w 2 web 80
nc: web (10.110.147.125:80): Connection timed out
command terminated with exit code 1
[1]
$ kubectl exec -n other client -- wget -qO- -T 2 web.default | grep title
<title>Welcome to nginx!</title>
$ kubectl apply -f egress.yaml
networkpolicy.networking.k8s.io/egress created
$ IP=$(kubectl get pod web -o jsonpath='{.status.podIP}')
$ kubectl exec -n other client -- wget -qO- -T 2 $IP | grep title
<title>Welcome to nginx!</title>
$ kubectl exec -n other client -- nslookup web.default.svc.cluster.local
;; connection timed out; no servers could be reached

command terminated with exit code 1
[1]
$ kubectl apply -f dns.yaml
networkpolicy.networking.k8s.io/dns created
$ kubectl exec -n other client -- wget -qO- -T 2 web.default | grep title
<title>Welcome to nginx!</title>
$ kubectl describe networkpolicy allow
Name:         allow
Namespace:    default
Created on:   2026-11-23 00:00:06 +0000 UTC
Labels:       <none>
Annotations:  <none>
Spec:
  PodSelector:     app=web
  Allowing ingress traffic:
    To Port: 80/TCP
    From:
      NamespaceSelector: team=other
      PodSelector: app=client
  Not affecting egress traffic
  Policy Types: Ingress
$ kubectl exec -n other client -- nc -zv -w 2 $IP 81
nc: 10.244.1.4 (10.244.1.4:81): Connection timed out
command terminated with exit code 1
[1]
