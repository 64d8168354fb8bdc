# more minikube
@ cluster minikube
$ kubectl get nodes -o wide
NAME       STATUS   ROLES           AGE   VERSION   INTERNAL-IP    EXTERNAL-IP   OS-IMAGE                         KERNEL-VERSION     CONTAINER-RUNTIME
minikube   Ready    control-plane   10m   v1.36.2   192.168.49.2   <none>        Debian GNU/Linux 12 (bookworm)   6.8.0-51-generic   docker://29.2.1
$ minikube status -o json
{"Name":"minikube","Host":"Running","Kubelet":"Running","APIServer":"Running","Kubeconfig":"Configured","Worker":false}
$ minikube status --format '{{.Host}}'
Running
$ minikube addons list
┌─────────────────────────────┬──────────┬────────────┬────────────────────────────────────────┐
│         ADDON NAME          │ PROFILE  │   STATUS   │               MAINTAINER               │
├─────────────────────────────┼──────────┼────────────┼────────────────────────────────────────┤
│ ambassador                  │ minikube │ disabled   │ 3rd party (Ambassador)                 │
│ amd-gpu-device-plugin       │ minikube │ disabled   │ 3rd party (AMD)                        │
│ auto-pause                  │ minikube │ disabled   │ minikube                               │
│ cloud-spanner               │ minikube │ disabled   │ Google                                 │
│ csi-hostpath-driver         │ minikube │ disabled   │ Kubernetes                             │
│ dashboard                   │ minikube │ disabled   │ Kubernetes                             │
│ default-storageclass        │ minikube │ enabled ✅ │ Kubernetes                             │
│ efk                         │ minikube │ disabled   │ 3rd party (Elastic)                    │
│ freshpod                    │ minikube │ disabled   │ Google                                 │
│ gcp-auth                    │ minikube │ disabled   │ Google                                 │
│ gvisor                      │ minikube │ disabled   │ minikube                               │
│ headlamp                    │ minikube │ disabled   │ 3rd party (kinvolk.io)                 │
│ inaccel                     │ minikube │ disabled   │ 3rd party (InAccel [info@inaccel.com]) │
│ ingress                     │ minikube │ disabled   │ Kubernetes                             │
│ ingress-dns                 │ minikube │ disabled   │ minikube                               │
│ inspektor-gadget            │ minikube │ disabled   │ 3rd party (inspektor-gadget.io)        │
│ istio                       │ minikube │ disabled   │ 3rd party (Istio)                      │
│ istio-provisioner           │ minikube │ disabled   │ 3rd party (Istio)                      │
│ kong                        │ minikube │ disabled   │ 3rd party (Kong HQ)                    │
│ kubeflow                    │ minikube │ disabled   │ 3rd party                              │
│ kubetail                    │ minikube │ disabled   │ 3rd party (kubetail.com)               │
│ kubevirt                    │ minikube │ disabled   │ 3rd party (KubeVirt)                   │
│ logviewer                   │ minikube │ disabled   │ 3rd party (unknown)                    │
│ metallb                     │ minikube │ disabled   │ 3rd party (MetalLB)                    │
│ metrics-server              │ minikube │ disabled   │ Kubernetes                             │
│ nvidia-device-plugin        │ minikube │ disabled   │ 3rd party (NVIDIA)                     │
│ nvidia-driver-installer     │ minikube │ disabled   │ 3rd party (NVIDIA)                     │
│ nvidia-gpu-device-plugin    │ minikube │ disabled   │ 3rd party (NVIDIA)                     │
│ olm                         │ minikube │ disabled   │ 3rd party (Operator Framework)         │
│ pod-security-policy         │ minikube │ disabled   │ 3rd party (unknown)                    │
│ portainer                   │ minikube │ disabled   │ 3rd party (Portainer.io)               │
│ registry                    │ minikube │ disabled   │ minikube                               │
│ registry-aliases            │ minikube │ disabled   │ 3rd party (unknown)                    │
│ registry-creds              │ minikube │ disabled   │ 3rd party (UPMC Enterprises)           │
│ storage-provisioner         │ minikube │ enabled ✅ │ minikube                               │
│ storage-provisioner-rancher │ minikube │ disabled   │ 3rd party (Rancher)                    │
│ volcano                     │ minikube │ disabled   │ third-party (volcano)                  │
│ volumesnapshots             │ minikube │ disabled   │ Kubernetes                             │
│ yakd                        │ minikube │ disabled   │ 3rd party (marcnuri.com)               │
└─────────────────────────────┴──────────┴────────────┴────────────────────────────────────────┘
$ minikube addons enable ingress
💡  ingress is an addon maintained by Kubernetes. For any concerns contact minikube on GitHub.
You can view the list of minikube maintainers at: https://github.com/kubernetes/minikube/blob/master/OWNERS
    ▪ Using image registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.6.3
    ▪ Using image registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.6.3
    ▪ Using image registry.k8s.io/ingress-nginx/controller:v1.13.3
🔎  Verifying ingress addon...
🌟  The 'ingress' addon is enabled
$ minikube addons enable dashboard | cat
* dashboard is an addon maintained by Kubernetes. For any concerns contact minikube on GitHub.
You can view the list of minikube maintainers at: https://github.com/kubernetes/minikube/blob/master/OWNERS
  - Using image docker.io/kubernetesui/dashboard:v2.7.0
  - Using image docker.io/kubernetesui/metrics-scraper:v1.0.8
* Some dashboard features require the metrics-server addon. To enable all features please run:

	minikube addons enable metrics-server


* The 'dashboard' addon is enabled
$ minikube addons enable nosuch

❌  Exiting due to MK_ADDON_ENABLE: enable failed: addon 'nosuch' is not a valid addon packaged with minikube.
To see the list of available addons run:
minikube addons list
[11]
$ kubectl get sc
NAME                 PROVISIONER                RECLAIMPOLICY   VOLUMEBINDINGMODE   ALLOWVOLUMEEXPANSION   AGE
standard (default)   k8s.io/minikube-hostpath   Delete          Immediate           false                  21s
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ kubectl expose deployment web --type=LoadBalancer --port=8080 --target-port=80
service/web exposed
$ kubectl get svc web
NAME   TYPE           CLUSTER-IP       EXTERNAL-IP   PORT(S)          AGE
web    LoadBalancer   10.101.175.206   <pending>     8080:30360/TCP   0s
$ minikube tunnel > tunnel.log &
[1] 2157
@ wait 10s
$ kubectl get svc web
NAME   TYPE           CLUSTER-IP       EXTERNAL-IP      PORT(S)          AGE
web    LoadBalancer   10.101.175.206   10.101.175.206   8080:30360/TCP   10s
$ cat tunnel.log
Status:	
	machine: minikube
	pid: 2157
	route: 10.96.0.0/12 -> 192.168.49.2
	minikube: Running
	services: [web]
    errors: 
		minikube: no errors
		router: no errors
		loadbalancer emulator: no errors
$ curl -sI http://$(kubectl get svc web -o jsonpath='{.status.loadBalancer.ingress[0].ip}'):8080 | head -1
HTTP/1.1 200 OK
$ kill %1
@ wait 5s
$ kubectl get svc web
NAME   TYPE           CLUSTER-IP       EXTERNAL-IP   PORT(S)          AGE
web    LoadBalancer   10.101.175.206   <pending>     8080:30360/TCP   15s
[1]+  Terminated              minikube tunnel > tunnel.log
$ minikube service web
┌───────────┬──────┬─────────────┬───────────────────────────┐
│ NAMESPACE │ NAME │ TARGET PORT │            URL            │
├───────────┼──────┼─────────────┼───────────────────────────┤
│ default   │ web  │ 8080        │ http://192.168.49.2:30360 │
└───────────┴──────┴─────────────┴───────────────────────────┘
🎉  Opening service default/web in default browser...
👉  http://192.168.49.2:30360
$ minikube service nope

❌  Exiting due to SVC_NOT_FOUND: Service 'nope' was not found in 'default' namespace.
You may select another namespace by using 'minikube service nope -n <namespace>'. Or list out all the services using 'minikube service list'
[115]
$ minikube ssh -- hostname
minikube
$ minikube ssh
$ docker ps
Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
[1]
$ exit
logout
$ echo hi > a.txt; minikube cp a.txt /tmp/b.txt; minikube ssh cat /tmp/b.txt
hi
$ minikube kubectl -- get pods
NAME                   READY   STATUS    RESTARTS   AGE
web-7887448d46-84525   1/1     Running   0          17s
web-7887448d46-n6tz7   1/1     Running   0          17s
$ minikube pause
⏸️  Pausing node minikube ... 
⏯️  Paused 18 containers in: kube-system, kubernetes-dashboard, istio-operator
$ minikube status
minikube
type: Control Plane
host: Running
kubelet: Stopped
apiserver: Paused
kubeconfig: Configured

[2]
$ kubectl get pods
The connection to the server 192.168.49.2:8443 was refused - did you specify the right host or port?
[1]
$ minikube unpause
⏯️  Unpausing node minikube ... 
⏸️  Unpaused 18 containers in: kube-system, kubernetes-dashboard, istio-operator
$ kubectl get pods
NAME                   READY   STATUS    RESTARTS   AGE
web-7887448d46-84525   1/1     Running   0          19s
web-7887448d46-n6tz7   1/1     Running   0          19s
$ minikube dashboard --url > url.txt 2>err.txt &
[1] 2184
@ wait 8s
$ cat err.txt; cat url.txt; curl -s $(cat url.txt)
* Verifying dashboard health ...
* Launching proxy ...
* Verifying proxy health ...
http://127.0.0.1:36943/api/v1/namespaces/kubernetes-dashboard/services/http:kubernetes-dashboard:/proxy/
<!DOCTYPE html><html lang="en"><head><title>Kubernetes Dashboard</title></head><body></body></html>
$ minikube config set memory 4096
❗  These changes will take effect upon a minikube delete and then a minikube start
$ minikube config view
- memory: 4096
$ minikube image ls | head -3
registry.k8s.io/kube-scheduler:v1.36.2
registry.k8s.io/kube-proxy:v1.36.2
registry.k8s.io/kube-controller-manager:v1.36.2
$ minikube docker-env
export DOCKER_TLS_VERIFY="1"
export DOCKER_HOST="tcp://192.168.49.2:2376"
export DOCKER_CERT_PATH="/root/.minikube/certs"
export MINIKUBE_ACTIVE_DOCKERD="minikube"

\# To point your shell to minikube's docker-daemon, run:
\# eval $(minikube -p minikube docker-env)
$ minikube foo
Error: unknown command "foo" for "minikube"
Run 'minikube --help' for usage.
[64]
$ minikube start --foo
Error: unknown flag: --foo
See 'minikube start --help' for usage.
[64]
$ minikube mount a:b

❌  Exiting due to MK_UNIMPLEMENTED: minikube mount is not simulated
💡  Suggestion: copy files with `minikube cp`

[14]
$ nproc; free -m
4
               total        used        free      shared  buff/cache   available
Mem:            7690         908        5302           3        1480        6782
Swap:              0           0           0
$ minikube start --help | head -5
Starts a local Kubernetes cluster

Options:
        --driver='':
	Driver is one of the following: docker (defaults to auto-detect)
$ minikube delete --all
🔥  Deleting "minikube" in docker ...
🔥  Deleting container "minikube" ...
🔥  Removing /root/.minikube/machines/minikube ...
💀  Removed all traces of the "minikube" cluster.
🔥  Successfully deleted all profiles
$ kubectl config view
apiVersion: v1
clusters: null
contexts: null
current-context: ""
kind: Config
users: null
$ minikube delete
🙄  "minikube" profile does not exist, trying anyways.
💀  Removed all traces of the "minikube" cluster.
