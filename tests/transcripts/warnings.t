# What the API server takes but warns of
-- /root/odd.yaml --
apiVersion: v1
kind: Pod
metadata: {name: a.b}
spec:
  nodeSelector: {beta.kubernetes.io/os: linux}
  topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway}]
  containers:
  - name: c
    image: nginx
    env: [{name: A, value: b}, {name: A, value: c}, {name: A, value: "$(A)d"}]
    ports: [{containerPort: 80, name: x}]
    resources: {limits: {memory: 100m}}
  - {name: d, image: nginx, ports: [{containerPort: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i, annotations: {kubernetes.io/ingress.class: nginx}}
spec: {defaultBackend: {service: {name: s, port: {number: 80}}}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: pv}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Recycle, hostPath: {path: /x}}
---
apiVersion: v1
kind: Service
metadata: {name: s}
spec: {clusterIP: None, sessionAffinity: ClientIP, trafficDistribution: PreferClose, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: np}
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.5/8}}]}]}
-- /root/twice.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: twice}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec: {containers: [{name: c, image: nginx, env: [{name: A, value: b}, {name: A, value: c}]}]}
-- /root/number.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: 123}
-- /root/label.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: a, labels: {x: true}}
-- /root/many.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: one}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: two, finalizers: x}
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: three, annotations: {n: 1}}}
-- /root/crd.yaml --
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {size: {type: integer}}}}}
-- /root/rs.yaml --
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: rs}
spec:
  selector: {matchExpressions: [{key: a, operator: In, values: [b]}]}
  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}]}}
-- /root/role.yaml --
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]

$ kubectl apply -f odd.yaml 2>&1
Warning: metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]
Warning: spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead
Warning: spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod
Warning: spec.containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer
Warning: spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer
Warning: spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply
Warning: spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]
pod/a.b created
Warning: annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead
ingress.networking.k8s.io/i created
Warning: spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.
persistentvolume/pv created
Warning: spec.SessionAffinity is ignored for headless services
Warning: spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"
service/s created
Warning: spec.ingress[0].from[0].ipBlock.cidr: CIDR value "10.0.0.5/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.5/32"?)
networkpolicy.networking.k8s.io/np created
# Templates are warned of when they are written, and again when a new generation begins
$ kubectl apply -f twice.yaml 2>&1
Warning: spec.template.spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply
deployment.apps/twice created
$ kubectl scale deployment twice --replicas=2 2>&1
Warning: spec.template.spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply
deployment.apps/twice scaled
$ kubectl label deployment twice x=z
deployment.apps/twice labeled
$ kubectl create deployment my.app --image=nginx 2>&1
Warning: metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]
deployment.apps/my.app created
# Metadata must fit its Go types before kubectl sends an object anywhere
$ kubectl apply -f number.yaml
error: unable to decode "number.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string
[1]
$ kubectl create -f label.yaml --dry-run=client
error: unable to decode "label.yaml": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string
[1]
$ kubectl get -f label.yaml
unable to decode "label.yaml": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string
[1]
$ kubectl apply -f many.yaml 2>&1
configmap/one created
unable to decode "many.yaml": json: cannot unmarshal string into Go struct field ObjectMeta.metadata.finalizers of type []string
Error from server (BadRequest): error when creating "many.yaml": ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.annotations of type string
[1]
# Kinds without Go types, and other refusals
$ kubectl apply -f crd.yaml
customresourcedefinition.apiextensions.k8s.io/widgets.example.com created
@ wait 3s
$ echo '{"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "one"}}' | kubectl apply -f -
widget.example.com/one created
$ kubectl rollout status widget/one
error: no kind "Widget" is registered for version "example.com/v1" in scheme "pkg/scheme/scheme.go:28"
[1]
$ kubectl port-forward widget/one 80
error: no kind "Widget" is registered for version "example.com/v1" in scheme "k8s.io/client-go/kubernetes/scheme/register.go:84"
[1]
$ kubectl explain widget.size
GROUP:      example.com
KIND:       Widget
VERSION:    v1

FIELD: size <integer>


DESCRIPTION:
    <empty>

$ kubectl create -f rs.yaml
replicaset.apps/rs created
$ kubectl expose rs rs --port=80
error: couldn't retrieve selectors via --selector flag or introspection: invalid replicaset: no selectors, therefore cannot be exposed
[1]
$ kubectl auth can-i get pods x
error: you must specify two arguments: verb resource or verb resource/resourceName.
See 'kubectl auth can-i -h' for help and examples.
[1]
$ printf 'N I\n.metadata.name .kind\n' > columns; kubectl get rs -o custom-columns-file=columns --no-headers
N                   I
my.app-665479bcdf   ReplicaSet
rs                  ReplicaSet
twice-c497f659f     ReplicaSet
$ kubectl auth reconcile -f role.yaml
error: resource name may not be empty
[1]
