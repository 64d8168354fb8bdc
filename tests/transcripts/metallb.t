# MetalLB gives load balancers addresses out of its pools.
-- /root/pool.yaml --
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: first, namespace: metallb-system}
spec:
  addresses: [172.30.1.240-172.30.1.241]
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: all, namespace: metallb-system}
$ kubectl apply -f https://raw.githubusercontent.com/metallb/metallb/v0.15.2/config/manifests/metallb-native.yaml | tail -4
clusterrolebinding.rbac.authorization.k8s.io/metallb-system:speaker created
service/metallb-webhook-service created
deployment.apps/controller created
daemonset.apps/speaker created
$ kubectl wait -n metallb-system --for=condition=ready pod --selector=app=metallb --timeout=90s | wc -l
3
$ kubectl create deployment web --image=nginx:1.27
deployment.apps/web created
$ kubectl expose deployment web --port=80 --type=LoadBalancer
service/web exposed
@ wait 3s
$ kubectl get svc web -o custom-columns=TYPE:.spec.type,IP:.status.loadBalancer.ingress[0].ip
TYPE           IP
LoadBalancer   <none>
$ kubectl apply -f pool.yaml
ipaddresspool.metallb.io/first created
l2advertisement.metallb.io/all created
@ wait 2s
$ kubectl get svc web -o custom-columns=TYPE:.spec.type,IP:.status.loadBalancer.ingress[0].ip
TYPE           IP
LoadBalancer   172.30.1.240
$ kubectl describe svc web | tail -5
Events:
  Type    Reason        Age   From                Message
  ----    ------        ----  ----                -------
  Normal  IPAllocated   2s    metallb-controller  Assigned IP ["172.30.1.240"]
  Normal  nodeAssigned  2s    metallb-speaker     announcing from node "node01" with protocol "layer2"
$ curl -s 172.30.1.240 | head -4
<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
$ kubectl expose deployment web --name=two --port=80 --type=LoadBalancer
service/two exposed
$ kubectl expose deployment web --name=three --port=80 --type=LoadBalancer
service/three exposed
@ wait 2s
$ kubectl get svc -o custom-columns=NAME:.metadata.name,IP:.status.loadBalancer.ingress[0].ip
NAME         IP
kubernetes   <none>
three        <none>
two          172.30.1.241
web          172.30.1.240
$ kubectl get events --field-selector involvedObject.name=three -o custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message
TYPE      REASON             MESSAGE
Warning   AllocationFailed   Failed to allocate IP for "default/three": no available IPs
$ kubectl get ipaddresspools -n metallb-system
NAME    AUTO ASSIGN   AVOID BUGGY IPS   ADDRESSES
first   true          false             ["172.30.1.240-172.30.1.241"]
