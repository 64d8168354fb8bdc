# A CustomResourceDefinition is checked as the API server checks it
-- /root/crd.yaml --
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backups.ops.example.com}
spec:
  group: ops.example.com
  scope: Namespaced
  names: {plural: backups, kind: Backup, shortNames: [bk]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    additionalPrinterColumns:
    - {name: Keep, type: integer, jsonPath: .spec.keep}
    - {name: Last, type: date, jsonPath: .status.last}
    - {name: Paths, type: string, jsonPath: ".spec.paths[*]", priority: 1}
    - {name: Paused, type: boolean, jsonPath: .spec.paused}
    selectableFields: [{jsonPath: .spec.target}]
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [target]
            x-kubernetes-validations:
            - rule: "self.keep <= 30 || self.paused"
              message: keep at most 30, or pause
              fieldPath: .keep
            properties:
              target: {type: string, x-kubernetes-validations: [{rule: self == oldSelf, message: target is immutable}]}
              keep: {type: integer, default: 7, minimum: 1}
              paused: {type: boolean, default: false}
              paths: {type: array, items: {type: string}, x-kubernetes-list-type: set}
              window: {type: string, format: duration}
          status: {type: object, properties: {last: {type: string, format: date-time}}}
-- /root/bad.yaml --
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: bads.ops.example.com}
spec:
  group: ops.example.com
  scope: Namespaced
  names: {plural: bads, kind: Bad}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            x-kubernetes-validations: [{rule: "self.replica > 1"}]
            properties:
              replicas: {type: integer}
-- /root/bk.yaml --
apiVersion: ops.example.com/v1
kind: Backup
metadata: {name: nightly}
spec: {target: db, paths: [/var, /etc]}
$ kubectl apply -f bad.yaml
The CustomResourceDefinition "bads.ops.example.com" is invalid: spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {"Rule":"self.replica \u003e 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:5: undefined field 'replica'
 | self.replica > 1
 | ....^
[1]
$ kubectl apply -f crd.yaml
customresourcedefinition.apiextensions.k8s.io/backups.ops.example.com created
$ kubectl wait --for=condition=Established crd/backups.ops.example.com
customresourcedefinition.apiextensions.k8s.io/backups.ops.example.com condition met
$ kubectl apply -f bk.yaml
backup.ops.example.com/nightly created
$ kubectl get bk
NAME      KEEP   LAST   PAUSED
nightly   7             false
$ kubectl get bk -o wide
NAME      KEEP   LAST   PATHS   PAUSED
nightly   7             /var    false
$ kubectl patch bk nightly --type=merge -p '{"spec":{"keep":31}}'
The Backup "nightly" is invalid: spec.keep: Invalid value: "object": keep at most 30, or pause
[1]
$ kubectl patch bk nightly --type=merge -p '{"spec":{"keep":31,"paused":true}}'
backup.ops.example.com/nightly patched
$ kubectl patch bk nightly --type=merge -p '{"spec":{"target":"web"}}'
The Backup "nightly" is invalid: spec.target: Invalid value: "string": target is immutable
[1]
$ kubectl patch bk nightly --type=merge -p '{"spec":{"paths":["/a","/a"],"window":"soon","keep":"x"}}'
The Backup "nightly" is invalid: 
* spec.keep: Invalid value: "string": spec.keep in body must be of type integer: "string"
* spec.window: Invalid value: "soon": spec.window in body must be of type duration: "soon"
* spec.paths[1]: Duplicate value: "/a"
* <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation
[1]
$ kubectl get bk --field-selector spec.target=db -o name
backup.ops.example.com/nightly
$ kubectl get bk --field-selector spec.keep=7
Error from server (BadRequest): Unable to find "ops.example.com/v1, Resource=backups" that match label selector "", field selector "spec.keep=7": field label not supported: spec.keep
[1]
$ kubectl explain backup.spec.keep
GROUP:      ops.example.com
KIND:       Backup
VERSION:    v1

FIELD: keep <integer>


DESCRIPTION:
    <empty>

$ kubectl delete crd backups.ops.example.com
customresourcedefinition.apiextensions.k8s.io "backups.ops.example.com" deleted
$ kubectl get bk
Error from server (NotFound): Unable to list "ops.example.com/v1, Resource=backups": the server could not find the requested resource (get backups.ops.example.com)
[1]
