# What -o prints of several objects: apply a list once all is well, others one after the other
-- /root/list.yaml --
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: l1}}
- {apiVersion: v1, kind: Secret, metadata: {name: l2}, stringData: {x: z}}
-- /root/bad.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: ok}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: Bad}
$ kubectl apply -f list.yaml -o jsonpath='{.kind} {.items[*].metadata.name}{"\n"}'
List l1 l2
$ kubectl apply -f list.yaml -o json | grep -v -e uid -e Version -e creation
{
    "kind": "List",
    "metadata": {},
    "items": [
        {
            "kind": "ConfigMap",
            "metadata": {
                "annotations": {
                },
                "name": "l1",
                "namespace": "default",
            }
        },
        {
            "data": {
                "x": "eg=="
            },
            "kind": "Secret",
            "metadata": {
                "annotations": {
                },
                "name": "l2",
                "namespace": "default",
            },
            "type": "Opaque"
        }
    ]
}
$ kubectl apply -f bad.yaml -o yaml 2>&1 | cut -c1-90
The ConfigMap "Bad" is invalid: metadata.name: Invalid value: "Bad": a lowercase RFC 1123 
$ kubectl get cm ok -o name
configmap/ok
$ kubectl apply -f list.yaml --prune --all --prune-allowlist=bogus
error: invalid GroupVersionKind format: bogus, please follow <group/version/kind>
[1]
$ kubectl label -f list.yaml a=b -o yaml | grep -c -e ---
0
[1]
$ kubectl annotate -f list.yaml a=b -o yaml | grep -c -e ---
1
# A namespace has no namespace
$ kubectl apply -f - <<< '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n1","namespace":"foo"}}'
namespace/n1 created
$ kubectl apply -f - <<< '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n1","namespace":"foo"}}'
namespace/n1 unchanged
$ kubectl patch ns n1 -p '{"metadata":{"namespace":"foo"}}'
namespace/n1 patched (no change)
