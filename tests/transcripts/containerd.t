# What lies under the kubelet: containerd's own client, the numbers of containers' processes, and a way into them.
$ kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"controlplane"}}'; kubectl wait --for=condition=Ready pod/web
pod/web created
pod/web condition met
$ ctr ns ls; ctr containers ls; ctr -n k8s.io containers ls -q | wc -l
NAME   LABELS 
k8s.io        
CONTAINER    IMAGE    RUNTIME    
14
$ ctr -n k8s.io tasks ls | awk '{print $2, $3}' | grep -c RUNNING
7
$ ctr -n k8s.io images ls | grep nginx:latest | awk '{print $1, $2, $5, $6, $7}'
docker.io/library/nginx:latest application/vnd.oci.image.index.v1+json MiB linux/amd64,linux/arm64,linux/ppc64le,linux/s390x io.cri-containerd.image=managed
$ ctr -n k8s.io images pull docker.io/library/redis:7; ctr nothing; ctr snapshots ls
ctr: images pull: not simulated on this node: crictl changes containers and images
No help topic for 'nothing'
ctr: snapshots: not simulated on this node
[1]
$ P=$(crictl inspect $(crictl ps -q --name web) | jq .info.pid); cat /proc/$P/comm; [ "$(pgrep nginx)" = "$P" ] && echo the same
nginx
the same
$ nsenter -t $P -a hostname; nsenter -t $P -m -n cat /etc/hostname; nsenter -t 1 -m -n hostname
web
web
controlplane
$ nsenter -t $P -n ip a; nsenter -t 99999 -a ls; nsenter -a ls; nsenter -t $P -a nothing
nsenter: net alone: not simulated; enter the container with -a
nsenter: cannot open /proc/99999/ns/mnt: No such file or directory
nsenter: no target PID specified for --all
nsenter: failed to execute nothing: No such file or directory
[127]
$ ls /opt/cni/bin | head -3; jq -r '.plugins[].type' /etc/cni/net.d/10-bridge.conflist; grep SystemdCgroup /etc/containerd/config.toml
bandwidth
bridge
dhcp
bridge
portmap
          SystemdCgroup = true
