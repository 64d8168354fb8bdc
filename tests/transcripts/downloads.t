# Programs and keys come from the sites that instructions name
$ curl -sLO "https://dl.k8s.io/release/$(curl -sL https://dl.k8s.io/release/stable.txt)/bin/linux/amd64/kubectl"
$ curl -sLO https://dl.k8s.io/release/v1.37.1/bin/linux/amd64/kubectl.sha256; echo "$(cat kubectl.sha256)  kubectl" | sha256sum --check
kubectl: OK
$ chmod +x kubectl; ./kubectl version --client
Client Version: v1.37.1
Kustomize Version: v5.8.1
$ curl -fsSL https://pkgs.k8s.io/core:/stable:/v1.37/deb/Release.key | sudo gpg --dearmor --yes -o /etc/apt/keyrings/kubernetes-apt-keyring.gpg; test -s /etc/apt/keyrings/kubernetes-apt-keyring.gpg && echo a key
a key
$ echo nothing | gpg --dearmor
gpg: no valid OpenPGP data found.
[2]
$ wget -q https://get.helm.sh/helm-v3.12.0-linux-amd64.tar.gz && tar -zxvf helm-v3.12.0-linux-amd64.tar.gz && ./linux-amd64/helm version --short
linux-amd64/helm
linux-amd64/README.md
v4.3.1+gc0d08d0
$ source <(helm completion bash); source /usr/share/bash-completion/bash_completion; source <(kubectl completion bash)
$ curl -sI https://dl.k8s.io/nothing | head -n 1
HTTP/1.1 404 Not Found
