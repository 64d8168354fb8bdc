# Claims: classes that wait for a pod, static volumes, what happens to volumes and their data afterwards.
-- /root/claim.yaml --
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
-- /root/pod.yaml --
apiVersion: v1
kind: Pod
metadata: {name: writer}
spec:
  securityContext: {runAsUser: 1000}
  containers: [{name: c, image: busybox, command: [sh, -c, 'echo kept >> /data/file; sleep 1d'], volumeMounts: [{name: d, mountPath: /data}]}]
  volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]
-- /root/static.yaml --
apiVersion: v1
kind: PersistentVolume
metadata: {name: pv-one}
spec: {capacity: {storage: 2Gi}, accessModes: [ReadWriteMany], storageClassName: manual, persistentVolumeReclaimPolicy: Retain, hostPath: {path: /mnt/one}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: one}
spec: {accessModes: [ReadWriteMany], storageClassName: manual, resources: {requests: {storage: 1Gi}}}
-- /root/many.yaml --
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: many}
spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: many}
spec:
  containers: [{name: c, image: nginx}]
  volumes: [{name: d, persistentVolumeClaim: {claimName: many}}]
$ kubectl get storageclass
NAME                   PROVISIONER             RECLAIMPOLICY   VOLUMEBINDINGMODE      ALLOWVOLUMEEXPANSION   AGE
local-path (default)   rancher.io/local-path   Delete          WaitForFirstConsumer   false                  10m
$ kubectl apply -f claim.yaml
persistentvolumeclaim/data created
$ kubectl get pvc
NAME   STATUS    VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
data   Pending                                      local-path     <unset>                 0s
$ kubectl describe pvc data | tail -4
Events:
  Type    Reason                Age   From                         Message
  ----    ------                ----  ----                         -------
  Normal  WaitForFirstConsumer  0s    persistentvolume-controller  waiting for first consumer to be created before binding
$ kubectl apply -f pod.yaml
pod/writer created
@ wait 20s
$ kubectl get pod,pvc
NAME         READY   STATUS    RESTARTS   AGE
pod/writer   1/1     Running   0          20s

NAME                         STATUS   VOLUME                                     CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
persistentvolumeclaim/data   Bound    pvc-9d19ee45-032b-4328-8bb5-7b5cd3e89d32   1Gi        RWO            local-path     <unset>                 20s
$ kubectl describe pvc data | sed -n '/^Events/,$p'
Events:
  Type    Reason                 Age                From                         Message
  ----    ------                 ----               ----                         -------
  Normal  WaitForFirstConsumer   20s                persistentvolume-controller  waiting for first consumer to be created before binding
  Normal  ExternalProvisioning   20s (x2 over 20s)  persistentvolume-controller  Waiting for a volume to be created either by the external provisioner 'rancher.io/local-path' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.
  Normal  Provisioning           20s                rancher.io/local-path        External provisioner is provisioning volume for claim "default/data"
  Normal  ProvisioningSucceeded  17s                rancher.io/local-path        Successfully provisioned volume pvc-9d19ee45-032b-4328-8bb5-7b5cd3e89d32
$ kubectl get pv -o custom-columns=PATH:.spec.hostPath.path,MODES:.spec.accessModes,POLICY:.spec.persistentVolumeReclaimPolicy,CLAIM:.spec.claimRef.name | sed 's/pvc-[0-9a-f-]*/pvc-UID/'
PATH                                                                                MODES             POLICY   CLAIM
/opt/local-path-provisioner/pvc-UID_default_data   [ReadWriteOnce]   Delete   data
$ ssh node01 'ls -l /opt/local-path-provisioner/*; cat /opt/local-path-provisioner/*/file'
total 4
-rw-r--r-- 1 1000 root 5 Nov 23 00:00 file
kept
$ kubectl patch pvc data -p '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}'
Error from server (Forbidden): persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize
[1]
$ kubectl delete pvc data --wait=false; kubectl get pvc
persistentvolumeclaim "data" deleted from default namespace
NAME   STATUS        VOLUME                                     CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
data   Terminating   pvc-9d19ee45-032b-4328-8bb5-7b5cd3e89d32   1Gi        RWO            local-path     <unset>                 20s
$ kubectl delete pod writer --grace-period=1
pod "writer" deleted from default namespace
@ wait 10s
$ kubectl get pvc,pv; ssh node01 ls /opt/local-path-provisioner
No resources found
$ kubectl apply -f static.yaml
persistentvolume/pv-one created
persistentvolumeclaim/one created
@ wait 5s
$ kubectl get pv,pvc
NAME                      CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS   CLAIM         STORAGECLASS   VOLUMEATTRIBUTESCLASS   REASON   AGE
persistentvolume/pv-one   2Gi        RWX            Retain           Bound    default/one   manual         <unset>                          5s

NAME                        STATUS   VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
persistentvolumeclaim/one   Bound    pv-one   2Gi        RWX            manual         <unset>                 5s
$ kubectl delete pvc one
persistentvolumeclaim "one" deleted from default namespace
$ sleep 1; kubectl get pv
NAME     CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS     CLAIM         STORAGECLASS   VOLUMEATTRIBUTESCLASS   REASON   AGE
pv-one   2Gi        RWX            Retain           Released   default/one   manual         <unset>                          6s
$ kubectl patch pv pv-one --type=json -p '[{"op":"remove","path":"/spec/claimRef"}]'
persistentvolume/pv-one patched
$ sleep 1; kubectl get pv
NAME     CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS      CLAIM   STORAGECLASS   VOLUMEATTRIBUTESCLASS   REASON   AGE
pv-one   2Gi        RWX            Retain           Available           manual         <unset>                          7s
$ kubectl apply -f many.yaml
persistentvolumeclaim/many created
pod/many created
@ wait 20s
$ kubectl get events --field-selector involvedObject.kind=PersistentVolumeClaim,involvedObject.name=many -o custom-columns=TYPE:.type,REASON:.reason,FROM:.source.component,MESSAGE:.message
TYPE      REASON                 FROM                          MESSAGE
Normal    WaitForFirstConsumer   persistentvolume-controller   waiting for first consumer to be created before binding
Normal    ExternalProvisioning   persistentvolume-controller   Waiting for a volume to be created either by the external provisioner 'rancher.io/local-path' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.
Normal    Provisioning           rancher.io/local-path         External provisioner is provisioning volume for claim "default/many"
Warning   ProvisioningFailed     rancher.io/local-path         failed to provision volume with StorageClass "local-path": NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes
$ kubectl get pod many
NAME   READY   STATUS    RESTARTS   AGE
many   0/1     Pending   0          20s
