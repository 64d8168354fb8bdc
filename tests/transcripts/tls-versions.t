# Versions of TLS: what nginx' ssl_protocols says, and what curl is told to speak
-- /root/web.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  default.conf: |
    server {
      listen 443 ssl;
      ssl_certificate /etc/nginx/tls/tls.crt;
      ssl_certificate_key /etc/nginx/tls/tls.key;
      ssl_protocols TLSv1.2 TLSv1.3;
      location / { return 200 'hello\n'; }
    }
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
  - name: nginx
    image: nginx
    volumeMounts: [{name: conf, mountPath: /etc/nginx/conf.d}, {name: tls, mountPath: /etc/nginx/tls}]
  volumes: [{name: conf, configMap: {name: web}}, {name: tls, secret: {secretName: web}}]
$ openssl req -x509 -nodes -newkey rsa:2048 -keyout tls.key -out tls.crt -days 30 -subj /CN=web.local -addext subjectAltName=DNS:web.local 2>/dev/null
$ kubectl create secret tls web --cert=tls.crt --key=tls.key
secret/web created
$ kubectl apply -f web.yaml
configmap/web created
pod/web created
$ kubectl expose pod web --port=443
service/web exposed
$ kubectl wait --for=condition=Ready pod/web
pod/web condition met
$ IP=$(kubectl get service web -o jsonpath='{.spec.clusterIP}')
$ curl -sS --cacert tls.crt --tlsv1.2 --tls-max 1.2 --resolve web.local:443:$IP https://web.local -v 2>&1 | grep -e TLS -e hello
* SSL connection using TLSv1.2 / ECDHE-ECDSA-AES128-GCM-SHA256 / X25519 / id-ecPublicKey
hello
$ curl -skS --tls-max 1.3 https://$IP -v 2>&1 | grep -e TLS -e hello
* SSL connection using TLSv1.3 / TLS_AES_128_GCM_SHA256 / X25519 / id-ecPublicKey
hello
$ sed -i 's/TLSv1.2 //' web.yaml; kubectl apply -f web.yaml; kubectl replace --force -f web.yaml >/dev/null
configmap/web configured
pod/web configured
$ kubectl wait --for=condition=Ready pod/web
pod/web condition met
$ curl -skS --tls-max 1.2 https://$IP
curl: (35) OpenSSL/3.0.13: error:0A00042E:SSL routines::tlsv1 alert protocol version
[35]
$ curl -skS --tlsv1.3 https://$IP
hello
$ curl -skS --tls-max 1.1 https://$IP
curl: (35) OpenSSL/3.0.13: error:0A0000BF:SSL routines::no protocols available
[35]
