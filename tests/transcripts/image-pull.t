# An image that does not exist: ErrImagePull, ImagePullBackOff, its events, and the way out.
$ kubectl create deployment web --image=nginx:9.99
deployment.apps/web created
$ kubectl get pods
NAME                   READY   STATUS    RESTARTS   AGE
web-6dc9c9bf5c-gj2d7   0/1     Pending   0          0s
@ wait 5s
$ kubectl get pods
NAME                   READY   STATUS         RESTARTS   AGE
web-6dc9c9bf5c-gj2d7   0/1     ErrImagePull   0          5s
@ wait 15s
$ kubectl get pods
NAME                   READY   STATUS             RESTARTS   AGE
web-6dc9c9bf5c-gj2d7   0/1     ImagePullBackOff   0          20s
$ kubectl get events --sort-by=.lastTimestamp
LAST SEEN   TYPE      REASON              OBJECT                      MESSAGE
20s         Normal    Scheduled           pod/web-6dc9c9bf5c-gj2d7    Successfully assigned default/web-6dc9c9bf5c-gj2d7 to node01
20s         Normal    SuccessfulCreate    replicaset/web-6dc9c9bf5c   Created pod: web-6dc9c9bf5c-gj2d7
20s         Normal    ScalingReplicaSet   deployment/web              Scaled up replica set web-6dc9c9bf5c from 0 to 1
19s         Normal    BackOff             pod/web-6dc9c9bf5c-gj2d7    Back-off pulling image "nginx:9.99"
19s         Warning   Failed              pod/web-6dc9c9bf5c-gj2d7    Error: ImagePullBackOff
6s          Normal    Pulling             pod/web-6dc9c9bf5c-gj2d7    Pulling image "nginx:9.99"
5s          Warning   Failed              pod/web-6dc9c9bf5c-gj2d7    Failed to pull image "nginx:9.99": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:9.99": failed to resolve reference "docker.io/library/nginx:9.99": docker.io/library/nginx:9.99: not found
5s          Warning   Failed              pod/web-6dc9c9bf5c-gj2d7    Error: ErrImagePull
@ wait 100s
$ kubectl get pods
NAME                   READY   STATUS             RESTARTS   AGE
web-6dc9c9bf5c-gj2d7   0/1     ImagePullBackOff   0          2m
$ kubectl describe pods -l app=web | sed -n '/^Events/,$p'
Events:
  Type     Reason     Age                 From               Message
  ----     ------     ----                ----               -------
  Normal   Scheduled  2m                  default-scheduler  Successfully assigned default/web-6dc9c9bf5c-gj2d7 to node01
  Normal   Pulling    32s (x4 over 2m)    kubelet            spec.containers{nginx}: Pulling image "nginx:9.99"
  Warning  Failed     31s (x4 over 119s)  kubelet            spec.containers{nginx}: Failed to pull image "nginx:9.99": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:9.99": failed to resolve reference "docker.io/library/nginx:9.99": docker.io/library/nginx:9.99: not found
  Warning  Failed     31s (x4 over 119s)  kubelet            spec.containers{nginx}: Error: ErrImagePull
  Warning  Failed     18s (x6 over 119s)  kubelet            spec.containers{nginx}: Error: ImagePullBackOff
  Normal   BackOff    3s (x7 over 119s)   kubelet            spec.containers{nginx}: Back-off pulling image "nginx:9.99"
$ kubectl get deployments
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    0/1     1            0           2m
$ kubectl logs deploy/web
Error from server (BadRequest): container "nginx" in pod "web-6dc9c9bf5c-gj2d7" is waiting to start: trying and failing to pull image
[1]
$ kubectl set image deployment/web nginx=nginx:1.27
deployment.apps/web image updated
$ kubectl rollout status deployment/web
Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination...
Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination...
Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination...
deployment "web" successfully rolled out
$ kubectl get pods
NAME                   READY   STATUS        RESTARTS   AGE
web-6dc9c9bf5c-gj2d7   0/1     Terminating   0          2m4s
web-7d876db474-vjbjc   1/1     Running       0          4s
@ wait 5s
$ kubectl get pods
NAME                   READY   STATUS    RESTARTS   AGE
web-7d876db474-vjbjc   1/1     Running   0          9s
