# A node's packages: what is installed and held, which versions there are, and another series by its repository.
$ apt-mark showhold
kubeadm
kubectl
kubelet
$ apt-cache madison kubeadm
   kubeadm | 1.36.5-1.1 | https://pkgs.k8s.io/core:/stable:/v1.36/deb  Packages
   kubeadm | 1.36.4-1.1 | https://pkgs.k8s.io/core:/stable:/v1.36/deb  Packages
   kubeadm | 1.36.3-1.1 | https://pkgs.k8s.io/core:/stable:/v1.36/deb  Packages
   kubeadm | 1.36.2-1.1 | https://pkgs.k8s.io/core:/stable:/v1.36/deb  Packages
   kubeadm | 1.36.1-1.1 | https://pkgs.k8s.io/core:/stable:/v1.36/deb  Packages
   kubeadm | 1.36.0-1.1 | https://pkgs.k8s.io/core:/stable:/v1.36/deb  Packages
$ dpkg -l | grep kube
hi  kubeadm        1.36.2-1.1                 amd64        Command-line utility for administering a Kubernetes cluster
hi  kubectl        1.36.2-1.1                 amd64        Command-line utility for interacting with a Kubernetes cluster
hi  kubelet        1.36.2-1.1                 amd64        Node agent for Kubernetes clusters
ii  kubernetes-cni 1.8.0-1.1                  amd64        Binaries required to provision kubernetes container networking
$ apt-get install -y kubeadm=1.36.5-1.1 2>&1
Reading package lists... Done
Building dependency tree... Done
Reading state information... Done
The following held packages will be changed:
  kubeadm
The following packages will be upgraded:
  kubeadm
1 upgraded, 0 newly installed, 0 to remove and 2 not upgraded.
E: Held packages were changed and -y was used without --allow-change-held-packages.
[100]
$ apt-mark unhold kubeadm && apt-get update && apt-get install -y kubeadm='1.36.5-*' && apt-mark hold kubeadm
Canceled hold on kubeadm.
Hit:1 http://archive.ubuntu.com/ubuntu noble InRelease
Hit:2 http://archive.ubuntu.com/ubuntu noble-updates InRelease
Hit:3 http://archive.ubuntu.com/ubuntu noble-security InRelease
Hit:4 https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/core:/stable:/v1.36/deb  InRelease
Reading package lists... Done
Reading package lists... Done
Building dependency tree... Done
Reading state information... Done
Selected version '1.36.5-1.1' (isv:kubernetes:core:stable:v1.36:pkgs.k8s.io [amd64]) for 'kubeadm'
The following packages will be upgraded:
  kubeadm
1 upgraded, 0 newly installed, 0 to remove and 2 not upgraded.
Need to get 12.6 MB of archives.
After this operation, 180 kB of additional disk space will be used.
Get:1 https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/core:/stable:/v1.36/deb  kubeadm 1.36.5-1.1 [12.6 MB]
Fetched 12.6 MB in 1s (12.6 MB/s)
(Reading database ... 74589 files and directories currently installed.)
Preparing to unpack .../kubeadm_1.36.5-1.1_amd64.deb ...
Unpacking kubeadm (1.36.5-1.1) over (1.36.2-1.1) ...
Setting up kubeadm (1.36.5-1.1) ...
kubeadm set on hold.
$ kubeadm version -o short
v1.36.5
$ apt-get install -y kubeadm=1.99.0-1.1 2>&1
Reading package lists... Done
Building dependency tree... Done
Reading state information... Done
E: Version '1.99.0-1.1' for 'kubeadm' was not found
[100]
$ apt-get install -y kubelet=1.36.0-1.1 --allow-change-held-packages 2>&1
Reading package lists... Done
Building dependency tree... Done
Reading state information... Done
The following held packages will be changed:
  kubelet
The following packages will be DOWNGRADED:
  kubelet
0 upgraded, 0 newly installed, 1 downgraded, 0 to remove and 1 not upgraded.
E: Packages were downgraded and -y was used without --allow-downgrades.
[100]
$ sed -i 's/v1.36/v1.37/' /etc/apt/sources.list.d/kubernetes.list; apt-cache madison kubelet | head -2
   kubelet | 1.36.5-1.1 | https://pkgs.k8s.io/core:/stable:/v1.36/deb  Packages
   kubelet | 1.36.4-1.1 | https://pkgs.k8s.io/core:/stable:/v1.36/deb  Packages
$ apt update 2>&1
Hit:1 http://archive.ubuntu.com/ubuntu noble InRelease
Hit:2 http://archive.ubuntu.com/ubuntu noble-updates InRelease
Hit:3 http://archive.ubuntu.com/ubuntu noble-security InRelease
Get:4 https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/core:/stable:/v1.37/deb  InRelease [1227 B]
Get:5 https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/core:/stable:/v1.37/deb  Packages [9460 B]
Fetched 10.7 kB in 1s (10.7 kB/s)
Reading package lists... Done
$ apt-cache madison kubelet
   kubelet | 1.37.1-1.1 | https://pkgs.k8s.io/core:/stable:/v1.37/deb  Packages
   kubelet | 1.37.0-1.1 | https://pkgs.k8s.io/core:/stable:/v1.37/deb  Packages
$ apt-get upgrade -y
Reading package lists... Done
Building dependency tree... Done
Reading state information... Done
The following packages have been kept back:
  kubeadm kubectl kubelet
0 upgraded, 0 newly installed, 0 to remove and 3 not upgraded.
$ apt-cache policy kubeadm
kubeadm:
  Installed: 1.36.5-1.1
  Candidate: 1.37.1-1.1
  Version table:
     1.37.1-1.1 500
        500 https://pkgs.k8s.io/core:/stable:/v1.37/deb  Packages
     1.37.0-1.1 500
        500 https://pkgs.k8s.io/core:/stable:/v1.37/deb  Packages
 *** 1.36.5-1.1 100
        100 /var/lib/dpkg/status
$ sed -i 's/v1.37/v1.99/' /etc/apt/sources.list.d/kubernetes.list; apt-get update 2>&1
Hit:1 http://archive.ubuntu.com/ubuntu noble InRelease
Hit:2 http://archive.ubuntu.com/ubuntu noble-updates InRelease
Hit:3 http://archive.ubuntu.com/ubuntu noble-security InRelease
Err:4 https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/core:/stable:/v1.99/deb  InRelease
  403  Forbidden [IP: 3.165.75.59 443]
Reading package lists... Done
E: Failed to fetch https://pkgs.k8s.io/core:/stable:/v1.99/deb/InRelease  403  Forbidden [IP: 3.165.75.59 443]
E: The repository 'https://pkgs.k8s.io/core:/stable:/v1.99/deb  InRelease' is not signed.
N: Updating from such a repository can't be done securely, and is therefore disabled by default.
N: See apt-secure(8) manpage for repository creation and user configuration details.
[100]
$ apt-get install -y cowsay 2>&1
Reading package lists... Done
Building dependency tree... Done
Reading state information... Done
E: Unable to locate package cowsay
[100]
$ apt-mark hold cowsay 2>&1
E: Unable to locate package cowsay
E: No packages found
[100]
$ ssh node01 apt-mark showhold
kubeadm
kubectl
kubelet
