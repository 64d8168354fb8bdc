# A job that fails, its waits, and what is told of it
-- /root/fail.yaml --
apiVersion: batch/v1
kind: Job
metadata: {name: fail}
spec:
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: c, image: busybox:1.36, command: [sh, -c, "echo trying; exit 3"]}
-- /root/strict.yaml --
apiVersion: batch/v1
kind: Job
metadata: {name: strict}
spec:
  podFailurePolicy:
    rules:
    - action: FailJob
      onExitCodes: {operator: In, values: [42]}
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: c, image: busybox:1.36, command: [sh, -c, "exit 42"]}
-- /root/indexed.yaml --
apiVersion: batch/v1
kind: Job
metadata: {name: indexed}
spec:
  completions: 3
  parallelism: 3
  completionMode: Indexed
  backoffLimitPerIndex: 1
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: c
        image: busybox:1.36
        command: [sh, -c, 'echo index $JOB_COMPLETION_INDEX on $(hostname); [ $JOB_COMPLETION_INDEX != 1 ]']
$ kubectl apply -f fail.yaml
job.batch/fail created
@ wait 60s
$ kubectl get job fail
NAME   STATUS   COMPLETIONS   DURATION   AGE
fail   Failed   0/1           60s        60s
$ kubectl get pods
NAME         READY   STATUS   RESTARTS   AGE
fail-295ld   0/1     Error    0          29s
fail-j9pfg   0/1     Error    0          60s
fail-k9qww   0/1     Error    0          49s
$ kubectl describe job fail | sed -n '/^Events/,$p'
Events:
  Type     Reason                Age   From            Message
  ----     ------                ----  ----            -------
  Normal   SuccessfulCreate      60s   job-controller  Created pod: fail-j9pfg
  Normal   SuccessfulCreate      49s   job-controller  Created pod: fail-k9qww
  Normal   SuccessfulCreate      29s   job-controller  Created pod: fail-295ld
  Warning  BackoffLimitExceeded  27s   job-controller  Job has reached the specified backoff limit
$ kubectl apply -f strict.yaml
job.batch/strict created
@ wait 15s
$ kubectl get job strict -o jsonpath='{range .status.conditions[*]}{.type} {.reason}: {.message}{"\n"}{end}'
FailureTarget PodFailurePolicy: Container c for pod default/strict-cmffj failed with exit code 42 matching FailJob rule at index 0
Failed PodFailurePolicy: Container c for pod default/strict-cmffj failed with exit code 42 matching FailJob rule at index 0
$ kubectl apply -f indexed.yaml
job.batch/indexed created
@ wait 60s
$ kubectl get job indexed -o jsonpath='{.status.completedIndexes} {.status.failedIndexes} {.status.conditions[1].reason}{"\n"}'
0,2 1 FailedIndexes
$ kubectl get pods -l job-name=indexed -L batch.kubernetes.io/job-completion-index
NAME              READY   STATUS      RESTARTS   AGE   JOB-COMPLETION-INDEX
indexed-0-v678t   0/1     Completed   0          60s   0
indexed-1-9kbzg   0/1     Error       0          49s   1
indexed-1-rgzc9   0/1     Error       0          60s   1
indexed-2-xq79n   0/1     Completed   0          60s   2
$ kubectl logs -l batch.kubernetes.io/job-completion-index=2
index 2 on indexed-2
$ kubectl create job later --image=busybox:1.36 --dry-run=client -o yaml -- sleep 20 | sed 's/^spec:/spec:\n  suspend: true/' | kubectl apply -f -
job.batch/later created
$ kubectl get job later
NAME    STATUS      COMPLETIONS   DURATION   AGE
later   Suspended   0/1                      0s
$ kubectl patch job later -p '{"spec":{"suspend":false}}'
job.batch/later patched
@ wait 40s
$ kubectl get job later
NAME    STATUS     COMPLETIONS   DURATION   AGE
later   Complete   1/1           21s        40s
$ kubectl describe job later | sed -n '/^Events/,$p'
Events:
  Type    Reason            Age   From            Message
  ----    ------            ----  ----            -------
  Normal  Suspended         40s   job-controller  Job suspended
  Normal  SuccessfulCreate  40s   job-controller  Created pod: later-z5kvj
  Normal  Resumed           40s   job-controller  Job resumed
  Normal  Completed         19s   job-controller  Job completed
# A cron job, and a job of it by hand
$ kubectl create cronjob tick --image=busybox:1.36 --schedule='*/2 * * * *' -- date -u
cronjob.batch/tick created
$ kubectl create job by-hand --from=cronjob/tick
job.batch/by-hand created
@ wait 250s
$ kubectl get cronjob tick
NAME   SCHEDULE      TIMEZONE   SUSPEND   ACTIVE   LAST SCHEDULE   AGE
tick   */2 * * * *   <none>     False     0        65s             4m10s
$ kubectl get jobs --sort-by=.metadata.creationTimestamp | tail -3
by-hand         Complete   1/1           2s         4m10s
tick-29923204   Complete   1/1           2s         3m5s
tick-29923206   Complete   1/1           2s         65s
$ kubectl describe cronjob tick | sed -n '/^Events/,$p'
Events:
  Type     Reason            Age    From                Message
  ----     ------            ----   ----                -------
  Warning  UnexpectedJob     4m10s  cronjob-controller  Saw a job that the controller did not create or forgot: by-hand
  Normal   SuccessfulCreate  3m5s   cronjob-controller  Created job tick-29923204
  Normal   SawCompletedJob   3m3s   cronjob-controller  Saw completed job: tick-29923204, condition: Complete
  Normal   SuccessfulCreate  65s    cronjob-controller  Created job tick-29923206
  Normal   SawCompletedJob   63s    cronjob-controller  Saw completed job: tick-29923206, condition: Complete
$ kubectl delete cronjob tick
cronjob.batch "tick" deleted from default namespace
$ kubectl create cronjob odd --image=busybox --schedule='61 * * * *' -- date
error: failed to create cronjob: CronJob.batch "odd" is invalid: spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61
[1]
