# The lesson "Deploy an app" as it goes with today's Kubernetes, in two terminals.
$ kubectl version
Client Version: v1.37.1
Kustomize Version: v5.8.1
Server Version: v1.36.2
$ kubectl get nodes
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   10m   v1.36.2
node01         Ready    <none>          10m   v1.36.2
$ kubectl create deployment kubernetes-bootcamp --image=gcr.io/google-samples/kubernetes-bootcamp:v1
deployment.apps/kubernetes-bootcamp created
$ kubectl get deployments
NAME                  READY   UP-TO-DATE   AVAILABLE   AGE
kubernetes-bootcamp   0/1     1            0           0s
$ kubectl rollout status deployment/kubernetes-bootcamp
Waiting for deployment "kubernetes-bootcamp" rollout to finish: 0 of 1 updated replicas are available...
deployment "kubernetes-bootcamp" successfully rolled out
$ kubectl get deployments,replicasets,pods -o wide
NAME                                  READY   UP-TO-DATE   AVAILABLE   AGE   CONTAINERS            IMAGES                                         SELECTOR
deployment.apps/kubernetes-bootcamp   1/1     1            1           3s    kubernetes-bootcamp   gcr.io/google-samples/kubernetes-bootcamp:v1   app=kubernetes-bootcamp

NAME                                            DESIRED   CURRENT   READY   AGE   CONTAINERS            IMAGES                                         SELECTOR
replicaset.apps/kubernetes-bootcamp-66d5c96cb   1         1         1       3s    kubernetes-bootcamp   gcr.io/google-samples/kubernetes-bootcamp:v1   app=kubernetes-bootcamp,pod-template-hash=66d5c96cb

NAME                                      READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
pod/kubernetes-bootcamp-66d5c96cb-gj2d7   1/1     Running   0          3s    10.244.1.3   node01   <none>           <none>
@ terminal 2
$ kubectl proxy
Starting to serve on 127.0.0.1:8001
@ terminal 1
$ curl http://localhost:8001/version
{
  "major": "1",
  "minor": "36",
  "emulationMajor": "1",
  "emulationMinor": "36",
  "minCompatibilityMajor": "1",
  "minCompatibilityMinor": "35",
  "gitVersion": "v1.36.2",
  "gitCommit": "c7d9b8c5c8a3f6b1e0f2a4d6980b1c3d5e7f9a0b",
  "gitTreeState": "clean",
  "buildDate": "2026-06-11T18:02:16Z",
  "goVersion": "go1.26.2",
  "compiler": "gc",
  "platform": "linux/amd64"
}
$ export POD_NAME=$(kubectl get pods -o go-template --template '{{range .items}}{{.metadata.name}}{{"\n"}}{{end}}')
$ echo Name of the Pod: $POD_NAME
Name of the Pod: kubernetes-bootcamp-66d5c96cb-gj2d7
$ curl http://localhost:8001/api/v1/namespaces/default/pods/$POD_NAME:8080/proxy/
Hello Kubernetes bootcamp! | Running on: kubernetes-bootcamp-66d5c96cb-gj2d7 | v=1
# Port 80, the default without a port in the path, is not open in this container.
$ curl http://localhost:8001/api/v1/namespaces/default/pods/$POD_NAME/proxy/
{
  "kind": "Status",
  "apiVersion": "v1",
  "metadata": {},
  "status": "Failure",
  "message": "error trying to reach service: dial tcp 10.244.1.3:80: connect: connection refused",
  "reason": "ServiceUnavailable",
  "code": 503
}
$ curl http://localhost:8001/api/v1/proxy/namespaces/default/pods/$POD_NAME/
{
  "kind": "Status",
  "apiVersion": "v1",
  "metadata": {},
  "status": "Failure",
  "message": "the server could not find the requested resource",
  "reason": "NotFound",
  "details": {},
  "code": 404
}
$ kubectl logs $POD_NAME
Kubernetes Bootcamp App Started At: 2026-11-23T00:00:02.928Z | Running On:  kubernetes-bootcamp-66d5c96cb-gj2d7 

Running On: kubernetes-bootcamp-66d5c96cb-gj2d7 | Total Requests: 1 | App Uptime: 1 seconds | Log Time: 2026-11-23T00:00:03.928Z
# kubectl run makes a pod and no deployment.
$ kubectl run hello --image=nginx:1.27 --port=80
pod/hello created
$ kubectl get pods
NAME                                  READY   STATUS    RESTARTS   AGE
hello                                 0/1     Pending   0          0s
kubernetes-bootcamp-66d5c96cb-gj2d7   1/1     Running   0          3s
@ wait 10s
$ kubectl get pods
NAME                                  READY   STATUS    RESTARTS   AGE
hello                                 1/1     Running   0          10s
kubernetes-bootcamp-66d5c96cb-gj2d7   1/1     Running   0          13s
