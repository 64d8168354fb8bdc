# Flags of the API server's manifest: what its audit log holds, and what etcd keeps of secrets.
$ mkdir -p /etc/kubernetes/audit /etc/kubernetes/enc
$ cat > /etc/kubernetes/audit/policy.yaml <<EOF
> apiVersion: audit.k8s.io/v1
> kind: Policy
> omitStages: ["RequestReceived"]
> rules:
> - level: Metadata
>   resources: [{group: "", resources: ["secrets"]}]
> - level: RequestResponse
>   namespaces: ["default"]
>   resources: [{group: "", resources: ["configmaps"]}]
>   omitManagedFields: true
> - level: None
> EOF
$ cat > /etc/kubernetes/enc/enc.yaml <<EOF
> apiVersion: apiserver.config.k8s.io/v1
> kind: EncryptionConfiguration
> resources:
> - resources: [secrets]
>   providers:
>   - aescbc: {keys: [{name: key1, secret: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}]}
>   - identity: {}
> EOF
$ kubectl create secret generic before --from-literal=a=b
secret/before created
$ cp /etc/kubernetes/manifests/kube-apiserver.yaml plain.yaml
$ sed 's#^    - kube-apiserver$#&\n    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml\n    - --audit-log-path=/var/log/kubernetes/audit.log\n    - --encryption-provider-config=/etc/kubernetes/enc/enc.yaml\n    - --disable-admission-plugins=ServiceAccount#; s/NodeRestriction/NodeRestriction,AlwaysPullImages/; s#^    volumeMounts:#&\n    - {mountPath: /etc/kubernetes, name: etc}\n    - {mountPath: /var/log/kubernetes, name: log}#; s#^  volumes:#&\n  - {name: etc, hostPath: {path: /etc/kubernetes}}\n  - {name: log, hostPath: {path: /var/log/kubernetes, type: DirectoryOrCreate}}#' plain.yaml > audited.yaml
$ cp audited.yaml /etc/kubernetes/manifests/kube-apiserver.yaml
@ wait 60s
$ kubectl create secret generic after --from-literal=a=b
secret/after created
$ kubectl create configmap c --from-literal=x=y
configmap/c created
$ kubectl get secret nosuch
Error from server (NotFound): secrets "nosuch" not found
[1]
$ kubectl get nodes -o name
node/controlplane
node/node01
$ jq -r '[.level, .stage, .verb, .objectRef.resource, .objectRef.name, .responseStatus.code, .requestObject.data.x, .responseObject.metadata.managedFields] | @csv' /var/log/kubernetes/audit.log
"Metadata","ResponseComplete","create","secrets","after",201,,
"RequestResponse","ResponseComplete","create","configmaps","c",201,"y",
"Metadata","ResponseComplete","get","secrets","nosuch",404,,
$ kubectl run p --image=nginx:1.27; kubectl get pod p -o jsonpath='{.spec.containers[0].imagePullPolicy} {.spec.volumes}{"\n"}'
pod/p created
Always 
$ etc() { etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key "$@"; }
$ for s in before after; do etc get /registry/secrets/default/$s --print-value-only | grep -ac '^k8s:enc:aescbc:v1:key1:'; done
0
1
$ kubectl get secrets -o json | kubectl replace -f -
secret/after replaced
secret/before replaced
$ etc get /registry/secrets/default/before --print-value-only | head -c 23; echo
k8s:enc:aescbc:v1:key1:
# Without the key nobody reads them.
$ cp plain.yaml /etc/kubernetes/manifests/kube-apiserver.yaml
@ wait 60s
$ kubectl get secret after
Error from server (InternalError): Internal error occurred: identity transformer tried to read encrypted data
[1]
$ kubectl get secrets
Error from server (InternalError): Internal error occurred: unable to transform key "/registry/secrets/default/after": identity transformer tried to read encrypted data
[1]
# A server that cannot use its files does not start.
$ sed -i 's/level: Metadata/level: Meta/' /etc/kubernetes/audit/policy.yaml; cp audited.yaml /etc/kubernetes/manifests/kube-apiserver.yaml
@ wait 60s
$ kubectl get nodes 2>&1 | tail -1; crictl logs $(crictl ps -a -q --name kube-apiserver | head -1) 2>&1 | tail -1
The connection to the server 172.30.1.2:6443 was refused - did you specify the right host or port?
Error: loading audit policy file: rules[0].level: Unsupported value: "Meta": supported values: "None", "Metadata", "Request", "RequestResponse": from file /etc/kubernetes/audit/policy.yaml
$ sed -i 's/level: Meta$/level: Metadata/; ' /etc/kubernetes/audit/policy.yaml; sed 's/AlwaysPullImages/AlwaysPull/' audited.yaml > /etc/kubernetes/manifests/kube-apiserver.yaml
@ wait 60s
$ crictl logs $(crictl ps -a -q --name kube-apiserver | head -1) 2>&1 | tail -1
Error: enable-admission-plugins plugin "AlwaysPull" is unknown
# Nobody without a name.
$ sed 's#^    - kube-apiserver$#&\n    - --anonymous-auth=false\n    - --token-auth-file=/etc/kubernetes/pki/tokens.csv#' plain.yaml > /etc/kubernetes/manifests/kube-apiserver.yaml; echo 's3cret,bob,7,"devs"' > /etc/kubernetes/pki/tokens.csv
@ wait 60s
$ curl -sk https://localhost:6443/version | jq -r .message
Unauthorized
$ kubectl --kubeconfig=/dev/null --server=https://localhost:6443 --insecure-skip-tls-verify --token=s3cret auth whoami -o jsonpath='{.status.userInfo.username} {.status.userInfo.groups}{"\n"}'
bob ["devs","system:authenticated"]
