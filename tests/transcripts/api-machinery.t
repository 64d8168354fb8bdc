# What the API server keeps, tells and refuses
-- /root/web.yaml --
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
$ kubectl create deployment web --image=nginx:1.26 --replicas=2
deployment.apps/web created
@ wait 30s
# Every field has a writer: who made the deployment, and who reports on it
$ kubectl get deployment web --show-managed-fields -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation} {.subresource}{"\n"}{end}'
kubectl-create Update 
kube-controller-manager Update status
$ kubectl get pods -l app=web --show-managed-fields -o jsonpath='{range .items[*].metadata.managedFields[*]}{.manager} {.operation} {.subresource}{"\n"}{end}'
kube-controller-manager Update 
kubelet Update status
kube-controller-manager Update 
kubelet Update status
$ kubectl get deployment web -o yaml --show-managed-fields | sed -n '/managedFields/,/manager:/p'
  managedFields:
  - apiVersion: apps/v1
    fieldsType: FieldsV1
    fieldsV1:
      f:metadata:
        f:labels:
          .: {}
          f:app: {}
      f:spec:
        f:progressDeadlineSeconds: {}
        f:replicas: {}
        f:revisionHistoryLimit: {}
        f:selector: {}
        f:strategy:
          f:rollingUpdate:
            .: {}
            f:maxSurge: {}
            f:maxUnavailable: {}
          f:type: {}
        f:template:
          f:metadata:
            f:labels:
              .: {}
              f:app: {}
          f:spec:
            f:containers:
              k:{"name":"nginx"}:
                .: {}
                f:image: {}
                f:imagePullPolicy: {}
                f:name: {}
                f:resources: {}
                f:terminationMessagePath: {}
                f:terminationMessagePolicy: {}
            f:dnsPolicy: {}
            f:restartPolicy: {}
            f:schedulerName: {}
            f:securityContext: {}
            f:terminationGracePeriodSeconds: {}
    manager: kubectl-create
# Somebody else's field is not taken without asking
$ kubectl scale deployment web --replicas=3
deployment.apps/web scaled
$ kubectl apply --server-side -f web.yaml
error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
[1]
$ kubectl apply --server-side --force-conflicts -f web.yaml
deployment.apps/web serverside-applied
$ kubectl get deployment web --show-managed-fields -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation} {.subresource}{"\n"}{end}'
kubectl Apply 
kubectl-create Update 
kube-controller-manager Update status
# Lists come in pieces of one state
$ kubectl get --raw '/api/v1/namespaces/default/pods?limit=1' | jq '(.items | length), .metadata.remainingItemCount'
1
2
$ kubectl get --raw '/api/v1/pods?resourceVersionMatch=Exact'
The ListOptions "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
[1]
$ kubectl get --raw '/api/v1/pods?limit=1&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhXHUwMDAwIn0'
Error from server (Expired): The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.
[1]
# Tokens of service accounts are signed
$ kubectl get --raw /openid/v1/jwks | jq -r '.keys[0] | .kty, .alg, .use'
RSA
RS256
sig
$ kubectl create token default --duration=10s
error: failed to create token: TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes
[1]
$ kubectl create token default --bound-object-kind=Pod --bound-object-name=nope
error: failed to create token: pods "nope" not found
[1]
$ kubectl create token default --audience=vault | cut -d. -f2 | tr '_-' '/+' | base64 -d 2>/dev/null | jq -r '.aud[0], .sub'
vault
system:serviceaccount:default:default
# Health, one check at a time
$ kubectl get --raw /livez/etcd
ok
$ kubectl get --raw '/readyz?verbose' | tail -2
[+]shutdown ok
readyz check passed
$ kubectl get --raw /livez/nope
Error from server (NotFound): the server could not find the requested resource
[1]
# Logs of what is not there
$ kubectl run waiting --image=nginx --overrides='{"spec":{"nodeSelector":{"disk":"ssd"}}}'
pod/waiting created
$ kubectl logs waiting
$ kubectl get --raw '/api/v1/namespaces/default/pods/waiting/log?tailLines=-1'
The PodLogOptions "waiting" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0
[1]
$ kubectl patch pod waiting --type=json -p '[{"op":"test","path":"/spec/nodeName","value":"x"}]'
The request is invalid: the server rejected our request due to an error in our request
[1]
$ kubectl patch pod waiting --type=merge -p '{"metadata":{"name":"other"}}'
Error from server (BadRequest): the name of the object (other) does not match the name on the URL (waiting)
[1]
