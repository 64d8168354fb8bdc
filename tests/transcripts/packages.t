# Packages installed in containers bring their programs; what an image lacks is missing until then.
$ kubectl run deb --image=nginx:1.26
pod/deb created
$ kubectl run alp --image=alpine -- sleep 3600
pod/alp created
$ kubectl run el --image=rockylinux:9 -- sleep 3600
pod/el created
$ kubectl run none --image=registry.k8s.io/pause:3.10
pod/none created
@ wait 30s
$ kubectl exec deb -- ps
error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "ps": executable file not found in $PATH
[1]
$ kubectl exec deb -- sh -c 'ps; foo'
sh: 1: ps: not found
sh: 1: foo: not found
command terminated with exit code 127
[127]
$ kubectl exec deb -- bash -c 'vi'
bash: line 1: vi: command not found
command terminated with exit code 127
[127]
$ kubectl exec alp -- bash
error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "bash": executable file not found in $PATH
[1]
$ kubectl exec alp -- sh -c foo
sh: foo: not found
command terminated with exit code 127
[127]
$ kubectl exec none -- sh
error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "sh": executable file not found in $PATH
[1]
$ kubectl exec deb -- apt-get install -y procps
Reading package lists...
Building dependency tree...
Reading state information...
E: Unable to locate package procps
command terminated with exit code 100
[100]
$ kubectl exec deb -- sh -c 'apt-get update && apt-get install -y procps'
Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]
Get:2 http://deb.debian.org/debian bookworm-updates InRelease [55.4 kB]
Get:3 http://deb.debian.org/debian-security bookworm-security InRelease [48 kB]
Get:4 http://deb.debian.org/debian bookworm/main amd64 Packages [8793 kB]
Get:5 http://deb.debian.org/debian bookworm-updates/main amd64 Packages [6.9 kB]
Get:6 http://deb.debian.org/debian-security bookworm-security/main amd64 Packages [285 kB]
Fetched 9339 kB in 2s (4669 kB/s)
Reading package lists...
Reading package lists...
Building dependency tree...
Reading state information...
The following additional packages will be installed:
  libproc2-0 psmisc
The following NEW packages will be installed:
  libproc2-0 procps psmisc
0 upgraded, 3 newly installed, 0 to remove and 0 not upgraded.
Need to get 1069 kB of archives.
After this operation, 3230 kB of additional disk space will be used.
Get:1 http://deb.debian.org/debian bookworm/main amd64 libproc2-0 amd64 1.0-1 [180 kB]
Get:2 http://deb.debian.org/debian bookworm/main amd64 psmisc amd64 1.0-1 [180 kB]
Get:3 http://deb.debian.org/debian bookworm/main amd64 procps amd64 2:4.0.2-3 [709 kB]
Fetched 1069 kB in 1s (1069 kB/s)
debconf: delaying package configuration, since apt-utils is not installed
Selecting previously unselected package libproc2-0.
(Reading database ... 7590 files and directories currently installed.)
Preparing to unpack .../libproc2-0_1.0-1_amd64.deb ...
Unpacking libproc2-0 (1.0-1) ...
Selecting previously unselected package psmisc.
Preparing to unpack .../psmisc_1.0-1_amd64.deb ...
Unpacking psmisc (1.0-1) ...
Selecting previously unselected package procps.
Preparing to unpack .../procps_2%3a4.0.2-3_amd64.deb ...
Unpacking procps (2:4.0.2-3) ...
Setting up libproc2-0 (1.0-1) ...
Setting up psmisc (1.0-1) ...
Setting up procps (2:4.0.2-3) ...
Processing triggers for libc-bin (2.36-9+deb12u13) ...
@ wait 10s
$ kubectl exec deb -- ps -e
    PID TTY          TIME CMD
      1 ?        00:00:00 nginx
     29 ?        00:00:00 nginx
     36 ?        00:00:00 ps
$ kubectl exec deb -- apt-get install -y git
Reading package lists...
Building dependency tree...
Reading state information...
E: Unable to locate package git
N: The simulated mirror has only packages whose programs are simulated: `apt-cache search` lists them
command terminated with exit code 100
[100]
$ kubectl exec alp -- apk add --no-cache curl
fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
(1/9) Installing brotli-libs (1.0-r0)
(2/9) Installing c-ares (1.0-r0)
(3/9) Installing libunistring (1.0-r0)
(4/9) Installing libidn2 (1.0-r0)
(5/9) Installing nghttp2-libs (1.0-r0)
(6/9) Installing libpsl (1.0-r0)
(7/9) Installing zstd-libs (1.0-r0)
(8/9) Installing libcurl (1.0-r0)
(9/9) Installing curl (8.14.1-r2)
Executing busybox-1.37.0-r19.trigger
OK: 10 MiB in 25 packages
@ wait 5s
$ kubectl exec alp -- curl -so /dev/null -w '%{http_code}\n' 10.96.0.1:443
400
$ kubectl exec alp -- apk add nonsense
fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
ERROR: unable to select packages:
  nonsense (no such package):
    required by: world[nonsense]
(the simulated mirror has only packages whose programs are simulated: `apk search` lists them)
command terminated with exit code 1
[1]
@ wait 5s
$ kubectl exec el -- dnf install -y bind-utils
Dependencies resolved.
================================================================================
 Package              Arch       Version                  Repo      Size
================================================================================
Installing:
 bind-libs            x86_64     1.0-1.el9                baseos     100 k
 bind-license         x86_64     1.0-1.el9                baseos     100 k
 libuv                x86_64     1.0-1.el9                baseos     100 k
 bind-utils           x86_64     32:9.16.23-31.el9        baseos     209 k

Transaction Summary
================================================================================
Install  4 Packages

Total download size: 509 k
Downloading Packages:
Running transaction

Installed:
  bind-libs-1.0-1.el9.x86_64
  bind-license-1.0-1.el9.x86_64
  libuv-1.0-1.el9.x86_64
  bind-utils-32:9.16.23-31.el9.x86_64

Complete!
@ wait 10s
$ kubectl exec el -- which dig
/usr/bin/dig
$ kubectl exec deb -- env | grep -v KUBERNETES
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
HOSTNAME=deb
NGINX_VERSION=1.26.3
NJS_VERSION=0.8.10
NJS_RELEASE=1~bookworm
PKG_RELEASE=1~bookworm
DYNPKG_RELEASE=1~bookworm
HOME=/root
$ kubectl exec deb -- printenv HOME HOSTNAME NOTHING
/root
deb
command terminated with exit code 1
[1]
$ kubectl exec deb -- cat /etc/debian_version
12.12
