# An ingress controller from its manifest: hosts, paths, rewriting, canaries, TLS, passwords, refusals, its log.
-- /root/shop.yaml --
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations: {nginx.ingress.kubernetes.io/rewrite-target: /$2}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http:
      paths:
      - {path: "/tea(/|$)(.*)", pathType: ImplementationSpecific, backend: {service: {name: tea, port: {number: 80}}}}
-- /root/canary.yaml --
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: canary
  annotations:
    nginx.ingress.kubernetes.io/canary: "true"
    nginx.ingress.kubernetes.io/canary-by-header: x-canary
    nginx.ingress.kubernetes.io/canary-weight: "0"
spec:
  ingressClassName: nginx
  rules:
  - host: web.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: tea, port: {number: 80}}}}
$ kubectl apply -f https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider/baremetal/deploy.yaml | tail -3
job.batch/ingress-nginx-admission-patch created
ingressclass.networking.k8s.io/nginx created
validatingwebhookconfiguration.admissionregistration.k8s.io/ingress-nginx-admission created
$ kubectl create deployment web --image=nginx:1.27
deployment.apps/web created
$ kubectl create deployment tea --image=traefik/whoami
deployment.apps/tea created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl expose deployment tea --port=80
service/tea exposed
$ kubectl create ingress web --class=nginx --rule="web.example.com/*=web:80" 2>&1 | grep -o "connection refused"
connection refused
$ kubectl wait -n ingress-nginx --for=condition=ready pod -l app.kubernetes.io/component=controller --timeout=120s | cut -d/ -f1
pod
$ kubectl create ingress web --class=nginx --rule="web.example.com/*=web:80"
ingress.networking.k8s.io/web created
$ kubectl create ingress again --class=nginx --rule="web.example.com/*=web:80"
error: failed to create ingress: admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: host "web.example.com" and path "/" is already defined in ingress default/web
[1]
$ kubectl apply -f shop.yaml -f canary.yaml
ingress.networking.k8s.io/shop created
ingress.networking.k8s.io/canary created
$ kubectl get ingress -o custom-columns=NAME:.metadata.name,ADDRESS:.status.loadBalancer.ingress[0].ip
NAME     ADDRESS
canary   <none>
shop     <none>
web      <none>
@ wait 61s
$ test "$(kubectl get ingress web -o jsonpath='{.status.loadBalancer.ingress[0].ip}')" = "$(kubectl get svc -n ingress-nginx ingress-nginx-controller -o jsonpath='{.spec.clusterIP}')"
$ kubectl describe ingress shop | tail -1
  Normal  Sync    11s (x2 over 61s)  nginx-ingress-controller  Scheduled for sync
$ IP=$(kubectl get node node01 -o jsonpath='{.status.addresses[0].address}')
$ HTTP=$IP:$(kubectl get svc -n ingress-nginx ingress-nginx-controller -o jsonpath='{.spec.ports[0].nodePort}')
$ curl -s -H "Host: web.example.com" $HTTP | head -4
<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
$ curl -s -H "Host: web.example.com" -H "x-canary: always" $HTTP | grep -c ^Hostname
1
$ curl -s -H "Host: shop.example.com" $HTTP/tea/green?hot=1 | grep -E "^GET|^X-Forwarded-(Host|Proto)"
GET /green?hot=1 HTTP/1.1
X-Forwarded-Host: shop.example.com
X-Forwarded-Proto: http
$ curl -s -H "Host: shop.example.com" $HTTP/coffee
<html>
<head><title>404 Not Found</title></head>
<body>
<center><h1>404 Not Found</h1></center>
<hr><center>nginx</center>
</body>
</html>
$ curl -si $HTTP | grep -v ^Date
HTTP/1.1 404 Not Found
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
$ kubectl annotate ingress web nginx.ingress.kubernetes.io/permanent-redirect=https://example.org
ingress.networking.k8s.io/web annotated
@ wait 1s
$ curl -sI -H "Host: web.example.com" $HTTP | grep -E "HTTP|Location"
HTTP/1.1 301 Moved Permanently
Location: https://example.org
$ kubectl annotate ingress web nginx.ingress.kubernetes.io/permanent-redirect- nginx.ingress.kubernetes.io/auth-type=basic nginx.ingress.kubernetes.io/auth-secret=users
ingress.networking.k8s.io/web annotated
$ kubectl create secret generic users --from-literal=auth="me:$(openssl passwd -apr1 -salt abcdefgh secret)"
secret/users created
@ wait 1s
$ curl -s -o /dev/null -w '%{http_code}\n' -H "Host: web.example.com" $HTTP
401
$ curl -s -o /dev/null -w '%{http_code}\n' -u me:secret -H "Host: web.example.com" $HTTP
200
$ kubectl annotate ingress web nginx.ingress.kubernetes.io/configuration-snippet='return 418;'
Error from server (BadRequest): admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: nginx.ingress.kubernetes.io/configuration-snippet annotation cannot be used. Snippet directives are disabled by the Ingress administrator
[1]
$ kubectl scale deployment tea --replicas=0
deployment.apps/tea scaled
@ wait 5s
$ curl -s -H "Host: shop.example.com" $HTTP/tea
<html>
<head><title>503 Service Temporarily Unavailable</title></head>
<body>
<center><h1>503 Service Temporarily Unavailable</h1></center>
<hr><center>nginx</center>
</body>
</html>
$ kubectl -n ingress-nginx logs deploy/ingress-nginx-controller --tail=1 | cut -d'"' -f2- | cut -d' ' -f1-14
GET /tea HTTP/1.1" 503 190 "-" "curl/8.5.0" 80 0.000 [default-tea-80] [] - - -
$ kubectl -n ingress-nginx get events --field-selector reason=RELOAD -o jsonpath='{.items[0].message}{"\n"}'
NGINX reload triggered due to a change in configuration
