# Sites behind an ingress controller, and an nginx of one's own, show the certificates they were given.
-- /root/ing.yaml --
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: nginx
  tls: [{hosts: [web.test], secretName: web-tls}]
  rules:
  - host: web.test
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
-- /root/own.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: own}
data:
  default.conf: |
    server { listen 443 ssl; server_name own.test; ssl_certificate /tls/tls.crt; ssl_certificate_key /tls/tls.key; location / { return 200 "own\n"; } }
---
apiVersion: v1
kind: Pod
metadata: {name: own}
spec:
  containers: [{name: nginx, image: nginx, volumeMounts: [{name: c, mountPath: /etc/nginx/conf.d}, {name: t, mountPath: /tls}]}]
  volumes: [{name: c, configMap: {name: own}}, {name: t, secret: {secretName: own-tls}}]
$ openssl req -x509 -nodes -newkey rsa:2048 -keyout web.key -out web.crt -subj /CN=web.test -days 30 2>/dev/null; openssl req -x509 -nodes -newkey rsa:2048 -keyout own.key -out own.crt -subj /CN=own.test -addext subjectAltName=DNS:own.test -days 30 2>/dev/null
$ kubectl create secret tls web-tls --cert=web.crt --key=web.key; kubectl create secret tls own-tls --cert=own.crt --key=own.key
secret/web-tls created
secret/own-tls created
$ kubectl apply -f https://raw.githubusercontent.com/kubernetes/ingress-nginx/main/deploy/static/provider/baremetal/deploy.yaml | tail -1; kubectl -n ingress-nginx rollout status deploy/ingress-nginx-controller | tail -1
validatingwebhookconfiguration.admissionregistration.k8s.io/ingress-nginx-admission created
deployment "ingress-nginx-controller" successfully rolled out
$ kubectl create deployment web --image=nginx; kubectl expose deployment web --port=80; kubectl apply -f own.yaml; kubectl wait pod --all --for=condition=Ready >/dev/null; kubectl apply -f ing.yaml
deployment.apps/web created
service/web exposed
configmap/own created
pod/own created
ingress.networking.k8s.io/web created
@ wait 5s
$ ip=$(kubectl -n ingress-nginx get svc ingress-nginx-controller -o jsonpath='{.spec.clusterIP}')
$ curl -s -o /dev/null -w '%{http_code}\n' --cacert web.crt --resolve web.test:443:$ip https://web.test/
200
$ curl -sS --cacert own.crt --resolve web.test:443:$ip https://web.test/ 2>&1 | head -1
curl: (60) SSL certificate problem: self-signed certificate
$ curl -sS --resolve web.test:443:$ip https://web.test/ 2>&1 | head -1
curl: (60) SSL certificate problem: self-signed certificate
$ curl -sS --cacert web.crt --resolve other.test:443:$ip https://other.test/ 2>&1 | head -1
curl: (60) SSL certificate problem: self-signed certificate
$ curl -sk -o /dev/null -w '%{http_code}\n' https://$ip/
404
$ pod=$(kubectl get pod own -o jsonpath='{.status.podIP}'); curl -sS --cacert own.crt --resolve own.test:443:$pod https://own.test/
own
$ curl -sS --cacert own.crt https://$pod/ 2>&1 | head -1
curl: (60) SSL: no alternative certificate subject name matches target host name '10.244.0.4'
