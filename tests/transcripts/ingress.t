# An ingress controller from its manifest: hosts, paths, rewriting, canaries, TLS, refusals, its log.
$ kubectl apply -f https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider/baremetal/deploy.yaml
namespace/ingress-nginx created
serviceaccount/ingress-nginx created
serviceaccount/ingress-nginx-admission created
role.rbac.authorization.k8s.io/ingress-nginx created
role.rbac.authorization.k8s.io/ingress-nginx-admission created
clusterrole.rbac.authorization.k8s.io/ingress-nginx created
clusterrole.rbac.authorization.k8s.io/ingress-nginx-admission created
rolebinding.rbac.authorization.k8s.io/ingress-nginx created
rolebinding.rbac.authorization.k8s.io/ingress-nginx-admission created
clusterrolebinding.rbac.authorization.k8s.io/ingress-nginx created
clusterrolebinding.rbac.authorization.k8s.io/ingress-nginx-admission created
configmap/ingress-nginx-controller created
service/ingress-nginx-controller created
service/ingress-nginx-controller-admission created
deployment.apps/ingress-nginx-controller created
job.batch/ingress-nginx-admission-create created
job.batch/ingress-nginx-admission-patch created
ingressclass.networking.k8s.io/nginx created
validatingwebhookconfiguration.admissionregistration.k8s.io/ingress-nginx-admission created
$ kubectl create deployment web --image=nginx:1.27
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl create ingress web --class=nginx --rule="web.example.com/*=web:80"
error: failed to create ingress: Internal error occurred: failed calling webhook "validate.nginx.ingress.kubernetes.io": failed to call webhook: Post "https://ingress-nginx-controller-admission.ingress-nginx.svc:443/networking/v1/ingresses?timeout=10s": dial tcp 10.105.227.137:443: connect: connection refused
[1]
$ kubectl wait -n ingress-nginx --for=condition=ready pod -l app.kubernetes.io/component=controller --timeout=120s
pod/ingress-nginx-controller-5d559966bf-tmj9c condition met
$ kubectl get all -n ingress-nginx
NAME                                            READY   STATUS    RESTARTS   AGE
pod/ingress-nginx-controller-5d559966bf-tmj9c   1/1     Running   0          21s

NAME                                         TYPE        CLUSTER-IP       EXTERNAL-IP   PORT(S)                      AGE
service/ingress-nginx-controller             NodePort    10.97.2.231      <none>        80:30348/TCP,443:31385/TCP   21s
service/ingress-nginx-controller-admission   ClusterIP   10.105.227.137   <none>        443/TCP                      21s

NAME                                       READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/ingress-nginx-controller   0/1     1            0           21s

NAME                                                  DESIRED   CURRENT   READY   AGE
replicaset.apps/ingress-nginx-controller-5d559966bf   1         1         0       21s
$ kubectl create ingress web --class=nginx --rule="web.example.com/*=web:80"
ingress.networking.k8s.io/web created
$ kubectl create ingress again --class=nginx --rule="web.example.com/*=web:80"
error: failed to create ingress: admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: host "web.example.com" and path "/" is already defined in ingress default/web
[1]
@ wait 61s
$ kubectl get ingress
NAME   CLASS   HOSTS             ADDRESS       PORTS   AGE
web    nginx   web.example.com   10.97.2.231   80      61s
$ kubectl describe ingress web
Name:             web
Labels:           <none>
Namespace:        default
Address:          10.97.2.231
Ingress Class:    nginx
Default backend:  <default>
Rules:
  Host             Path  Backends
  ----             ----  --------
  web.example.com  
                   /   web:80 (10.244.1.3:80)
Annotations:       <none>
Events:
  Type    Reason  Age                From                      Message
  ----    ------  ----               ----                      -------
  Normal  Sync    11s (x2 over 61s)  nginx-ingress-controller  Scheduled for sync
$ kubectl -n ingress-nginx get svc ingress-nginx-controller
NAME                       TYPE       CLUSTER-IP    EXTERNAL-IP   PORT(S)                      AGE
ingress-nginx-controller   NodePort   10.97.2.231   <none>        80:30348/TCP,443:31385/TCP   82s
$ PORT=$(kubectl -n ingress-nginx get svc ingress-nginx-controller -o jsonpath='{.spec.ports[0].nodePort}')
$ curl -s -H "Host: web.example.com" localhost:$PORT | head -4
<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
$ curl -i localhost:$PORT
HTTP/1.1 404 Not Found
Date: Mon, 23 Nov 2026 00:01:22 GMT
Content-Type: text/html
Content-Length: 146
Connection: keep-alive

<html>
<head><title>404 Not Found</title></head>
<body>
<center><h1>404 Not Found</h1></center>
<hr><center>nginx</center>
</body>
</html>
$ kubectl scale deployment web --replicas=0
deployment.apps/web scaled
@ wait 5s
$ curl -s --resolve web.example.com:$PORT:127.0.0.1 http://web.example.com:$PORT
<html>
<head><title>503 Service Temporarily Unavailable</title></head>
<body>
<center><h1>503 Service Temporarily Unavailable</h1></center>
<hr><center>nginx</center>
</body>
</html>
$ kubectl -n ingress-nginx logs deploy/ingress-nginx-controller | tail -12
I1123 00:00:11.693556       7 controller.go:240] "Initial sync, sleeping for 1 second"
I1123 00:00:11.693556       7 event.go:377] Event(v1.ObjectReference{Kind:"Pod", Namespace:"ingress-nginx", Name:"ingress-nginx-controller-5d559966bf-tmj9c", UID:"d8ddd2ef-caf0-48b0-9115-8de52fd2f792", APIVersion:"v1", ResourceVersion:"465", FieldPath:""}): type: 'Normal' reason: 'RELOAD' NGINX reload triggered due to a change in configuration
I1123 00:00:21.693556       7 store.go:443] "Found valid IngressClass" ingress="default/web" ingressclass="nginx"
I1123 00:00:21.693556       7 event.go:377] Event(v1.ObjectReference{Kind:"Ingress", Namespace:"default", Name:"web", UID:"b312ad6f-bbdc-45a2-b977-edf4959d133d", APIVersion:"networking.k8s.io/v1", ResourceVersion:"496", FieldPath:""}): type: 'Normal' reason: 'Sync' Scheduled for sync
I1123 00:00:22.093556       7 controller.go:214] "Configuration changes detected, backend reload required"
I1123 00:00:22.093556       7 controller.go:228] "Backend successfully reloaded"
I1123 00:00:22.093556       7 event.go:377] Event(v1.ObjectReference{Kind:"Pod", Namespace:"ingress-nginx", Name:"ingress-nginx-controller-5d559966bf-tmj9c", UID:"d8ddd2ef-caf0-48b0-9115-8de52fd2f792", APIVersion:"v1", ResourceVersion:"491", FieldPath:""}): type: 'Normal' reason: 'RELOAD' NGINX reload triggered due to a change in configuration
I1123 00:01:11.693556       7 status.go:311] "updating Ingress status" namespace="default" ingress="web" currentValue=null newValue=[{"ip":"10.97.2.231"}]
I1123 00:01:11.693556       7 event.go:377] Event(v1.ObjectReference{Kind:"Ingress", Namespace:"default", Name:"web", UID:"b312ad6f-bbdc-45a2-b977-edf4959d133d", APIVersion:"networking.k8s.io/v1", ResourceVersion:"501", FieldPath:""}): type: 'Normal' reason: 'Sync' Scheduled for sync
172.30.1.2 - - [23/Nov/2026:00:01:22 +0000] "GET / HTTP/1.1" 200 615 "-" "curl/8.5.0" 76 0.000 [default-web-80] [] 10.244.1.3:80 615 0.000 200 2d9b4f22d8a50636452fac9ac850320a
172.30.1.2 - - [23/Nov/2026:00:01:22 +0000] "GET / HTTP/1.1" 404 146 "-" "curl/8.5.0" 76 0.000 [upstream-default-backend] [] 127.0.0.1:8181 146 0.000 404 0297c0d69aff956cc6ad0327d0b93207
172.30.1.2 - - [23/Nov/2026:00:01:27 +0000] "GET / HTTP/1.1" 503 190 "-" "curl/8.5.0" 82 0.000 [default-web-80] [] - - - - 11db6acf6c2f5ecc9733ef95bea7c879
