# A cluster is upgraded as the documentation has it: kubeadm, control plane, kubelets, one node after the other.
$ kubeadm version -o short; kubelet --version
v1.36.2
Kubernetes v1.36.2
$ kubeadm upgrade plan 2>&1
[preflight] Running pre-flight checks.
[upgrade/config] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...
[upgrade/config] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.
[upgrade] Running cluster health checks
[upgrade] Fetching available versions to upgrade to
[upgrade/versions] Cluster version: 1.36.2
[upgrade/versions] kubeadm version: v1.36.2
I1123 00:00:03.000000    2146 version.go:260] remote version is much newer: v1.37.1; falling back to: stable-1.36
[upgrade/versions] Target version: v1.36.5
[upgrade/versions] Latest version in the v1.36 series: v1.36.5

Components that must be upgraded manually after you have upgraded the control plane with 'kubeadm upgrade apply':
COMPONENT   NODE           CURRENT   TARGET
kubelet     controlplane   v1.36.2   v1.36.5
kubelet     node01         v1.36.2   v1.36.5

Upgrade to the latest version in the v1.36 series:

COMPONENT                 NODE           CURRENT   TARGET
kube-apiserver            controlplane   v1.36.2   v1.36.5
kube-controller-manager   controlplane   v1.36.2   v1.36.5
kube-scheduler            controlplane   v1.36.2   v1.36.5
kube-proxy                               1.36.2    v1.36.5
CoreDNS                                  v1.14.1   v1.14.2
etcd                      controlplane   3.6.8-0   3.6.8-0

You can now apply the upgrade by executing the following command:

	kubeadm upgrade apply v1.36.5

Note: Before you can perform this upgrade, you have to update kubeadm to v1.36.5.

_____________________________________________________________________


The table below shows the current state of component configs as understood by this version of kubeadm.
Configs that have a "yes" mark in the "MANUAL UPGRADE REQUIRED" column require manual config upgrade or
resetting to kubeadm defaults before a successful upgrade can be performed. The version to manually
upgrade to is denoted in the "PREFERRED VERSION" column.

API GROUP                 CURRENT VERSION   PREFERRED VERSION   MANUAL UPGRADE REQUIRED
kubeproxy.config.k8s.io   v1alpha1          v1alpha1            no
kubelet.config.k8s.io     v1beta1           v1beta1             no
_____________________________________________________________________

$ kubeadm upgrade apply v1.36.5 -y 2>&1
[upgrade] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...
[upgrade] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.
[upgrade/preflight] Running preflight checks
[upgrade] Running cluster health checks
[upgrade/preflight] You have chosen to upgrade the cluster version to "v1.36.5"
[upgrade/versions] Cluster version: v1.36.2
[upgrade/versions] kubeadm version: v1.36.2
error: error execution phase preflight: the version argument is invalid due to these fatal errors:

	- Specified version to upgrade to "v1.36.5" is higher than the kubeadm version "v1.36.2". Upgrade kubeadm first using the tool you used to install kubeadm

Please fix the misalignments highlighted above and try upgrading again
To see the stack trace of this error execute with --v=5 or higher
[1]
$ apt-mark unhold kubeadm > /dev/null; apt-get install -y kubeadm=1.36.5-1.1 > /dev/null; apt-mark hold kubeadm
kubeadm set on hold.
$ kubeadm upgrade plan 2>/dev/null | head -20
[preflight] Running pre-flight checks.
[upgrade/config] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...
[upgrade/config] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.
[upgrade] Running cluster health checks
[upgrade] Fetching available versions to upgrade to
[upgrade/versions] Cluster version: 1.36.2
[upgrade/versions] kubeadm version: v1.36.5
[upgrade/versions] Target version: v1.36.5
[upgrade/versions] Latest version in the v1.36 series: v1.36.5

Components that must be upgraded manually after you have upgraded the control plane with 'kubeadm upgrade apply':
COMPONENT   NODE           CURRENT   TARGET
kubelet     controlplane   v1.36.2   v1.36.5
kubelet     node01         v1.36.2   v1.36.5

Upgrade to the latest version in the v1.36 series:

COMPONENT                 NODE           CURRENT   TARGET
kube-apiserver            controlplane   v1.36.2   v1.36.5
kube-controller-manager   controlplane   v1.36.2   v1.36.5
$ kubectl drain controlplane --ignore-daemonsets
node/controlplane cordoned
Warning: ignoring DaemonSet-managed Pods: kube-system/kube-proxy-xnpr4
evicting pod kube-system/coredns-5584f46f4-445j5
pod/coredns-5584f46f4-445j5 evicted
node/controlplane drained
$ kubeadm upgrade apply v1.36.5 -y 2>&1
[upgrade] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...
[upgrade] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.
[upgrade/preflight] Running preflight checks
[upgrade] Running cluster health checks
[upgrade/preflight] You have chosen to upgrade the cluster version to "v1.36.5"
[upgrade/versions] Cluster version: v1.36.2
[upgrade/versions] kubeadm version: v1.36.5
[upgrade/preflight] Pulling images required for setting up a Kubernetes cluster
[upgrade/preflight] This might take a minute or two, depending on the speed of your internet connection
[upgrade/preflight] You can also perform this action beforehand using 'kubeadm config images pull'
[upgrade/control-plane] Upgrading your static Pod-hosted control plane to version "v1.36.5" (timeout: 5m0s)...
[upgrade/staticpods] Writing new Static Pod manifests to "/etc/kubernetes/tmp/kubeadm-upgraded-manifests2942557228"
[upgrade/staticpods] Preparing for "etcd" upgrade
[upgrade/staticpods] Renewing etcd-server certificate
[upgrade/staticpods] Renewing etcd-peer certificate
[upgrade/staticpods] Renewing etcd-healthcheck-client certificate
[upgrade/staticpods] Restarting the etcd static pod and backing up its manifest to "/etc/kubernetes/tmp/kubeadm-backup-manifests-2026-11-23-00-00-27/etcd.yaml"
[upgrade/staticpods] Waiting for the kubelet to restart the component
[upgrade/staticpods] This can take up to 5m0s
[apiclient] Found 1 Pods for label selector component=etcd
[upgrade/staticpods] Component "etcd" upgraded successfully!
[upgrade/etcd] Waiting for etcd to become available
[upgrade/staticpods] Preparing for "kube-apiserver" upgrade
[upgrade/staticpods] Renewing apiserver certificate
[upgrade/staticpods] Renewing apiserver-kubelet-client certificate
[upgrade/staticpods] Renewing front-proxy-client certificate
[upgrade/staticpods] Renewing apiserver-etcd-client certificate
[upgrade/staticpods] Moving new manifest to "/etc/kubernetes/manifests/kube-apiserver.yaml" and backing up old manifest to "/etc/kubernetes/tmp/kubeadm-backup-manifests-2026-11-23-00-00-27/kube-apiserver.yaml"
[upgrade/staticpods] Waiting for the kubelet to restart the component
[upgrade/staticpods] This can take up to 5m0s
[apiclient] Found 1 Pods for label selector component=kube-apiserver
[upgrade/staticpods] Component "kube-apiserver" upgraded successfully!
[upgrade/staticpods] Preparing for "kube-controller-manager" upgrade
[upgrade/staticpods] Renewing controller-manager.conf certificate
[upgrade/staticpods] Moving new manifest to "/etc/kubernetes/manifests/kube-controller-manager.yaml" and backing up old manifest to "/etc/kubernetes/tmp/kubeadm-backup-manifests-2026-11-23-00-00-27/kube-controller-manager.yaml"
[upgrade/staticpods] Waiting for the kubelet to restart the component
[upgrade/staticpods] This can take up to 5m0s
[apiclient] Found 1 Pods for label selector component=kube-controller-manager
[upgrade/staticpods] Component "kube-controller-manager" upgraded successfully!
[upgrade/staticpods] Preparing for "kube-scheduler" upgrade
[upgrade/staticpods] Renewing scheduler.conf certificate
[upgrade/staticpods] Moving new manifest to "/etc/kubernetes/manifests/kube-scheduler.yaml" and backing up old manifest to "/etc/kubernetes/tmp/kubeadm-backup-manifests-2026-11-23-00-00-27/kube-scheduler.yaml"
[upgrade/staticpods] Waiting for the kubelet to restart the component
[upgrade/staticpods] This can take up to 5m0s
[apiclient] Found 1 Pods for label selector component=kube-scheduler
[upgrade/staticpods] Component "kube-scheduler" upgraded successfully!
[upgrade/control-plane] The control plane instance for this node was successfully upgraded!
[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace
[kubelet] Creating a ConfigMap "kubelet-config" in namespace kube-system with the configuration for the kubelets in the cluster
[upgrade/kubeconfig] The kubeconfig files for this node were successfully upgraded!
W1123 00:00:56.000000    2161 postupgrade.go:105] Using temporary directory /etc/kubernetes/tmp/kubeadm-kubelet-config-2026-11-23-00-00-56 for kubelet config. To override it set the environment variable KUBEADM_UPGRADE_DRYRUN_DIR
[upgrade] Backing up kubelet config file to /etc/kubernetes/tmp/kubeadm-kubelet-config-2026-11-23-00-00-56/config.yaml
[patches] Applied patch of type "application/strategic-merge-patch+json" to target "kubeletconfiguration"
[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"
[upgrade/kubelet-config] The kubelet configuration for this node was successfully upgraded!
[upgrade/bootstrap-token] Configuring bootstrap token and cluster-info RBAC rules
[bootstrap-token] Configured RBAC rules to allow Node Bootstrap tokens to get nodes
[bootstrap-token] Configured RBAC rules to allow Node Bootstrap tokens to post CSRs in order for nodes to get long term certificate credentials
[bootstrap-token] Configured RBAC rules to allow the csrapprover controller automatically approve CSRs from a Node Bootstrap Token
[bootstrap-token] Configured RBAC rules to allow certificate rotation for all node client certificates in the cluster
[bootstrap-token] Configured RBAC rules to allow the API server kubelet client certificate to access the kubelet API
[addons] Applied essential addon: CoreDNS
[addons] Applied essential addon: kube-proxy

[upgrade] SUCCESS! A control plane node of your cluster was upgraded to "v1.36.5".

[upgrade] Now please proceed with upgrading the rest of the nodes by following the right order.
$ kubectl version | tail -1
Server Version: v1.36.5
$ kubectl get nodes
NAME           STATUS                     ROLES           AGE   VERSION
controlplane   Ready,SchedulingDisabled   control-plane   10m   v1.36.2
node01         Ready                      <none>          10m   v1.36.2
$ kubectl get pods -n kube-system -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image,READY:.status.containerStatuses[0].ready
NAME                                   IMAGE                                             READY
coredns-5584f46f4-hrrmm                registry.k8s.io/coredns/coredns:v1.14.1           true
coredns-5584f46f4-j9pfg                registry.k8s.io/coredns/coredns:v1.14.1           true
coredns-767969b9ff-8zmvz               registry.k8s.io/coredns/coredns:v1.14.2           <none>
coredns-767969b9ff-vrngp               registry.k8s.io/coredns/coredns:v1.14.2           <none>
etcd-controlplane                      registry.k8s.io/etcd:3.6.8-0                      true
kube-apiserver-controlplane            registry.k8s.io/kube-apiserver:v1.36.5            false
kube-controller-manager-controlplane   registry.k8s.io/kube-controller-manager:v1.36.5   false
kube-proxy-gr92s                       registry.k8s.io/kube-proxy:v1.36.2                true
kube-proxy-xnpr4                       registry.k8s.io/kube-proxy:v1.36.2                true
kube-scheduler-controlplane            registry.k8s.io/kube-scheduler:v1.36.5            false
$ apt-mark unhold kubelet kubectl; apt-get install -y kubelet=1.36.5-1.1 kubectl=1.36.5-1.1 | tail -2; apt-mark hold kubelet kubectl
Canceled hold on kubelet.
Canceled hold on kubectl.
Setting up kubectl (1.36.5-1.1) ...
Setting up kubelet (1.36.5-1.1) ...
kubelet set on hold.
kubectl set on hold.
$ kubectl get node controlplane
NAME           STATUS                     ROLES           AGE   VERSION
controlplane   Ready,SchedulingDisabled   control-plane   10m   v1.36.2
$ systemctl daemon-reload && systemctl restart kubelet; sleep 2; kubectl uncordon controlplane; kubectl get nodes
node/controlplane uncordoned
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   11m   v1.36.5
node01         Ready    <none>          11m   v1.36.2
$ ssh node01
Last login: from 172.30.1.2
$ kubeadm upgrade node 2>&1
[upgrade] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...
[upgrade] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.
[upgrade/preflight] Running pre-flight checks
[upgrade/preflight] Skipping prepull. Not a control plane node.
[upgrade/control-plane] Skipping phase. Not a control plane node.
[upgrade/kubeconfig] Skipping phase. Not a control plane node.
W1123 00:01:00.000000    2145 postupgrade.go:105] Using temporary directory /etc/kubernetes/tmp/kubeadm-kubelet-config-2026-11-23-00-01-00 for kubelet config. To override it set the environment variable KUBEADM_UPGRADE_DRYRUN_DIR
[upgrade] Backing up kubelet config file to /etc/kubernetes/tmp/kubeadm-kubelet-config-2026-11-23-00-01-00/config.yaml
[patches] Applied patch of type "application/strategic-merge-patch+json" to target "kubeletconfiguration"
[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"
[upgrade/kubelet-config] The kubelet configuration for this node was successfully upgraded!
[upgrade/addon] Skipping the addon/coredns phase. Not a control plane node.
[upgrade/addon] Skipping the addon/kube-proxy phase. Not a control plane node.
$ apt-mark unhold kubelet kubeadm > /dev/null; apt-get install -y kubelet=1.36.5-1.1 kubeadm=1.36.5-1.1 | tail -1; systemctl daemon-reload; systemctl restart kubelet
Setting up kubelet (1.36.5-1.1) ...
$ exit
logout
Connection to node01 closed.
$ kubectl get nodes
NAME           STATUS   ROLES           AGE   VERSION
controlplane   Ready    control-plane   11m   v1.36.5
node01         Ready    <none>          11m   v1.36.5
$ kubeadm upgrade plan 2>/dev/null
[preflight] Running pre-flight checks.
[upgrade/config] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...
[upgrade/config] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.
[upgrade] Running cluster health checks
[upgrade] Fetching available versions to upgrade to
[upgrade/versions] Cluster version: 1.36.5
[upgrade/versions] kubeadm version: v1.36.5
[upgrade/versions] Target version: v1.36.5
[upgrade/versions] Latest version in the v1.36 series: v1.36.5

Awesome, you're up-to-date! Enjoy!

$ kubectl get cm -n kube-system kubeadm-config -o yaml | grep kubernetesVersion
    kubernetesVersion: v1.36.5
