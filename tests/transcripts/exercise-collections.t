# What collections of exercises use: an image that says who answers, and `kubectl cp` out of a busybox
$ kubectl create deploy foo --image=dgkanatsios/simpleapp --port=8080
deployment.apps/foo created
$ kubectl expose deploy foo --port=6262 --target-port=8080
service/foo exposed
@ wait 20s
$ POD=$(kubectl get po -l app=foo -o name | cut -d/ -f2)
$ curl -s $(kubectl get svc foo -o jsonpath='{.spec.clusterIP}'):6262 | sed "s/$POD/POD/"
Hello world from POD and version 2.0
$ kubectl logs deploy/foo | grep -v ^IP

\> simpleapp@1.0.0 start /usr/src/app
\> node server.js

Running on http://0.0.0.0:8080
$ kubectl logs deploy/foo | grep ^IP
IP: 172.30.1.2 on 2026-11-23T00:00:20.000Z
$ kubectl run busybox --image=busybox --restart=Never -- sleep 3600
pod/busybox created
@ wait 10s
$ kubectl run reader --image=busybox -it --rm --restart=Never -- wget -qO- foo:6262 | sed "s/$POD/POD/"
Hello world from POD and version 2.0
pod "reader" deleted from default namespace
$ kubectl cp busybox:/etc/passwd ./passwd
tar: removing leading '/' from member names
$ grep root passwd
root:x:0:0:root:/root:/bin/sh
# systemctl names the process that the journal names, after every new try
$ sed -i 's#pki/ca.crt#pki/none.crt#' /var/lib/kubelet/config.yaml
$ systemctl restart kubelet
@ wait 25s
$ systemctl status kubelet | grep -o 'PID: 50.*'
PID: 5002 (code=exited, status=1/FAILURE)
$ journalctl -u kubelet | grep -o 'kubelet.50.*: E' | tail -n 1
kubelet[5002]: E
