# Nodes that are drained, tainted and silent; budgets that hold pods back; pods that wait for a place
$ kubectl get nodes -o name
node/controlplane
node/node01
$ kubectl create deployment web --image=nginx:1.27 --replicas=4
deployment.apps/web created
$ kubectl create poddisruptionbudget web --selector=app=web --min-available=3
poddisruptionbudget.policy/web created
@ wait 30s
$ kubectl get pdb web
NAME   MIN AVAILABLE   MAX UNAVAILABLE   ALLOWED DISRUPTIONS   AGE
web    3               N/A               1                     30s
$ kubectl drain node01 --ignore-daemonsets --timeout=40s 2>&1 | sort | uniq -c | sort -rn | head -5
      2 evicting pod default/web-7d876db474-sxwjs
      1 pod/web-7d876db474-sxwjs evicted
      1 pod/web-7d876db474-gj2d7 evicted
      1 pod/coredns-5584f46f4-hrrmm evicted
      1 node/node01 drained
$ kubectl get nodes
NAME           STATUS                     ROLES           AGE   VERSION
controlplane   Ready                      control-plane   10m   v1.36.2
node01         Ready,SchedulingDisabled   <none>          10m   v1.36.2
$ kubectl get pods -l app=web -o wide --no-headers | awk '{print $7}' | sort | uniq -c
      4 controlplane
$ kubectl scale deployment web --replicas=1
deployment.apps/web scaled
$ kubectl delete pdb web
poddisruptionbudget.policy "web" deleted from default namespace
# A pod for a node that takes none
$ kubectl run here --image=nginx:1.27 --overrides='{"spec":{"nodeSelector":{"kubernetes.io/hostname":"node01"}}}'
pod/here created
@ wait 5s
$ kubectl get pod here
NAME   READY   STATUS    RESTARTS   AGE
here   0/1     Pending   0          5s
$ kubectl events --for pod/here
LAST SEEN   TYPE      REASON             OBJECT     MESSAGE
5s          Warning   FailedScheduling   Pod/here   0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.
$ kubectl uncordon node01
node/node01 uncordoned
@ wait 10s
$ kubectl get pod here
NAME   READY   STATUS    RESTARTS   AGE
here   1/1     Running   0          15s
# A taint that evicts, and a pod that has some patience with it
$ kubectl run patient --image=nginx:1.27 --overrides='{"spec":{"nodeSelector":{"kubernetes.io/hostname":"node01"},"tolerations":[{"key":"gone","operator":"Exists","effect":"NoExecute","tolerationSeconds":30}]}}'
pod/patient created
@ wait 10s
$ kubectl taint node node01 gone=yes:NoExecute
node/node01 tainted
@ wait 10s
$ kubectl get pods here patient
NAME      READY   STATUS    RESTARTS   AGE
patient   1/1     Running   0          20s
Error from server (NotFound): pods "here" not found
[1]
@ wait 30s
$ kubectl get pods here patient
Error from server (NotFound): pods "here" not found
Error from server (NotFound): pods "patient" not found
[1]
$ kubectl get events --field-selector reason=TaintManagerEviction -o custom-columns=POD:.involvedObject.name,MESSAGE:.message
POD       MESSAGE
here      Marking for deletion Pod default/here
patient   Marking for deletion Pod default/patient
$ kubectl taint node node01 gone-
node/node01 untainted
# Too much to ask for
$ kubectl run big --image=nginx:1.27 --overrides='{"spec":{"containers":[{"name":"big","image":"nginx:1.27","resources":{"requests":{"cpu":"16"}}}]}}'
pod/big created
@ wait 3s
$ kubectl get pod big -o jsonpath='{.status.conditions[0].message}{"\n"}'
0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.
@ wait 340s
$ kubectl describe pod big | sed -n '/^Events/,$p'
Events:
  Type     Reason            Age                  From               Message
  ----     ------            ----                 ----               -------
  Warning  FailedScheduling  43s (x2 over 5m43s)  default-scheduler  0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.
