# Terminals at the far end: shells and programs in containers, with their own prompts, Ctrl-C and Ctrl-D.
$ kubectl run web --image=nginx
pod/web created
$ kubectl wait --for=condition=Ready pod/web
pod/web condition met
$ kubectl exec -it web -- sh
$ pwd; tty
/
/dev/pts/0
$ sleep 100
@ press ctrl-c
^C
[130]
$ bash
$ for i in 1 2; do
$ echo $i
$ done
1
2
@ press ctrl-d
exit
@ press ctrl-d
$ kubectl exec -it web -- bash
$ exit 3
exit
command terminated with exit code 3
[3]
$ kubectl exec -it web -- cat
$ hello
hello
@ press ctrl-c
^Ccommand terminated with exit code 130
[130]
$ kubectl exec -it web -- bash -c 'read -p "name? " n; echo "hi $n"'
name? 
$ Bob
hi Bob
$ (echo 'echo hi'; sleep 3; echo 'date +%S') | kubectl exec -i web -- sh
hi
47
$ kubectl run -it --rm tmp --image=busybox -- sh
All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
$ hostname
tmp
$ exit
Session ended, resume using 'kubectl attach tmp -c tmp -i -t' command when the pod is running
pod "tmp" deleted from default namespace
$ kubectl run -it once --image=busybox --restart=Never -- sh
All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
$ exit 3
pod default/once terminated (Error)
[3]
$ kubectl run -i --rm c --image=busybox --restart=Never -- cat
All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
$ hello
hello
@ press ctrl-d
pod "c" deleted from default namespace
$ kubectl run -it d --image=busybox
All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
$ echo hi
hi
$ exit
Session ended, resume using 'kubectl attach d -c d -i -t' command when the pod is running
@ wait 3s
$ kubectl attach -it d
All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
$ hostname
d
@ press ctrl-d
Session ended, resume using 'kubectl attach d -c d -i -t' command when the pod is running
$ kubectl logs d -p
/ # echo hi
hi
/ # exit
$ kubectl debug -it web --image=busybox
Defaulting debug container name to debugger-wkrrp.
All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
$ ls /
bin  dev  etc  home  lib  lib64  proc  root  sys  tmp  usr  var
$ exit
Session ended, the ephemeral container will not be restarted but may be reattached using 'kubectl attach web -c debugger-wkrrp -i -t' if it is still running
$ kubectl run redis --image=redis --overrides='{"spec":{"nodeName":"node01"}}'
pod/redis created
@ wait 30s
$ kubectl exec -it redis -- redis-cli
127.0.0.1:6379> 
$ set a 1
OK
127.0.0.1:6379> 
@ press ctrl-d
$ ssh node01
Last login: from 172.30.1.2
$ crictl exec -it $(crictl ps -q --name redis) bash
$ hostname
redis
$ exit
exit
$ exit
logout
Connection to node01 closed.
$ kubectl run done --image=busybox --restart=Never -- true
pod/done created
@ wait 15s
$ kubectl attach done -c nope
error: cannot attach a container in a completed pod; current phase is Succeeded
[1]
$ kubectl cp done:/etc/hosts hosts
error: cannot exec into a container in a completed pod; current phase is Succeeded
[1]
$ touch f; kubectl cp f done:/
error: cannot exec into a container in a completed pod; current phase is Succeeded
[1]
$ kubectl exec done -c nope -- ls
error: cannot exec into a container in a completed pod; current phase is Succeeded
[1]
