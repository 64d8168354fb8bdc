# kubectl edit: what is saved, what is refused, and what opens again with the reason in it
-- /root/cm.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data: {k: v}
$ kubectl apply -f cm.yaml && kubectl create cm b --from-literal=k=v
configmap/a created
configmap/b created
$ kubectl create deployment web --image=nginx:1.25
deployment.apps/web created
@ wait 5s
$ EDITOR='sed -i s/nginx:1.25/nginx:1.26/' kubectl edit deploy web
deployment.apps/web edited
$ EDITOR='sed -i "s/k: v/k: w/"' kubectl edit cm a b
configmap/a edited
configmap/b edited
$ EDITOR='sed -i "s/k: w/k: x/"' kubectl edit cm/a deploy/web
configmap/a edited
deployment.apps/web skipped
$ EDITOR=true kubectl edit cm a
Edit cancelled, no changes made.
$ EDITOR=false kubectl edit cm a
error: there was a problem with the editor "false"
[1]
$ EDITOR=nosuch kubectl edit cm a
error: unable to launch the editor "nosuch"
[1]
$ EDITOR='nosuch -x' kubectl edit cm a
error: unable to launch the editor "nosuch -x"
[1]
$ EDITOR='sed -i "s/uid: .*/uid: abc/"' kubectl edit cm a 2>&1 | grep -o 'no original object found for &unstructured.Unstructured{Object:map\[string\]interface {}{"apiVersion":"v1", "data":map\[string\]interface {}{"k":"x"}'
no original object found for &unstructured.Unstructured{Object:map[string]interface {}{"apiVersion":"v1", "data":map[string]interface {}{"k":"x"}
$ EDITOR='sed -i "s/^kind: ConfigMap/kind: Foo/"' kubectl edit cm a 2>&1 | grep -v stored
error: Edit cancelled, no valid changes were saved.
$ EDITOR='sed -i "s/^kind: ConfigMap/kind: Secret/"' kubectl edit cm a 2>&1 | grep -v stored
error: At least one of apiVersion, kind and name was changed
$ EDITOR='sed -i "s/namespace: default/namespace: foo/"' kubectl edit cm a 2>&1 | grep -v stored
error: the namespace from the provided object "foo" does not match the namespace "default". You must pass '--namespace=foo' to perform this operation.
$ EDITOR='sed -i "s/k: x/k: 1/"' kubectl edit cm a 2>&1 | grep -v stored
error: configmaps "a" is invalid
error: Edit cancelled, no valid changes were saved.
$ EDITOR='sed -i "s/resourceVersion: .*/resourceVersion: \"1\"/"' kubectl edit cm a 2>&1 | grep -v 'You can run'
error: configmaps "a" could not be patched: Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again
$ EDITOR='sed -i "s/name: nginx$/nam: nginx/"' kubectl edit deploy web 2>&1 | grep -v stored
error: map: map[image:nginx:1.26 imagePullPolicy:IfNotPresent nam:nginx resources:map[] terminationMessagePath:/dev/termination-log terminationMessagePolicy:File] does not contain declared merge key: name
$ EDITOR='sed -i "s/k: x/k: y/"' kubectl edit cm a --output-patch
Patch: {"data":{"k":true}}
error: configmaps "a" is invalid
A copy of your changes has been stored to "/tmp/kubectl-edit-227906142.yaml"
error: Edit cancelled, no valid changes were saved.
[1]
$ EDITOR='sed -i "s/k: y/k: z/"' kubectl edit cm a -o jsonpath='{.data}'
error: unable to match a printer suitable for the output format "jsonpath={.data}", allowed formats are: json,kyaml,yaml
[1]
$ EDITOR='sed -i "s/k: y/k: z/"' kubectl edit cm a -o kyaml | head -6
Edit cancelled, no changes made.
$ EDITOR='sed -i "s/k: v/k: w/"' kubectl apply edit-last-applied cm a
configmap/a edited
$ kubectl apply view-last-applied cm a
apiVersion: v1
data:
  k: w
kind: ConfigMap
metadata:
  annotations: {}
  name: a
  namespace: default
$ EDITOR='sed -i "s/name: a/name: made/"' kubectl create -f cm.yaml --edit
configmap/made created
