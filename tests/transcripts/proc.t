# /proc and the files of control groups, on a node and in its containers.
-- /root/p.yaml --
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  nodeName: controlplane
  containers:
  - name: c
    image: busybox
    command: [sleep, 1d]
    env: [{name: PASSWORD, value: hunter2}]
    resources: {requests: {cpu: 250m, memory: 64Mi}, limits: {cpu: 500m, memory: 128Mi}}
    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [NET_ADMIN]}, seccompProfile: {type: RuntimeDefault}}
$ kubectl apply -f p.yaml; kubectl wait --for=condition=Ready pod/p
pod/p created
pod/p condition met
$ kubectl exec p -- sh -c 'cd /sys/fs/cgroup; cat memory.max cpu.max cpu.weight pids.max; echo 1 > memory.max'
134217728
50000 100000
35
4566
sh: can't create memory.max: Read-only file system
command terminated with exit code 1
[1]
$ kubectl exec p -- cat /proc/1/cgroup /proc/1/attr/current /proc/1/oom_score_adj
0::/
cri-containerd.apparmor.d (enforce)
984
$ kubectl exec p -- grep -E '^(Name|CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/1/status
Name:	sleep
CapEff:	0000000000001000
CapBnd:	0000000000001000
NoNewPrivs:	1
Seccomp:	2
$ kubectl exec p -- sh -c "tr '\\0' '\\n' < /proc/1/environ | grep PASS; tr '\\0' ' ' < /proc/1/cmdline; readlink /proc/self; cat /proc/self/comm"
PASSWORD=hunter2
sleep 1d 7
cat
$ kubectl exec p -- ls /proc/1/fd; kubectl exec p -- sh -c 'grep " / " /proc/mounts | cut -d" " -f1,3'
0
1
2
overlay overlay
$ P=$(pgrep -x sleep); cat /proc/$P/comm /proc/$P/oom_score_adj; tr '\0' '\n' < /proc/$P/environ | grep PASSWORD
sleep
984
PASSWORD=hunter2
$ cut -d/ -f2-3 /proc/$P/cgroup; grep CapBnd /proc/$P/status; [ "$(readlink /proc/$P/ns/net)" = "$(readlink /proc/1/ns/net)" ] || echo another network
kubepods.slice/kubepods-burstable.slice
CapBnd:	0000000000001000
another network
$ cat /proc/1022/comm; cat /proc/1022/cgroup; readlink /proc/1022/exe; cat /proc/1/oom_score_adj
kubelet
0::/system.slice/kubelet.service
/usr/bin/kubelet
0
$ cat /proc/$$/comm; readlink /proc/$$/cwd; grep 'open files' /proc/self/limits
bash
/root
Max open files            1024                 1048576              files     
$ cat /proc/4242/comm; echo x > /proc/version; ls /proc/4242
cat: /proc/4242/comm: No such file or directory
bash: /proc/version: Permission denied
ls: cannot access '/proc/4242': No such file or directory
[2]
$ cut -d' ' -f1 /proc/uptime | cut -d. -f1 | awk '{print ($1 > 1000)}'; grep -c . /proc/modules; head -1 /proc/cpuinfo
1
7
processor	: 0
$ modprobe ip_vs_rr; lsmod | grep ip_vs; rmmod ip_vs; modprobe -r ip_vs_rr; lsmod | grep -c ip_vs; rmmod nope; rmmod overlay && echo gone
ip_vs                 221184  1 ip_vs_rr
ip_vs_rr               12288  0
nf_conntrack          200704  3 nf_nat,xt_conntrack,ip_vs
rmmod: ERROR: Module ip_vs is in use by: ip_vs_rr
0
rmmod: ERROR: Module nope is not currently loaded
rmmod: ERROR: Module overlay is in use
[1]
$ modinfo -d br_netfilter; modinfo nope
Linux ethernet netfilter firewall bridge
modinfo: ERROR: Module nope not found.
[1]
