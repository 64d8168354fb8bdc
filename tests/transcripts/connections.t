# A policy keeps people out of running containers: connections are admitted too.
$ kubectl apply -f - <<'X'
> apiVersion: admissionregistration.k8s.io/v1
> kind: ValidatingAdmissionPolicy
> metadata: {name: no-exec}
> spec:
>   matchConstraints:
>     resourceRules:
>     - {apiGroups: [""], apiVersions: ["v1"], operations: ["CONNECT"], resources: ["pods/exec"]}
>   validations:
>   - expression: "object.command[0] != 'sh'"
>     messageExpression: "'no ' + object.kind + ' into ' + request.name"
> ---
> apiVersion: admissionregistration.k8s.io/v1
> kind: ValidatingAdmissionPolicyBinding
> metadata: {name: no-exec}
> spec: {policyName: no-exec, validationActions: [Deny]}
> X
validatingadmissionpolicy.admissionregistration.k8s.io/no-exec created
validatingadmissionpolicybinding.admissionregistration.k8s.io/no-exec created
$ kubectl run web --image=nginx
pod/web created
$ kubectl wait --for=condition=Ready pod/web
pod/web condition met
$ kubectl exec web -- sh -c 'echo hi'
error: unable to upgrade connection: pods "web" is forbidden: ValidatingAdmissionPolicy 'no-exec' with binding 'no-exec' denied request: no PodExecOptions into web
[1]
$ kubectl exec web -- hostname
web
