# Pods of a deployment are replaced when they are deleted; a scaled deployment gets more, a deleted one takes its pods along.
$ kubectl create deployment web --image=nginx:1.27 --replicas=2
deployment.apps/web created
$ kubectl rollout status deployment/web
Waiting for deployment "web" rollout to finish: 0 of 2 updated replicas are available...
Waiting for deployment "web" rollout to finish: 1 of 2 updated replicas are available...
deployment "web" successfully rolled out
$ kubectl get pods -o wide
NAME                   READY   STATUS    RESTARTS   AGE   IP           NODE           NOMINATED NODE   READINESS GATES
web-7d876db474-b9kvq   1/1     Running   0          4s    10.244.0.3   controlplane   <none>           <none>
web-7d876db474-gj2d7   1/1     Running   0          4s    10.244.1.3   node01         <none>           <none>
$ kubectl delete pod $(kubectl get pods -o name | head -1 | cut -d/ -f2)
pod "web-7d876db474-b9kvq" deleted from default namespace
$ kubectl get pods
NAME                   READY   STATUS              RESTARTS   AGE
web-7d876db474-gj2d7   1/1     Running             0          4s
web-7d876db474-r7k7f   0/1     ContainerCreating   0          0s
@ wait 10s
$ kubectl get pods
NAME                   READY   STATUS    RESTARTS   AGE
web-7d876db474-gj2d7   1/1     Running   0          14s
web-7d876db474-r7k7f   1/1     Running   0          10s
$ kubectl get replicasets
NAME             DESIRED   CURRENT   READY   AGE
web-7d876db474   2         2         2       14s
$ kubectl scale deployment web --replicas=3
deployment.apps/web scaled
$ timeout 5 kubectl get pods -l app=web --watch
NAME                   READY   STATUS    RESTARTS   AGE
web-7d876db474-gj2d7   1/1     Running   0          14s
web-7d876db474-nnvjb   0/1     Pending   0          0s
web-7d876db474-r7k7f   1/1     Running   0          10s
web-7d876db474-nnvjb   0/1     ContainerCreating   0          0s
web-7d876db474-nnvjb   0/1     ContainerCreating   0          1s
web-7d876db474-nnvjb   1/1     Running             0          1s
[124]
$ kubectl delete deployment web
deployment.apps "web" deleted from default namespace
@ wait 5s
$ kubectl get all
NAME                 TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
service/kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   10m
