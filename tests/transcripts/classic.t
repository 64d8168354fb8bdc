# The rest of the Kubernetes basics as kubectl 1.8 told it: explore, expose, scale, update, go wrong.
@ release 1.8
$ kubectl cluster-info
Kubernetes master is running at https://172.30.1.2:6443

To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.
$ kubectl get pods
No resources found.
$ kubectl run kubernetes-bootcamp --image=docker.io/jocatalin/kubernetes-bootcamp:v1 --port=8080
deployment "kubernetes-bootcamp" created
$ kubectl get pods
NAME                                  READY     STATUS    RESTARTS   AGE
kubernetes-bootcamp-390780338-kb5tw   0/1       Pending   0          0s
@ wait 30s
$ kubectl get pods
NAME                                  READY     STATUS    RESTARTS   AGE
kubernetes-bootcamp-390780338-kb5tw   1/1       Running   0          30s
$ export POD_NAME=$(kubectl get pods -o go-template --template '{{range .items}}{{.metadata.name}}{{"\n"}}{{end}}')
$ kubectl describe pods
Name:           kubernetes-bootcamp-390780338-kb5tw
Namespace:      default
Node:           host01/172.30.1.2
Start Time:     Sun, 14 Jan 2018 02:01:57 +0000
Labels:         pod-template-hash=390780338
                run=kubernetes-bootcamp
Annotations:    kubernetes.io/created-by={"kind":"SerializedReference","apiVersion":"v1","reference":{"kind":"ReplicaSet","namespace":"default","name":"kubernetes-bootcamp-390780338","uid":"ad45f23d-3b1a-41df-987f-d2...
Status:         Running
IP:             10.244.0.2
Created By:     ReplicaSet/kubernetes-bootcamp-390780338
Controlled By:  ReplicaSet/kubernetes-bootcamp-390780338
Containers:
  kubernetes-bootcamp:
    Container ID:   docker://677f6cbdcc22af58be6521cc3e2434e37af027bc08d6af57da71144896c8da19
    Image:          docker.io/jocatalin/kubernetes-bootcamp:v1
    Image ID:       docker.io/jocatalin/kubernetes-bootcamp@sha256:79bbad97f43f662f9424504ff57dd91a9a918e03c329ddf801c952310967df52
    Port:           8080/TCP
    State:          Running
      Started:      Sun, 14 Jan 2018 02:02:00 +0000
    Ready:          True
    Restart Count:  0
    Environment:    <none>
    Mounts:
      /var/run/secrets/kubernetes.io/serviceaccount from default-token-2bqzj (ro)
Conditions:
  Type           Status
  Initialized    True 
  Ready          True 
  PodScheduled   True 
Volumes:
  default-token-2bqzj:
    Type:        Secret (a volume populated by a Secret)
    SecretName:  default-token-2bqzj
    Optional:    false
QoS Class:       BestEffort
Node-Selectors:  <none>
Tolerations:     <none>
Events:
  Type    Reason     Age   From               Message
  ----    ------     ----  ----               -------
  Normal  Scheduled  30s   default-scheduler  Successfully assigned kubernetes-bootcamp-390780338-kb5tw to host01
  Normal  Pulling    30s   kubelet, host01    pulling image "docker.io/jocatalin/kubernetes-bootcamp:v1"
  Normal  Pulled     27s   kubelet, host01    Successfully pulled image "docker.io/jocatalin/kubernetes-bootcamp:v1"
  Normal  Created    27s   kubelet, host01    Created container with docker id 677f6cbdcc22; Security:[seccomp=unconfined]
  Normal  Started    27s   kubelet, host01    Started container with docker id 677f6cbdcc22
$ kubectl logs $POD_NAME
Kubernetes Bootcamp App Started At: 2018-01-14T02:02:00.446Z | Running On:  kubernetes-bootcamp-390780338-kb5tw 

$ kubectl exec $POD_NAME env | sort | head -4
HOME=/root
HOSTNAME=kubernetes-bootcamp-390780338-kb5tw
KUBERNETES_PORT=tcp://10.96.0.1:443
KUBERNETES_PORT_443_TCP=tcp://10.96.0.1:443
$ kubectl expose deployment/kubernetes-bootcamp --type="NodePort" --port 8080
service "kubernetes-bootcamp" exposed
$ kubectl get services
NAME                  TYPE        CLUSTER-IP      EXTERNAL-IP   PORT(S)          AGE
kubernetes            ClusterIP   10.96.0.1       <none>        443/TCP          6m
kubernetes-bootcamp   NodePort    10.104.35.131   <none>        8080:30528/TCP   0s
@ wait 2s
$ kubectl describe services/kubernetes-bootcamp
Name:              kubernetes-bootcamp
Namespace:         default
Labels:            run=kubernetes-bootcamp
Annotations:       <none>
Selector:          run=kubernetes-bootcamp
Type:              NodePort
IP:                10.104.35.131
Port:              <unset>  8080/TCP
TargetPort:        8080/TCP
NodePort:          <unset>  30528/TCP
Endpoints:         10.244.0.2:8080
Session Affinity:  None
Events:            <none>
$ export NODE_PORT=$(kubectl get services/kubernetes-bootcamp -o go-template='{{(index .spec.ports 0).nodePort}}')
$ curl host01:$NODE_PORT
Hello Kubernetes bootcamp! | Running on: kubernetes-bootcamp-390780338-kb5tw | v=1
$ kubectl describe deployment
Name:                   kubernetes-bootcamp
Namespace:              default
CreationTimestamp:      Sun, 14 Jan 2018 02:01:57 +0000
Labels:                 run=kubernetes-bootcamp
Annotations:            deployment.kubernetes.io/revision=1
Selector:               run=kubernetes-bootcamp
Replicas:               1 desired | 1 updated | 1 total | 1 available | 0 unavailable
StrategyType:           RollingUpdate
MinReadySeconds:        0
RollingUpdateStrategy:  1 max unavailable, 1 max surge
Pod Template:
  Labels:  run=kubernetes-bootcamp
  Containers:
   kubernetes-bootcamp:
    Image:        docker.io/jocatalin/kubernetes-bootcamp:v1
    Port:         8080/TCP
    Environment:  <none>
    Mounts:       <none>
  Volumes:        <none>
Conditions:
  Type           Status  Reason
  ----           ------  ------
  Available      True    MinimumReplicasAvailable
OldReplicaSets:  <none>
NewReplicaSet:   kubernetes-bootcamp-390780338 (1/1 replicas created)
Events:
  Type    Reason             Age   From                   Message
  ----    ------             ----  ----                   -------
  Normal  ScalingReplicaSet  32s   deployment-controller  Scaled up replica set kubernetes-bootcamp-390780338 to 1
$ kubectl get pods -l run=kubernetes-bootcamp
NAME                                  READY     STATUS    RESTARTS   AGE
kubernetes-bootcamp-390780338-kb5tw   1/1       Running   0          32s
$ kubectl label pod $POD_NAME app=v1
pod "kubernetes-bootcamp-390780338-kb5tw" labeled
$ kubectl get pods -l app=v1
NAME                                  READY     STATUS    RESTARTS   AGE
kubernetes-bootcamp-390780338-kb5tw   1/1       Running   0          32s
$ kubectl scale deployments/kubernetes-bootcamp --replicas=4
deployment "kubernetes-bootcamp" scaled
@ wait 20s
$ kubectl get deployments
NAME                  DESIRED   CURRENT   UP-TO-DATE   AVAILABLE   AGE
kubernetes-bootcamp   4         4         4            4           52s
$ kubectl get pods -o wide
NAME                                  READY     STATUS    RESTARTS   AGE       IP           NODE
kubernetes-bootcamp-390780338-h7snm   1/1       Running   0          20s       10.244.0.4   host01
kubernetes-bootcamp-390780338-kb5tw   1/1       Running   0          52s       10.244.0.2   host01
kubernetes-bootcamp-390780338-ql5vt   1/1       Running   0          20s       10.244.0.5   host01
kubernetes-bootcamp-390780338-vzn68   1/1       Running   0          20s       10.244.0.3   host01
$ kubectl delete pod $POD_NAME
pod "kubernetes-bootcamp-390780338-kb5tw" deleted
$ kubectl set image deployments/kubernetes-bootcamp kubernetes-bootcamp=jocatalin/kubernetes-bootcamp:v2
deployment "kubernetes-bootcamp" image updated
$ kubectl rollout status deployments/kubernetes-bootcamp
Waiting for rollout to finish: 2 out of 4 new replicas have been updated...
Waiting for rollout to finish: 2 out of 4 new replicas have been updated...
Waiting for rollout to finish: 2 out of 4 new replicas have been updated...
Waiting for rollout to finish: 2 out of 4 new replicas have been updated...
Waiting for rollout to finish: 2 out of 4 new replicas have been updated...
Waiting for rollout to finish: 3 out of 4 new replicas have been updated...
Waiting for rollout to finish: 3 out of 4 new replicas have been updated...
Waiting for rollout to finish: 3 out of 4 new replicas have been updated...
Waiting for rollout to finish: 3 out of 4 new replicas have been updated...
Waiting for rollout to finish: 3 out of 4 new replicas have been updated...
Waiting for rollout to finish: 1 old replicas are pending termination...
Waiting for rollout to finish: 1 old replicas are pending termination...
Waiting for rollout to finish: 1 old replicas are pending termination...
Waiting for rollout to finish: 3 of 4 updated replicas are available...
deployment "kubernetes-bootcamp" successfully rolled out
$ curl host01:$NODE_PORT
Hello Kubernetes bootcamp! | Running on: kubernetes-bootcamp-2100875782-mksf7 | v=2
$ kubectl set image deployments/kubernetes-bootcamp kubernetes-bootcamp=jocatalin/kubernetes-bootcamp:v10
deployment "kubernetes-bootcamp" image updated
@ wait 60s
$ kubectl get deployments
NAME                  DESIRED   CURRENT   UP-TO-DATE   AVAILABLE   AGE
kubernetes-bootcamp   4         5         2            3           1m
$ kubectl get pods
NAME                                   READY     STATUS         RESTARTS   AGE
kubernetes-bootcamp-1951388213-lmstv   0/1       ErrImagePull   0          1m
kubernetes-bootcamp-1951388213-sljdk   0/1       ErrImagePull   0          1m
kubernetes-bootcamp-2100875782-ccd7l   1/1       Running        0          1m
kubernetes-bootcamp-2100875782-jmfj8   1/1       Running        0          1m
kubernetes-bootcamp-2100875782-p59wx   1/1       Running        0          1m
$ kubectl rollout undo deployments/kubernetes-bootcamp
deployment "kubernetes-bootcamp" rolled back
@ wait 40s
$ kubectl get pods
NAME                                   READY     STATUS    RESTARTS   AGE
kubernetes-bootcamp-2100875782-ccd7l   1/1       Running   0          1m
kubernetes-bootcamp-2100875782-jmfj8   1/1       Running   0          1m
kubernetes-bootcamp-2100875782-p59wx   1/1       Running   0          1m
kubernetes-bootcamp-2100875782-qjpt7   1/1       Running   0          40s
$ kubectl delete service -l run=kubernetes-bootcamp
service "kubernetes-bootcamp" deleted
$ kubectl delete deployment kubernetes-bootcamp
deployment "kubernetes-bootcamp" deleted
$ kubectl delete deployment kubernetes-bootcamp
Error from server (NotFound): deployments.extensions "kubernetes-bootcamp" not found
[1]
@ wait 60s
$ kubectl get rs,deploy,pods
No resources found.
