# Every command line of the article of 2018, word for word, in its two terminals.
@ release 1.8
$ kubectl action resource
Error: unknown command "action" for "kubectl"
Run 'kubectl --help' for usage.
[1]
$ kubectl get nodes --help | tail -4
Usage:
  kubectl get [(-o|--output=)json|yaml|wide|custom-columns=...|custom-columns-file=...|go-template=...|go-template-file=...|jsonpath=...|jsonpath-file=...] (TYPE [NAME | -l label] | TYPE/NAME ...) [flags] [options]

Use "kubectl options" for a list of global command-line options (applies to all commands).
$ kubectl version
Client Version: version.Info{Major:"1", Minor:"8", GitVersion:"v1.8.0", GitCommit:"6e937839ac04a38cac63e6a7a306c5d035fe7b0a", GitTreeState:"clean", BuildDate:"2017-09-28T22:57:57Z", GoVersion:"go1.8.3", Compiler:"gc", Platform:"linux/amd64"}
Server Version: version.Info{Major:"1", Minor:"5", GitVersion:"v1.5.2", GitCommit:"08e099554f3c31f6e6f07b448ab3ed78d0520507", GitTreeState:"clean", BuildDate:"1970-01-01T00:00:00Z", GoVersion:"go1.7.1", Compiler:"gc", Platform:"linux/amd64"}
$ kubectl get nodes
NAME      STATUS    ROLES     AGE       VERSION
host01    Ready     <none>    6m        v1.5.2
$ kubectl run kubernetes-bootcamp --image=docker.io/jocatalin/kubetes-bootcamp:v1 --port=8080
deployment "kubernetes-bootcamp" created
$ kubectl get deployments
NAME                  DESIRED   CURRENT   UP-TO-DATE   AVAILABLE   AGE
kubernetes-bootcamp   1         1         1            0           0s
@ wait 60s
$ kubectl get deployments
NAME                  DESIRED   CURRENT   UP-TO-DATE   AVAILABLE   AGE
kubernetes-bootcamp   1         1         1            1           1m
$ kubectl run --help
Run an image on the cluster, once or several times over.

A deployment or a job looks after the containers.

Examples:
  # One copy of nginx.
  kubectl run nginx --image=nginx

  # One copy of hazelcast, with port 5701 of its container open.
  kubectl run hazelcast --image=hazelcast --port=5701

  # The same with two variables in its environment.
  kubectl run hazelcast --image=hazelcast --env="DNS_DOMAIN=cluster" --env="POD_NAMESPACE=default"

  # With labels of its own.
  kubectl run hazelcast --image=nginx --labels="app=hazelcast,env=prod"

  # Five copies.
  kubectl run nginx --image=nginx --replicas=5

  # Only show what would be created.
  kubectl run nginx --image=nginx --dry-run

  # Lay some JSON over the deployment.
  kubectl run nginx --image=nginx --overrides='{ "apiVersion": "v1", "spec": { ... } }'

  # A pod in the foreground that is not started again when it ends.
  kubectl run -i -t busybox --image=busybox --restart=Never

  # The image's own command with other arguments.
  kubectl run nginx --image=nginx -- <arg1> <arg2> ... <argN>

  # Another command with arguments.
  kubectl run nginx --image=nginx --command -- <cmd> <arg1> ... <argN>

  # A job that computes 2000 digits of pi and prints them.
  kubectl run pi --image=perl --restart=OnFailure -- perl -Mbignum=bpi -wle 'print bpi(2000)'

  # The same every five minutes.
  kubectl run pi --schedule="0/5 * * * ?" --image=perl --restart=OnFailure -- perl -Mbignum=bpi -wle 'print bpi(2000)'

Options:
      --attach=false: Attach to the container once it runs; on by itself with --stdin
      --command=false: Take what is behind -- as the container's command, not as its arguments
      --dry-run=false: If true, only show what would be sent, without sending it.
      --env=[]: A variable of the container's environment, as NAME=value
      --expose=false: Make a service for the pod as well; needs --port
      --generator='': What to make, as kind/version; chosen by the other flags by default
      --hostport=-1: The port of the node
      --image='': The image of the container
      --image-pull-policy='': When the image is pulled: Always, IfNotPresent or Never
  -l, --labels='': Labels, as key=value separated by commas
      --leave-stdin-open=false: Keep the container's standard input open after the first session ends
      --limits='': What containers may use at most, as resource=amount separated by commas
      --no-headers=false: Leave out the line of headers
  -o, --output='': The format: json, yaml, name, wide, a template or columns, as far as the command has them
      --overrides='': JSON that is laid over the new object
      --port='': The port that the container opens
      --quiet=false: Say less
  -r, --replicas=1: The number of replicas
      --requests='': What containers are promised, as resource=amount separated by commas
      --restart='Always': When containers are started again: Always, OnFailure or Never
      --rm=false: Delete the pod after the session
      --save-config=false: Record the object, so that apply can go on with it later
      --schedule='': When to run, in the form of cron
      --service-generator='service/v2': The kind of service to make
      --serviceaccount='': The service account of the pods
  -i, --stdin=false: Pass on standard input
      --template='': A Go template, or for -file formats the path of one
  -t, --tty=false: Use a terminal

Usage:
  kubectl run NAME --image=image [--env="key=value"] [--port=port] [--replicas=replicas] [--dry-run=bool] [--overrides=inline-json] [--command] -- [COMMAND] [args...] [options]

Use "kubectl options" for a list of global command-line options (applies to all commands).
# The proxy runs in the second terminal until Ctrl-C.
@ terminal 2
$ kubectl proxy
Starting to serve on 127.0.0.1:8001
@ terminal 1
$ curl http://localhost:8001/version
{
  "major": "1",
  "minor": "5",
  "gitVersion": "v1.5.2",
  "gitCommit": "08e099554f3c31f6e6f07b448ab3ed78d0520507",
  "gitTreeState": "clean",
  "buildDate": "1970-01-01T00:00:00Z",
  "goVersion": "go1.7.1",
  "compiler": "gc",
  "platform": "linux/amd64"
}
# The article lost `{{ran` from its template: the real error, and an empty variable.
$ export POD_NAME=$(kubectl get pods -o go-template --template '{ge .items}}{{.metadata.name}}{{"\n"}}{{end}}')
error: error parsing template {ge .items}}{{.metadata.name}}{{"\n"}}{{end}}, template: output:1: unexpected {{end}}
$ echo Name of the Pod: $POD_NAME
Name of the Pod:
$ export POD_NAME=$(kubectl get pods -o go-template --template '{{range .items}}{{.metadata.name}}{{"\n"}}{{end}}')
$ echo Name of the Pod: $POD_NAME
Name of the Pod: kubernetes-bootcamp-2861683821-kb5tw
$ curl http://localhost:8001/api/v1/proxy/namespaces/default/pods/$POD_NAME/
Hello Kubernetes bootcamp! | Running on: kubernetes-bootcamp-2861683821-kb5tw | v=1
@ terminal 2
@ press ctrl-c
^C
[130]
@ terminal 1
$ curl http://localhost:8001/version
curl: (7) Failed to connect to localhost port 8001: Connection refused
[7]
