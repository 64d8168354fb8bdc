# What a node's kernel is set to, and the rules that kube-proxy keeps in it.
$ sysctl net.ipv4.ip_forward; sysctl -n vm.swappiness; sysctl net.nothing
net.ipv4.ip_forward = 1
60
sysctl: cannot stat /proc/sys/net/nothing: No such file or directory
[1]
$ printf 'net.bridge.bridge-nf-call-iptables = 1\nnet.ipv4.ip_forward = 0\n' > /etc/sysctl.d/k8s.conf; sysctl --system
* Applying /etc/sysctl.d/99-kubernetes-cri.conf ...
* Applying /etc/sysctl.d/k8s.conf ...
net.bridge.bridge-nf-call-iptables = 1
net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-ip6tables = 1
net.bridge.bridge-nf-call-iptables = 1
net.ipv4.ip_forward = 0
$ cat /proc/sys/net/ipv4/ip_forward; sysctl -w net.ipv4.ip_forward=1; sysctl -p /etc/nope.conf
0
net.ipv4.ip_forward = 1
sysctl: cannot open "/etc/nope.conf": No such file or directory
[1]
$ modprobe br_netfilter && lsmod | grep br_netfilter; modprobe nothing; swapoff -a
br_netfilter           32768  0
bridge                421888  1 br_netfilter
modprobe: FATAL: Module nothing not found in directory /lib/modules/6.8.0-51-generic
$ iptables-save | grep default/kubernetes
-A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-NPX46M4PTMTKRN6Y
-A KUBE-SVC-NPX46M4PTMTKRN6Y ! -s 10.244.0.0/16 -d 10.96.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-MARK-MASQ
-A KUBE-SVC-NPX46M4PTMTKRN6Y -m comment --comment "default/kubernetes:https -> 172.30.1.2:6443" -j KUBE-SEP-D23ODROEH5R4FSGE
-A KUBE-SEP-D23ODROEH5R4FSGE -s 172.30.1.2/32 -m comment --comment "default/kubernetes:https" -j KUBE-MARK-MASQ
-A KUBE-SEP-D23ODROEH5R4FSGE -p tcp -m comment --comment "default/kubernetes:https" -m tcp -j DNAT --to-destination 172.30.1.2:6443
$ kubectl create deployment web --image=nginx --replicas=2; kubectl expose deployment web --port=80 --type=NodePort; kubectl create service clusterip alone --tcp=80
deployment.apps/web created
service/web exposed
service/alone created
@ wait 10s
$ iptables-save | grep default/web | sed 's/KUBE-SEP-[A-Z0-9]*/KUBE-SEP-X/; s/--dport 3[0-9]*/--dport NODEPORT/'
-A KUBE-SERVICES -d 10.99.242.45/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-SVC-LOLE4ISW44XBNF3G
-A KUBE-SVC-LOLE4ISW44XBNF3G ! -s 10.244.0.0/16 -d 10.99.242.45/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-NODEPORTS -p tcp -m comment --comment "default/web" -m tcp --dport NODEPORT -j KUBE-EXT-LOLE4ISW44XBNF3G
-A KUBE-EXT-LOLE4ISW44XBNF3G -m comment --comment "masquerade traffic for default/web external destinations" -j KUBE-MARK-MASQ
-A KUBE-SVC-LOLE4ISW44XBNF3G -m comment --comment "default/web -> 10.244.0.3:80" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-X
-A KUBE-SEP-X -s 10.244.0.3/32 -m comment --comment "default/web" -j KUBE-MARK-MASQ
-A KUBE-SEP-X -p tcp -m comment --comment "default/web" -m tcp -j DNAT --to-destination 10.244.0.3:80
-A KUBE-SVC-LOLE4ISW44XBNF3G -m comment --comment "default/web -> 10.244.1.3:80" -j KUBE-SEP-X
-A KUBE-SEP-X -s 10.244.1.3/32 -m comment --comment "default/web" -j KUBE-MARK-MASQ
-A KUBE-SEP-X -p tcp -m comment --comment "default/web" -m tcp -j DNAT --to-destination 10.244.1.3:80
$ iptables -t nat -L KUBE-SERVICES -n | grep -E 'Chain|default/'
Chain KUBE-SERVICES (2 references)
KUBE-SVC-NPX46M4PTMTKRN6Y tcp  --  0.0.0.0/0            10.96.0.1            /* default/kubernetes:https cluster IP */ tcp dpt:443
KUBE-SVC-LOLE4ISW44XBNF3G tcp  --  0.0.0.0/0            10.99.242.45         /* default/web cluster IP */ tcp dpt:80
$ iptables-save | grep alone
-A KUBE-SERVICES -d 10.100.217.78/32 -p tcp -m comment --comment "default/alone:80 has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
$ iptables -A INPUT -j DROP
iptables v1.8.10 (nf_tables): this simulated machine shows rules (-L, -S); it takes none
Try `iptables -h' or 'iptables --help' for more information.
[2]
