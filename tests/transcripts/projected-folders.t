# Folders within a projected volume are links to directories
-- /root/p.yaml --
apiVersion: v1
kind: Pod
metadata: {name: p, labels: {app: audit}}
spec:
  containers:
  - {name: p, image: busybox, command: [sleep, 1d], volumeMounts: [{name: all, mountPath: /etc/all}]}
  volumes:
  - name: all
    projected:
      sources:
      - secret: {name: s, items: [{key: user, path: secrets/deep/user}]}
      - downwardAPI: {items: [{path: meta/labels, fieldRef: {fieldPath: metadata.labels}}]}
$ kubectl create secret generic s --from-literal=user=jane; kubectl apply -f p.yaml
secret/s created
pod/p created
@ wait 10s
$ kubectl exec p -- ls /etc/all /etc/all/secrets /etc/all/secrets/deep/ /etc/all/meta
/etc/all:
meta
secrets

/etc/all/meta:
labels

/etc/all/secrets:
deep

/etc/all/secrets/deep/:
user
$ kubectl exec p -- sh -c 'cd /etc/all/secrets/deep && ls && cat user; ls -ld /etc/all/meta/ | cut -c1-10'
user
janedrwxr-xr-x
