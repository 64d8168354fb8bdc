# Policies and webhooks decide about writes
-- /root/policy.yaml --
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: images}
spec:
  paramKind: {apiVersion: v1, kind: ConfigMap}
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]
  matchConditions:
  - {name: not-exempt, expression: "!('exempt' in object.metadata.?labels.orValue({}))"}
  variables:
  - {name: images, expression: "object.spec.template.spec.containers.map(c, c.image)"}
  validations:
  - expression: "variables.images.all(i, i.startsWith(params.data.registry))"
    messageExpression: "'images must come from ' + params.data.registry"
    reason: Forbidden
  - expression: "object.spec.replicas <= int(params.data.max)"
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: images-default}
spec:
  policyName: images
  validationActions: [Deny]
  paramRef: {name: limits, parameterNotFoundAction: Deny}
  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}}
-- /root/wrong.yaml --
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: wrong}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
  validations: [{expression: "object.spec.replicas =< 5"}]
-- /root/typo.yaml --
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: typo}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
  validations: [{expression: "object.spec.replica <= 5"}]
-- /root/mutate.yaml --
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: team}
spec:
  reinvocationPolicy: Never
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}]
  mutations:
  - patchType: ApplyConfiguration
    applyConfiguration: {expression: "Object{metadata: Object.metadata{labels: {'made-by': request.userInfo.username}}}"}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicyBinding
metadata: {name: team}
spec: {policyName: team}
-- /root/webhook.yaml --
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: gate}
webhooks:
- name: gate.example.com
  admissionReviewVersions: [v1]
  sideEffects: None
  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets]}]
  clientConfig: {service: {name: gate, namespace: default, path: /validate}}
$ kubectl apply -f wrong.yaml
The ValidatingAdmissionPolicy "wrong" is invalid: spec.validations[0].expression: Invalid value: "object.spec.replicas =< 5": compilation failed: ERROR: <input>:1:22: Syntax error: token recognition error at: '=<'
 | object.spec.replicas =< 5
 | .....................^
ERROR: <input>:1:25: Syntax error: extraneous input '5' expecting <EOF>
 | object.spec.replicas =< 5
 | ........................^
[1]
$ kubectl apply -f typo.yaml
validatingadmissionpolicy.admissionregistration.k8s.io/typo created
$ kubectl get validatingadmissionpolicy typo -o jsonpath='{.status.typeChecking.expressionWarnings[*].warning}{"\n"}'
apps/v1, Kind=Deployment: ERROR: <input>:1:12: undefined field 'replica'
 | object.spec.replica <= 5
 | ...........^
$ kubectl apply -f policy.yaml
validatingadmissionpolicy.admissionregistration.k8s.io/images created
validatingadmissionpolicybinding.admissionregistration.k8s.io/images-default created
$ kubectl create deployment web --image=nginx
error: failed to create deployment: deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'images' with binding 'images-default' denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction
[1]
$ kubectl create configmap limits --from-literal=registry=registry.example.com/ --from-literal=max=2
configmap/limits created
$ kubectl create deployment web --image=nginx
error: failed to create deployment: deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'images' with binding 'images-default' denied request: images must come from registry.example.com/
[1]
$ kubectl create deployment web --image=registry.example.com/nginx --replicas=3
error: failed to create deployment: deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'images' with binding 'images-default' denied request: failed expression: object.spec.replicas <= int(params.data.max)
[1]
$ kubectl create deployment web --image=registry.example.com/nginx --replicas=2
deployment.apps/web created
$ kubectl create namespace other
namespace/other created
$ kubectl create deployment web --image=nginx -n other
deployment.apps/web created
$ kubectl patch validatingadmissionpolicybinding images-default --type=merge -p '{"spec":{"validationActions":["Warn"]}}'
validatingadmissionpolicybinding.admissionregistration.k8s.io/images-default patched
$ kubectl create deployment two --image=nginx
Warning: Validation failed for ValidatingAdmissionPolicy 'images' with binding 'images-default': images must come from registry.example.com/
deployment.apps/two created
$ kubectl apply -f mutate.yaml
mutatingadmissionpolicy.admissionregistration.k8s.io/team created
mutatingadmissionpolicybinding.admissionregistration.k8s.io/team created
$ kubectl create configmap mine --from-literal=a=b
configmap/mine created
$ kubectl get cm mine --show-labels --no-headers | awk '{print $4}'
made-by=kubernetes-admin
$ kubectl apply -f webhook.yaml
validatingwebhookconfiguration.admissionregistration.k8s.io/gate created
$ kubectl create secret generic s --from-literal=a=b
error: failed to create secret Internal error occurred: failed calling webhook "gate.example.com": failed to call webhook: Post "https://gate.default.svc:443/validate?timeout=10s": service "gate" not found
[1]
$ kubectl create service clusterip gate --tcp=443:8443
service/gate created
$ kubectl create secret generic s --from-literal=a=b 2>&1 | sed 's/tcp [0-9.]*:/tcp IP:/'
error: failed to create secret Internal error occurred: failed calling webhook "gate.example.com": failed to call webhook: Post "https://gate.default.svc:443/validate?timeout=10s": dial tcp IP:443: connect: connection refused
$ kubectl patch validatingwebhookconfiguration gate --type=json -p '[{"op":"add","path":"/webhooks/0/failurePolicy","value":"Ignore"}]'
validatingwebhookconfiguration.admissionregistration.k8s.io/gate patched
$ kubectl create secret generic s --from-literal=a=b
secret/s created
