# Programs that setups fetch: Helm by its script, crictl as an archive; what else the same sites have is still there
$ curl -fsSL https://raw.githubusercontent.com/helm/helm/main/scripts/get-helm-3 | bash
Helm v4.3.1 is already latest
$ rm $(which helm); hash -r
$ curl -fsSL -o get_helm.sh https://raw.githubusercontent.com/helm/helm/main/scripts/get-helm-3 && chmod 700 get_helm.sh && ./get_helm.sh
Downloading https://get.helm.sh/helm-v4.3.1-linux-amd64.tar.gz
Preparing to install helm into /usr/local/bin
helm installed into /usr/local/bin/helm
$ helm version --short
v4.3.1+gc0d08d0
$ curl -fsSL https://github.com/kubernetes-sigs/cri-tools/releases/download/v1.36.0/crictl-v1.36.0-linux-amd64.tar.gz -o crictl.tar.gz
$ tar zxvf crictl.tar.gz -C /usr/local/bin
crictl
$ crictl ps --name kube-scheduler -q | wc -l
1
$ curl -s https://raw.githubusercontent.com/rancher/local-path-provisioner/master/deploy/local-path-storage.yaml | head -2
apiVersion: v1
kind: Namespace
$ curl -sL https://github.com/nobody/nothing
404: Not Found
