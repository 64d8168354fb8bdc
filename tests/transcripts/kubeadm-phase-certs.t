# The API server's certificate is made again, for more names
$ kubeadm init phase certs apiserver
[certs] Using existing apiserver certificate and key on disk
$ mv /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.key /root/
$ kubeadm init phase certs apiserver --apiserver-cert-extra-sans=web.example,10.0.0.9
[certs] Generating "apiserver" certificate and key
[certs] apiserver serving cert is signed for DNS names [controlplane kubernetes kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local web.example] and IPs [10.96.0.1 172.30.1.2 10.0.0.9]
$ openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -text | grep -A1 Alternative
            X509v3 Subject Alternative Name: 
                DNS:controlplane, DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc, DNS:kubernetes.default.svc.cluster.local, DNS:web.example, IP Address:10.96.0.1, IP Address:172.30.1.2, IP Address:10.0.0.9
$ openssl verify -CAfile /etc/kubernetes/pki/ca.crt /etc/kubernetes/pki/apiserver.crt
/etc/kubernetes/pki/apiserver.crt: OK
$ kubeadm init phase certs nope
error: unknown command "nope" for "kubeadm init phase certs"
To see the stack trace of this error execute with --v=5 or higher
[1]
# etcdctl compacts up to a revision that has been
$ alias e='etcdctl --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key'
$ e compaction 5
compacted revision 5
$ e compaction 99999999
Error: etcdserver: mvcc: required revision is a future revision
[1]
$ e compaction
Error: compaction command needs 1 argument
[128]
