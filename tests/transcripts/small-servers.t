# busybox' httpd and nc -l serve, in containers and by themselves
$ kubectl run files --image=busybox:1.36 -- sh -c 'mkdir /www; echo hi > /www/index.html; httpd -f -p 8080 -h /www'
pod/files created
$ kubectl run loop --image=busybox -- sh -c 'while true; do printf "HTTP/1.1 200 OK\r\n\r\nI am $HOSTNAME\n" | nc -l -p 8080; done'
pod/loop created
$ kubectl run forks --image=busybox -- nc -lk -p 8080 -e sh -c 'echo -e "HTTP/1.0 200 OK\r\n\r\nevery time"'
pod/forks created
$ kubectl wait --for=condition=Ready pod/files pod/loop pod/forks
pod/files condition met
pod/loop condition met
pod/forks condition met
$ ip() { kubectl get pod "$1" -o jsonpath='{.status.podIP}'; }; for pod in files loop loop forks; do curl -s "$(ip $pod):8080"; done
hi
I am loop
I am loop
every time
$ curl -s "$(ip files):8080/gone"
<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>
<BODY><H1>404 Not Found</H1>
The requested URL was not found
</BODY></HTML>
$ kubectl logs loop | head -1
GET / HTTP/1.1
$ kubectl exec files -- busybox gone
gone: applet not found
command terminated with exit code 127
[127]
$ nc -l 9999 > got & sleep 1; echo hello | nc localhost 9999; sleep 1; cat got
[1] 2162
hello
[1]+  Done                    nc -l 9999 > got
