# Machines leave the cluster and join it again; certificates are renewed; kubeadm tells of its configuration.
$ kubectl drain node01 --ignore-daemonsets --force | tail -1
Warning: ignoring DaemonSet-managed Pods: kube-system/kube-proxy-gr92s
node/node01 drained
$ kubectl delete node node01
node "node01" deleted
$ ssh node01 "kubeadm reset -f 2>&1"
[preflight] Running pre-flight checks
W1123 00:00:06.000000    2145 removeetcdmember.go:105] [reset] No kubeadm config, using etcd pod spec to get data directory
[reset] Deleted contents of the etcd data directory: /var/lib/etcd
[reset] Stopping the kubelet service
[reset] Unmounting mounted directories in "/var/lib/kubelet"
[reset] Deleting contents of directories: [/etc/kubernetes/manifests /var/lib/kubelet /etc/kubernetes/pki]
[reset] Deleting files: [/etc/kubernetes/admin.conf /etc/kubernetes/super-admin.conf /etc/kubernetes/kubelet.conf /etc/kubernetes/bootstrap-kubelet.conf /etc/kubernetes/controller-manager.conf /etc/kubernetes/scheduler.conf]

The reset process does not perform cleanup of CNI plugin configuration,
network filtering rules and kubeconfig files.

For information on how to perform this cleanup manually, please see:
    https://k8s.io/docs/reference/setup-tools/kubeadm/kubeadm-reset/

$ ssh node01 "systemctl is-active kubelet; ls /etc/kubernetes; ls /var/lib/kubelet"
inactive
manifests
pki
@ wait 5s
$ kubectl get nodes
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   10m   v1.36.2
$ JOIN=$(kubeadm token create --print-join-command); kubeadm token list
TOKEN                     TTL   EXPIRES                USAGES                   DESCRIPTION   EXTRA GROUPS
fn5h5s.5leoj2kbkjfl6y5f   24h   2026-11-24T00:00:11Z   authentication,signing   <none>        system:bootstrappers:kubeadm:default-node-token
$ ssh node01 "kubeadm join 172.30.1.2:6443 --token abcdef.0123456789abcdef --discovery-token-unsafe-skip-ca-verification"
[preflight] Running pre-flight checks
error: error execution phase preflight: couldn't validate the identity of the API Server: could not find a JWS signature in the cluster-info ConfigMap for token ID "abcdef"
To see the stack trace of this error execute with --v=5 or higher
[1]
@ wait 300s
$ ssh node01 "$JOIN 2>&1"
[preflight] Running pre-flight checks
[preflight] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...
[preflight] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.
[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"
[kubelet-start] Writing kubelet environment file with flags to file "/var/lib/kubelet/kubeadm-flags.env"
[kubelet-start] Starting the kubelet
[kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s
[kubelet-check] The kubelet is healthy after 502.334893ms
[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap

This node has joined the cluster:
* Certificate signing request was sent to apiserver and a response was received.
* The Kubelet was informed of the new secure connection details.

Run 'kubectl get nodes' on the control-plane to see this node join the cluster.

@ wait 15s
$ kubectl get nodes
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   20m   v1.36.2
node01         Ready    <none>          17s   v1.36.2
$ kubectl get pods -n kube-system -o wide --field-selector spec.nodeName=node01
NAME               READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
kube-proxy-6d2lr   1/1     Running   0          17s   172.30.2.2   node01   <none>           <none>
$ ssh node01 "$JOIN 2>&1"
[preflight] Running pre-flight checks
[preflight] Some fatal errors occurred:
	[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists
	[ERROR Port-10250]: Port 10250 is in use
	[ERROR FileAvailable--etc-kubernetes-pki-ca.crt]: /etc/kubernetes/pki/ca.crt already exists
[preflight] If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`
error: error execution phase preflight: preflight checks failed
To see the stack trace of this error execute with --v=5 or higher
[1]
# A node that was only deleted registers again when its kubelet starts.
$ kubectl delete node node01; sleep 3; kubectl get nodes; ssh node01 systemctl restart kubelet; sleep 5; kubectl get nodes
node "node01" deleted
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   20m   v1.36.2
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   20m   v1.36.2
node01         Ready    <none>          5s    v1.36.2
$ kubectl run p --image=nginx --overrides='{"spec":{"nodeName":"node01"}}'; sleep 10; kubectl get pod p
pod/p created
NAME   READY   STATUS    RESTARTS   AGE
p      1/1     Running   0          10s
$ kubeadm certs renew apiserver
[renew] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...
[renew] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.

certificate for serving the Kubernetes API renewed
$ kubeadm certs renew all
[renew] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...
[renew] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.

certificate embedded in the kubeconfig file for the admin to use and for kubeadm itself renewed
certificate for serving the Kubernetes API renewed
certificate the apiserver uses to access etcd renewed
certificate for the API server to connect to kubelet renewed
certificate embedded in the kubeconfig file for the controller manager to use renewed
certificate for liveness probes to healthcheck etcd renewed
certificate for etcd nodes to communicate with each other renewed
certificate for serving etcd renewed
certificate for the front proxy client renewed
certificate embedded in the kubeconfig file for the scheduler manager to use renewed
certificate embedded in the kubeconfig file for the super-admin renewed

Done renewing certificates. You must restart the kube-apiserver, kube-controller-manager, kube-scheduler and etcd, so that they can use the new certificates.
$ kubeadm certs renew nonsense
error: unknown command "nonsense" for "kubeadm certs renew"
To see the stack trace of this error execute with --v=5 or higher
[1]
$ openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -enddate -ext subjectAltName
notAfter=Nov 23 00:10:47 2027 GMT
X509v3 Subject Alternative Name: 
    DNS:controlplane, DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc, DNS:kubernetes.default.svc.cluster.local, IP Address:10.96.0.1, IP Address:172.30.1.2
$ kubeadm certs check-expiration
[check-expiration] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...
[check-expiration] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.

CERTIFICATE                EXPIRES                  RESIDUAL TIME   CERTIFICATE AUTHORITY   EXTERNALLY MANAGED
admin.conf                 Nov 23, 2027 00:10 UTC   365d            ca                      no                
apiserver                  Nov 23, 2027 00:10 UTC   365d            ca                      no                
apiserver-etcd-client      Nov 23, 2027 00:10 UTC   365d            etcd-ca                 no                
apiserver-kubelet-client   Nov 23, 2027 00:10 UTC   365d            ca                      no                
controller-manager.conf    Nov 23, 2027 00:10 UTC   365d            ca                      no                
etcd-healthcheck-client    Nov 23, 2027 00:10 UTC   365d            etcd-ca                 no                
etcd-peer                  Nov 23, 2027 00:10 UTC   365d            etcd-ca                 no                
etcd-server                Nov 23, 2027 00:10 UTC   365d            etcd-ca                 no                
front-proxy-client         Nov 23, 2027 00:10 UTC   365d            front-proxy-ca          no                
scheduler.conf             Nov 23, 2027 00:10 UTC   365d            ca                      no                
super-admin.conf           Nov 23, 2027 00:10 UTC   365d            ca                      no                

CERTIFICATE AUTHORITY   EXPIRES                  RESIDUAL TIME   EXTERNALLY MANAGED
ca                      Dec 31, 2099 00:00 UTC   73y             no                
etcd-ca                 Nov 19, 2036 23:00 UTC   9y              no                
front-proxy-ca          Nov 19, 2036 23:00 UTC   9y              no                
$ rm /etc/kubernetes/pki/apiserver.crt; kubeadm certs check-expiration | grep MISSING; kubeadm certs renew apiserver | tail -1
!MISSING! apiserver                                                                                           
MISSING! certificate for serving the Kubernetes API
$ kubeadm config view
apiVersion: kubeadm.k8s.io/v1beta4
clusterName: kubernetes
controlPlaneEndpoint: 172.30.1.2:6443
kind: ClusterConfiguration
kubernetesVersion: v1.36.2
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12

$ kubeadm config images list
registry.k8s.io/kube-apiserver:v1.36.2
registry.k8s.io/kube-controller-manager:v1.36.2
registry.k8s.io/kube-scheduler:v1.36.2
registry.k8s.io/kube-proxy:v1.36.2
registry.k8s.io/coredns/coredns:v1.14.1
registry.k8s.io/pause:3.10.2
registry.k8s.io/etcd:3.6.8-0
$ kubeadm config images pull --kubernetes-version v1.36.5
[config/images] Pulled registry.k8s.io/kube-apiserver:v1.36.5
[config/images] Pulled registry.k8s.io/kube-controller-manager:v1.36.5
[config/images] Pulled registry.k8s.io/kube-scheduler:v1.36.5
[config/images] Pulled registry.k8s.io/kube-proxy:v1.36.5
[config/images] Pulled registry.k8s.io/coredns/coredns:v1.14.2
[config/images] Pulled registry.k8s.io/pause:3.10.2
[config/images] Pulled registry.k8s.io/etcd:3.6.8-0
$ kubeadm config print join-defaults | head -8
apiVersion: kubeadm.k8s.io/v1beta4
caCertPath: /etc/kubernetes/pki/ca.crt
discovery:
  bootstrapToken:
    apiServerEndpoint: kube-apiserver:6443
    token: abcdef.0123456789abcdef
    unsafeSkipCAVerification: true
  tlsBootstrapToken: abcdef.0123456789abcdef
$ kubeadm kubeconfig user --client-name anna --org dev > anna.conf; kubectl --kubeconfig anna.conf auth whoami | head -3
ATTRIBUTE                                           VALUE
Username                                            anna
Groups                                              [dev system:authenticated]
$ kubeadm config; kubeadm frob; kubeadm upgrade apply
Usage:
  kubeadm config [command]

Available Commands:
  view               View the kubeadm configuration stored inside the cluster
  print init-defaults Print default init configuration
  print join-defaults Print default join configuration
  images list        Print a list of images kubeadm will use
  images pull        Pull images used by kubeadm
error: unknown command "frob" for "kubeadm"
To see the stack trace of this error execute with --v=5 or higher
error: missing one or more required arguments. Required arguments: [version]
To see the stack trace of this error execute with --v=5 or higher
[1]
