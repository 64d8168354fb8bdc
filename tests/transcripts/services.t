# What Services may ask for: node ports, addresses and families that are taken, elsewhere, or not there.
$ kubectl create service nodeport a --tcp=80:80 --node-port=30080
service/a created
$ kubectl create service nodeport b --tcp=80:80 --node-port=30080
error: failed to create NodePort service: Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated
[1]
$ kubectl create service nodeport b --tcp=80:80 --node-port=80
error: failed to create NodePort service: Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767
[1]
$ kubectl create service clusterip c --clusterip=10.96.0.10 --tcp=80:80
error: failed to create ClusterIP service: Service "c" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated
[1]
$ kubectl create service clusterip c --clusterip=192.168.0.10 --tcp=80:80
error: failed to create ClusterIP service: Service "c" is invalid: spec.clusterIPs: Invalid value: ["192.168.0.10"]: failed to allocate IP 192.168.0.10: the provided network does not match the current range
[1]
$ kubectl create service clusterip c --clusterip=10.96.50.50 --tcp=80:80
service/c created
$ kubectl patch svc c -p '{"spec":{"clusterIP":"10.96.50.51"}}'
The Service "c" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.50.51"]: may not change once set
[1]
$ kubectl patch svc c -p '{"spec":{"type":"ExternalName","externalName":"example.com"}}'
service/c patched
$ kubectl patch svc a -p '{"spec":{"type":"ClusterIP"}}'
service/a patched
$ kubectl create service nodeport b --tcp=80:80 --node-port=30080
service/b created
$ kubectl patch svc b -p '{"spec":{"ipFamilyPolicy":"RequireDualStack"}}'
The Service "b" is invalid: spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services
[1]
$ kubectl patch svc b -p '{"spec":{"ipFamilyPolicy":"PreferDualStack"}}'
service/b patched
$ kubectl patch svc b -p '{"spec":{"ipFamilyPolicy":"RequireDualStack","ipFamilies":["IPv4","IPv6"]}}'
The Service "b" is invalid: 
* spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services
* spec.ipFamilies[1]: Invalid value: "IPv6": not configured on this cluster
[1]
$ kubectl get endpoints b
Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice
NAME   ENDPOINTS   AGE
b      <none>      0s
