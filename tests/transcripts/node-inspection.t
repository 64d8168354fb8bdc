# ps orders, sorts and renames; what it cannot do it says as procps does
$ ps axf | tail -3
   2144 pts/0    Ss     0:00  \_ -bash
   2145 pts/0    S+     0:00      \_ tail -3
   2146 pts/0    R+     0:00      \_ ps axf
$ ps -H -eo pid,args | tail -2
   2147     tail -2
   2148     ps -H -eo pid,args
$ ps -eo pid,comm --sort=-rss | head -3
    PID COMMAND
   1892 kube-apiserver
   2023 kube-controller
$ ps -o pid= -o comm= -p 1
      1 init
$ ps -eo user:12,pid=ID,args | head -1
USER         ID,args
$ ps -p 1 -o lstart,etimes,nlwp
                 STARTED ELAPSED NLWP
Sun Nov 22 23:30:00 2026    1800    1
$ ps 1
    PID TTY      STAT   TIME COMMAND
      1 ?        Ss     0:00 /sbin/init
$ ps -fp 1
UID          PID    PPID  C STIME TTY          TIME CMD
root           1       0  0 23:30 ?        00:00:00 /sbin/init
$ ps -aux | head -2
USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
root           1  0.0  0.3  24576 12288 ?        Ss   23:30   0:00 /sbin/init
$ ps -N -p 1 --no-headers | grep -c init
0
[1]
$ ps --sort foo 2>&1 | head -1
error: unknown sort specifier
$ ps -z 2>&1 | head -1
error: unsupported SysV option
$ ps -p x 2>&1 | head -1
error: process ID list syntax error
# ping counts what it sent
$ ping -c 2 node01
PING node01 (172.30.2.2) 56(84) bytes of data.
64 bytes from 172.30.2.2: icmp_seq=1 ttl=64 time=0.380 ms
64 bytes from 172.30.2.2: icmp_seq=2 ttl=64 time=0.380 ms

--- node01 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1000ms
rtt min/avg/max/mdev = 0.380/0.380/0.380/0.000 ms
$ ping -c 1 8.8.8.8
PING 8.8.8.8 (8.8.8.8) 56(84) bytes of data.

--- 8.8.8.8 ping statistics ---
1 packets transmitted, 0 received, 100% packet loss, time 0ms

[1]
# the journal's files, and its fields
$ journalctl --disk-usage
Archived and active journals take up 8.0M in the file system.
$ journalctl --list-boots
IDX BOOT ID                          FIRST ENTRY                 LAST ENTRY
  0 0f3c9a52d8e74b6fa1b7c5e2936d4a80 Sun 2026-11-22 23:30:04 UTC Sun 2026-11-22 23:50:00 UTC
$ journalctl _SYSTEMD_UNIT=containerd.service
Nov 22 23:30:04 controlplane systemd[1]: Started containerd.service - containerd container runtime.
$ journalctl foo
Failed to add match 'foo': Invalid argument
[1]
$ journalctl --vacuum-time=1d
Vacuuming done, freed 0B of archived journals from /var/log/journal.
Vacuuming done, freed 0B of archived journals from /run/log/journal.
Vacuuming done, freed 0B of archived journals from /var/log/journal/5a3f0c1be74d4c6c9a2d8e1f70b4c9d3.
$ systemctl --failed
  UNIT LOAD ACTIVE SUB DESCRIPTION

0 loaded units listed.
$ systemctl --version | head -1
systemd 255 (255.4-1ubuntu8.11)
# apt says which version is there and which could be
$ apt list --installed 2>/dev/null | grep kube
kubeadm/unknown,now 1.36.2-1.1 amd64 [installed,upgradable to: 1.36.5-1.1]
kubectl/unknown,now 1.36.2-1.1 amd64 [installed,upgradable to: 1.36.5-1.1]
kubelet/unknown,now 1.36.2-1.1 amd64 [installed,upgradable to: 1.36.5-1.1]
kubernetes-cni/unknown,now 1.8.0-1.1 amd64 [installed]
$ apt list kubeadm
Listing...
kubeadm/unknown 1.36.5-1.1 amd64 [upgradable from: 1.36.2-1.1]
