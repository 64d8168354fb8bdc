# Servers are known by their certificates: who signed them, for which names, and whether one looks at all.
$ openssl genrsa -out my.key 2048 2>/dev/null; openssl req -x509 -new -key my.key -subj /CN=kubernetes -days 10 -out same-name.crt; openssl req -x509 -new -key my.key -subj /CN=other -days 10 -out other.crt
$ ca=/etc/kubernetes/pki/ca.crt; curl -s https://controlplane:6443/livez; echo $?
60
$ curl -sS https://controlplane:6443/livez
curl: (60) SSL certificate problem: unable to get local issuer certificate
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
[60]
$ curl -sS --cacert $ca https://controlplane:6443/livez; echo
ok
$ curl -sS --cacert $ca https://127.0.0.1:6443/livez
curl: (60) SSL: no alternative certificate subject name matches target host name '127.0.0.1'
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
[60]
$ curl -sS --cacert /etc/kubernetes/pki/etcd/ca.crt https://controlplane:6443/livez 2>&1 | head -1
curl: (60) SSL certificate problem: unable to get local issuer certificate
$ curl -sS --cacert /nope https://controlplane:6443/livez
curl: (77) error setting certificate file: /nope
[77]
$ curl -sS --cacert $ca --resolve kubernetes:6443:172.30.1.2 https://kubernetes:6443/livez; echo
ok
$ curl -sSk https://127.0.0.1:6443/livez; echo
ok
$ wget -qO- https://controlplane:6443/livez; echo $?
5
$ wget -O- https://127.0.0.1:6443/livez 2>&1 | tail -5
ERROR: cannot verify 127.0.0.1's certificate, issued by ‘CN=kubernetes’:
  Unable to locally verify the issuer's authority.
    ERROR: no certificate subject alternative name matches
	requested host name ‘127.0.0.1’.
To connect to 127.0.0.1 insecurely, use `--no-check-certificate'.
$ wget -qO- --ca-certificate=$ca https://controlplane:6443/livez; echo
ok
$ kubectl create ns early --certificate-authority=same-name.crt
Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")
[1]
$ kubectl get pods --certificate-authority=other.crt 2>&1 | sed 's/.*memcache.go/memcache.go/'
memcache.go:381] "Couldn't get current server API group list" err="Get \"https://172.30.1.2:6443/api?timeout=32s\": tls: failed to verify certificate: x509: certificate signed by unknown authority"
memcache.go:381] "Couldn't get current server API group list" err="Get \"https://172.30.1.2:6443/api?timeout=32s\": tls: failed to verify certificate: x509: certificate signed by unknown authority"
memcache.go:381] "Couldn't get current server API group list" err="Get \"https://172.30.1.2:6443/api?timeout=32s\": tls: failed to verify certificate: x509: certificate signed by unknown authority"
memcache.go:381] "Couldn't get current server API group list" err="Get \"https://172.30.1.2:6443/api?timeout=32s\": tls: failed to verify certificate: x509: certificate signed by unknown authority"
memcache.go:381] "Couldn't get current server API group list" err="Get \"https://172.30.1.2:6443/api?timeout=32s\": tls: failed to verify certificate: x509: certificate signed by unknown authority"
Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority
$ kubectl get ns default --insecure-skip-tls-verify -o name
namespace/default
$ kubectl get ns --insecure-skip-tls-verify --certificate-authority=other.crt
error: specifying a root certificates file with the insecure flag is not allowed
[1]
$ kubectl get ns --tls-server-name=web.example.com
Unable to connect to the server: tls: failed to verify certificate: x509: certificate is valid for controlplane, kubernetes, kubernetes.default, kubernetes.default.svc, kubernetes.default.svc.cluster.local, not web.example.com
[1]
$ kubectl get ns default --tls-server-name=kubernetes.default -o name
namespace/default
$ kubectl create ns early -s https://127.0.0.1:6443
Unable to connect to the server: tls: failed to verify certificate: x509: certificate is valid for 10.96.0.1, 172.30.1.2, not 127.0.0.1
[1]
$ kubectl get ns default -s https://127.0.0.1:6443 --insecure-skip-tls-verify -o name
namespace/default
$ helm list --kube-ca-file other.crt
Error: kubernetes cluster unreachable: Get "https://172.30.1.2:6443/version": tls: failed to verify certificate: x509: certificate signed by unknown authority
[1]
$ helm list --kube-tls-server-name=web.example.com
Error: kubernetes cluster unreachable: Get "https://172.30.1.2:6443/version": tls: failed to verify certificate: x509: certificate is valid for controlplane, kubernetes, kubernetes.default, kubernetes.default.svc, kubernetes.default.svc.cluster.local, not web.example.com
[1]
$ kubectl config set-cluster kubernetes --certificate-authority=other.crt
Cluster "kubernetes" set.
$ kubectl version
Client Version: v1.37.1
Kustomize Version: v5.8.1
Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority
[1]
$ kubectl cluster-info

To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.
Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority
[1]
$ helm list
Error: kubernetes cluster unreachable: Get "https://172.30.1.2:6443/version": tls: failed to verify certificate: x509: certificate signed by unknown authority
[1]
$ helm list --kube-insecure-skip-tls-verify
NAME	NAMESPACE	REVISION	UPDATED	STATUS	CHART	APP VERSION
