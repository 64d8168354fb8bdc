# What containers see as files: config maps, secrets, parts of volumes, users and modes.
-- /root/pod.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data: {colour: blue, size: "3"}
---
apiVersion: v1
kind: Secret
metadata: {name: key}
stringData: {password: s3cret}
---
apiVersion: v1
kind: Pod
metadata: {name: files, labels: {tier: front}}
spec:
  volumes:
  - {name: config, configMap: {name: app}}
  - {name: some, configMap: {name: app, defaultMode: 0400, items: [{key: colour, path: a/b/colour, mode: 0444}]}}
  - {name: secret, secret: {secretName: key, defaultMode: 0400}}
  - {name: info, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
  - {name: shared, emptyDir: {}}
  - {name: memory, emptyDir: {medium: Memory}}
  containers:
  - name: main
    image: busybox
    command: [sleep, 1d]
    env: [{name: COLOUR, valueFrom: {configMapKeyRef: {name: app, key: colour}}}, {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
    volumeMounts:
    - {name: config, mountPath: /etc/config}
    - {name: some, mountPath: /some}
    - {name: secret, mountPath: /secret, readOnly: true}
    - {name: info, mountPath: /info}
    - {name: config, mountPath: /etc/one, subPath: colour}
    - {name: shared, mountPath: /all}
    - {name: shared, mountPath: /logs, subPathExpr: $(POD)}
    - {name: memory, mountPath: /mem}
  - name: other
    image: busybox
    command: [sleep, 1d]
    securityContext: {runAsUser: 1000, readOnlyRootFilesystem: true}
    volumeMounts:
    - {name: shared, mountPath: /all}
    - {name: config, mountPath: /etc/config, readOnly: true}
    - {name: secret, mountPath: /secret}
$ kubectl apply -f pod.yaml
configmap/app created
secret/key created
pod/files created
@ wait 10s
$ kubectl exec files -c main -- ls -la /etc/config
total 12
drwxrwxrwx    3 root     root          4096 Nov 23 00:00 .
drwxr-xr-x    3 root     root          4096 Nov 23 00:00 ..
drwxr-xr-x    2 root     root          4096 Nov 23 00:00 ..2026_11_23_00_00_00.2596919776
lrwxrwxrwx    1 root     root            32 Nov 23 00:00 ..data -> ..2026_11_23_00_00_00.2596919776
lrwxrwxrwx    1 root     root            13 Nov 23 00:00 colour -> ..data/colour
lrwxrwxrwx    1 root     root            11 Nov 23 00:00 size -> ..data/size
$ kubectl exec files -c main -- ls -lR /some
/some:
total 0
lrwxrwxrwx    1 root     root             8 Nov 23 00:00 a -> ..data/a
$ kubectl exec files -c main -- sh -c 'cat /etc/config/colour /etc/config/..data/size /secret/password /info/labels; echo; ls -ld /mem /all /secret /etc/config'
blue3s3crettier="front"
drwxrwxrwx    3 root     root          4096 Nov 23 00:00 /all
drwxrwxrwx    3 root     root          4096 Nov 23 00:00 /etc/config
drwxrwxrwt    2 root     root          4096 Nov 23 00:00 /mem
drwxrwxrwt    3 root     root          4096 Nov 23 00:00 /secret
$ kubectl exec files -c main -- touch /etc/config/x
touch: /etc/config/x: Read-only file system
command terminated with exit code 1
[1]
$ kubectl exec files -c main -- sh -c 'echo one > /all/first; echo two > /logs/second; ls -l /all /logs /all/files'
/all:
total 8
drwxrwxrwx    2 root     root          4096 Nov 23 00:00 files
-rw-r--r--    1 root     root             4 Nov 23 00:00 first

/all/files:
total 4
-rw-r--r--    1 root     root             4 Nov 23 00:00 second

/logs:
total 4
-rw-r--r--    1 root     root             4 Nov 23 00:00 second
$ kubectl exec files -c other -- sh -c 'exec 2>&1; id; whoami; cat /all/files/second; echo mine > /all/third; ls -ln /all; echo no > /all/first; touch /x; cat /secret/password; rm /etc/passwd; ls /root; chmod 777 /all/first'
uid=1000 gid=0(root) groups=0(root)
whoami: unknown uid 1000
two
total 12
drwxrwxrwx    2 0        0             4096 Nov 23 00:00 files
-rw-r--r--    1 0        0                4 Nov 23 00:00 first
-rw-r--r--    1 1000     0                5 Nov 23 00:00 third
sh: can't create /all/first: Permission denied
touch: /x: Read-only file system
cat: can't open '/secret/password': Permission denied
rm: can't remove '/etc/passwd': Read-only file system
ls: can't open '/root': Permission denied
chmod: /all/first: Operation not permitted
command terminated with exit code 1
[1]
$ kubectl exec files -c main -- sh -c 'cat /all/third; chown 1000:1000 /all/first; ls -l /all/first'
mine
-rw-r--r--    1 1000     1000             4 Nov 23 00:00 /all/first
$ kubectl exec files -c other -- sh -c 'echo now > /all/first && cat /all/first'
now
$ kubectl patch configmap app -p '{"data":{"colour":"red","new":"key"}}'
configmap/app patched
@ wait 50s
$ kubectl exec files -c main -- cat /etc/config/colour
blue
@ wait 40s
$ kubectl exec files -c main -- sh -c 'cat /etc/config/colour /etc/one; echo; ls -A /etc/config; echo $COLOUR'
redblue
..2026_11_23_00_01_38.550887507
..data
colour
new
size
blue
$ kubectl exec files -c main -- ls -la /var/run/secrets/kubernetes.io/serviceaccount
total 12
drwxrwxrwt    3 root     root          4096 Nov 23 00:00 .
drwxr-xr-x    3 root     root          4096 Nov 23 00:00 ..
drwxr-xr-x    2 root     root          4096 Nov 23 00:00 ..2026_11_23_00_00_00.1006946211
lrwxrwxrwx    1 root     root            32 Nov 23 00:00 ..data -> ..2026_11_23_00_00_00.1006946211
lrwxrwxrwx    1 root     root            13 Nov 23 00:00 ca.crt -> ..data/ca.crt
lrwxrwxrwx    1 root     root            16 Nov 23 00:00 namespace -> ..data/namespace
lrwxrwxrwx    1 root     root            12 Nov 23 00:00 token -> ..data/token
$ kubectl label pod files tier=back --overwrite
pod/files labeled
@ wait 5s
$ kubectl exec files -c main -- cat /info/labels
tier="back"
