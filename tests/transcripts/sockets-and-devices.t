# ss, netstat, lsof, fuser and /proc tell of the same sockets; ip, route, arp and /proc/net of the same devices.
$ kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"controlplane"}}'; kubectl wait --for=condition=Ready pod/web
pod/web created
pod/web condition met
$ ss -tlnp
State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess                                   
LISTEN 0      4096       127.0.0.1:2379       0.0.0.0:*    users:(("etcd",pid=1708,fd=3))           
LISTEN 0      4096      172.30.1.2:2379       0.0.0.0:*    users:(("etcd",pid=1708,fd=4))           
LISTEN 0      4096      172.30.1.2:2380       0.0.0.0:*    users:(("etcd",pid=1708,fd=5))           
LISTEN 0      4096       127.0.0.1:2381       0.0.0.0:*    users:(("etcd",pid=1708,fd=6))           
LISTEN 0      4096               *:6443             *:*    users:(("kube-apiserver",pid=1892,fd=3)) 
LISTEN 0      4096       127.0.0.1:10248      0.0.0.0:*    users:(("kubelet",pid=1022,fd=3))        
LISTEN 0      4096               *:10249            *:*    users:(("kube-proxy",pid=1854,fd=3))     
LISTEN 0      4096               *:10250            *:*    users:(("kubelet",pid=1022,fd=4))        
LISTEN 0      4096               *:10256            *:*    users:(("kube-proxy",pid=1854,fd=4))     
LISTEN 0      4096       127.0.0.1:10257      0.0.0.0:*    users:(("kube-controller",pid=2023,fd=3))
LISTEN 0      4096       127.0.0.1:10259      0.0.0.0:*    users:(("kube-scheduler",pid=1559,fd=3)) 
$ ss -tnp dport = :2379
State Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess                                   
ESTAB 0      0          127.0.0.1:43836    127.0.0.1:2379 users:(("kube-apiserver",pid=1892,fd=10))
$ ss -Htan state established '( sport = :6443 )' | head -2
ESTAB 0      0      [::ffff:172.30.1.2]:6443 [::ffff:172.30.1.2]:39394       
ESTAB 0      0      [::ffff:172.30.1.2]:6443 [::ffff:172.30.1.2]:42656       
$ netstat -tlnp | head -4
Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    
tcp        0      0 127.0.0.1:2379          0.0.0.0:*               LISTEN      1708/etcd           
tcp        0      0 172.30.1.2:2379         0.0.0.0:*               LISTEN      1708/etcd           
$ netstat -an | grep -c ESTABLISHED
12
$ netstat -rn
Kernel IP routing table
Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface
0.0.0.0         172.30.1.1      0.0.0.0         UG        0 0          0 enp1s0
10.244.0.0      0.0.0.0         255.255.255.0   U         0 0          0 cni0
10.244.1.0      172.30.1.1      255.255.255.0   UG        0 0          0 enp1s0
172.30.1.0      0.0.0.0         255.255.255.0   U         0 0          0 enp1s0
$ route
Kernel IP routing table
Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
default         172.30.1.1      0.0.0.0         UG    1002   0        0 enp1s0
10.244.0.0      0.0.0.0         255.255.255.0   U     0      0        0 cni0
10.244.1.0      172.30.1.1      255.255.255.0   UG    0      0        0 enp1s0
172.30.1.0      0.0.0.0         255.255.255.0   U     1002   0        0 enp1s0
$ arp -n
Address                  HWtype  HWaddress           Flags Mask            Iface
172.30.1.1               ether   52:54:00:12:34:01   C                     enp1s0
10.244.0.2               ether   0a:58:0a:f4:00:02   C                     cni0
10.244.0.3               ether   0a:58:0a:f4:00:03   C                     cni0
$ ip -br a; ip route; ip -4 -o addr show enp1s0
lo               UNKNOWN        127.0.0.1/8 
enp1s0           UP             172.30.1.2/24 
cni0             UP             10.244.0.1/24 
veth8831fbd9@if2 UP             
veth63949ab2@if2 UP             
default via 172.30.1.1 dev enp1s0 proto dhcp src 172.30.1.2 metric 1002 
10.244.0.0/24 dev cni0 proto kernel scope link src 10.244.0.1 
10.244.1.0/24 via 172.30.1.1 dev enp1s0 
172.30.1.0/24 dev enp1s0 proto kernel scope link src 172.30.1.2 metric 1002 
2: enp1s0    inet 172.30.1.2/24 brd 172.30.1.255 scope global dynamic enp1s0\       valid_lft 86313sec preferred_lft 75525sec
$ ip link show type bridge; ip link show nope
3: cni0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
    link/ether 0a:58:0a:f4:00:01 brd ff:ff:ff:ff:ff:ff
Device "nope" does not exist.
[1]
$ ip route get 10.244.1.9; ip route get 10.244.0.2
10.244.1.9 via 172.30.1.1 dev enp1s0 src 172.30.1.2 uid 0 
    cache 
10.244.0.2 dev cni0 src 10.244.0.1 uid 0 
    cache 
$ ip link add br0 type bridge
ip: link add: changing the machine's network is not simulated
[2]
$ bridge link
4: veth8831fbd9@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master cni0 state forwarding priority 32 cost 2 
5: veth63949ab2@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master cni0 state forwarding priority 32 cost 2 
$ lsof -i :2379
COMMAND    PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME
etcd      1708 root    3u  IPv4  31150      0t0  TCP 127.0.0.1:2379 (LISTEN)
etcd      1708 root    4u  IPv4  54893      0t0  TCP 172.30.1.2:2379 (LISTEN)
etcd      1708 root    7u  IPv4  77394      0t0  TCP 127.0.0.1:2379->127.0.0.1:43836 (ESTABLISHED)
kube-apis 1892 root   10u  IPv4  30589      0t0  TCP 127.0.0.1:43836->127.0.0.1:2379 (ESTABLISHED)
$ lsof -t -i TCP:10250; lsof -i :1
1022
[1]
$ fuser 6443/tcp 2> /dev/null; fuser -s 1/tcp
  1892
[1]
$ pstree -p 684
containerd(684)─┬─coredns(2087)
                ├─etcd(1708)
                ├─kube-apiserver(1892)
                ├─kube-controller(2023)
                ├─kube-proxy(1854)
                ├─kube-scheduler(1559)
                └─nginx(1505)
$ cat /proc/net/route | head -2
Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT                                                       
enp1s0	00000000	01011EAC	0003	0	0	1002	00000000	0	0	0                                                                          
$ ss -x
ss: invalid option -- 'x'
Usage: ss [ OPTIONS ]
       ss [ OPTIONS ] [ FILTER ]
   -h, --help          this message
   -V, --version       output version information
   -n, --numeric       don't resolve service names
   -a, --all           display all sockets
   -l, --listening     display listening sockets
   -p, --processes     show process using socket
   -s, --summary       show socket usage summary
   -4, --ipv4          display only IP version 4 sockets
   -6, --ipv6          display only IP version 6 sockets
   -t, --tcp           display only TCP sockets
   -u, --udp           display only UDP sockets
   -H, --no-header     Suppress header line
[255]
$ ss -i
ss: -i: what it adds is not simulated
[1]
$ vmstat -s | head -1; free -k | awk '/Mem/{print $2}'; awk '/MemTotal/{print $2}' /proc/meminfo
      3789688 K total memory
3789688
3789688
