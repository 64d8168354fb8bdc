# What goes wrong is told as the real tools tell it: commands, flags, kinds, names.
$ kubeclt get pods
bash: kubeclt: command not found
[127]
$ kubectl gte pods
error: unknown command "gte" for "kubectl"

Did you mean this?
	get
[1]
$ kubectl action resource
error: unknown command "action" for "kubectl"
[1]
$ kubectl get
You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.

error: Required resource not specified.
Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
See 'kubectl get -h' for help and examples
[1]
$ kubectl get foo
error: the server doesn't have a resource type "foo"
[1]
$ kubectl get pods --foo
error: unknown flag: --foo
See 'kubectl get --help' for usage.
[1]
$ kubectl get pods -q
error: unknown shorthand flag: 'q' in -q
See 'kubectl get --help' for usage.
[1]
$ kubectl get pod nope
Error from server (NotFound): pods "nope" not found
[1]
$ kubectl get pods/nope deployment/nope
Error from server (NotFound): pods "nope" not found
Error from server (NotFound): deployments.apps "nope" not found
[1]
$ kubectl get pods -o foo
error: unable to match a printer suitable for the output format "foo", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml
[1]
$ kubectl get pods -o jsonpath='{.items['
error: error parsing jsonpath {.items[, unterminated array
[1]
$ kubectl get pods -n nope
No resources found in nope namespace.
$ kubectl describe pod nope
Error from server (NotFound): pods "nope" not found
[1]
$ kubectl describe node nope
Error from server (NotFound): nodes "nope" not found
[1]
$ kubectl delete pod nope
Error from server (NotFound): pods "nope" not found
[1]
$ kubectl delete
error: You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'
[1]
$ kubectl create deployment web
error: required flag(s) "image" not set
[1]
$ kubectl create deployment Web --image=nginx
error: failed to create deployment: Deployment.apps "Web" is invalid: metadata.name: Invalid value: "Web": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
[1]
$ kubectl run
error: required flag(s) "image" not set
[1]
$ kubectl run web
error: required flag(s) "image" not set
[1]
$ kubectl run Web --image=nginx
The Pod "Web" is invalid: 
* metadata.name: Invalid value: "Web": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
* spec.containers[0].name: Invalid value: "Web": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
[1]
$ kubectl scale deployment web
error: required flag(s) "replicas" not set
[1]
$ kubectl scale deployment web --replicas=-1
error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0
[1]
$ kubectl apply -f nope.yaml
error: the path "nope.yaml" does not exist
[1]
$ kubectl apply
error: must specify one of -f and -k
[1]
$ kubectl expose deployment nope --port=80
Error from server (NotFound): deployments.apps "nope" not found
[1]
$ kubectl logs nope
error: error from server (NotFound): pods "nope" not found in namespace "default"
[1]
$ kubectl exec nope -- ls
Error from server (NotFound): pods "nope" not found
[1]
$ kubectl rollout status deployment nope
Error from server (NotFound): deployments.apps "nope" not found
[1]
$ kubectl rollout undo deployment nope
Error from server (NotFound): deployments.apps "nope" not found
[1]
$ kubectl set image deployment/nope a=b
Error from server (NotFound): deployments.apps "nope" not found
[1]
$ kubectl wait pod/nope --for=condition=Ready
Error from server (NotFound): pods "nope" not found
[1]
$ kubectl get pods -l 'a in b'
Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "a in b", field selector "": unable to parse requirement: found 'b' expected: '('
[1]
$ kubectl config use-context nope
error: no context exists with the name: "nope"
[1]
$ kubectl --context=nope get pods
Error in configuration: context was not found for specified context: nope
[1]
$ kubectl -s http://localhost:9999 get pods
E1123 00:00:00.000000    2179 memcache.go:381] "Couldn't get current server API group list" err="Get \"http://localhost:9999/api?timeout=32s\": dial tcp 127.0.0.1:9999: connect: connection refused"
E1123 00:00:00.000000    2179 memcache.go:381] "Couldn't get current server API group list" err="Get \"http://localhost:9999/api?timeout=32s\": dial tcp 127.0.0.1:9999: connect: connection refused"
E1123 00:00:00.000000    2179 memcache.go:381] "Couldn't get current server API group list" err="Get \"http://localhost:9999/api?timeout=32s\": dial tcp 127.0.0.1:9999: connect: connection refused"
E1123 00:00:00.000000    2179 memcache.go:381] "Couldn't get current server API group list" err="Get \"http://localhost:9999/api?timeout=32s\": dial tcp 127.0.0.1:9999: connect: connection refused"
E1123 00:00:00.000000    2179 memcache.go:381] "Couldn't get current server API group list" err="Get \"http://localhost:9999/api?timeout=32s\": dial tcp 127.0.0.1:9999: connect: connection refused"
The connection to the server localhost:9999 was refused - did you specify the right host or port?
[1]
$ cat nope.txt
cat: nope.txt: No such file or directory
[1]
$ cd nope
bash: cd: nope: No such file or directory
[1]
$ ls nope
ls: cannot access 'nope': No such file or directory
[2]
$ echo "unclosed
> "
unclosed

$ if true; then
> echo yes
> fi
yes
$ echo $(
> )

$ ls --no-such-option
ls: unrecognized option '--no-such-option'
Try 'ls --help' for more information.
[2]
$ sleep -x
sleep: invalid option -- 'x'
Try 'sleep --help' for more information.
[1]
$ kill 99999
bash: kill: (99999) - No such process
[1]
$ jq . nope.json
jq: error: Could not open file nope.json: No such file or directory
[2]
$ curl
curl: try 'curl --help' or 'curl --manual' for more information
[2]
$ curl http://no-such-host.example/
curl: (6) Could not resolve host: no-such-host.example
[6]
$ curl --no-such-option localhost
curl: option --no-such-option: is unknown
curl: try 'curl --help' or 'curl --manual' for more information
[2]
$ curl http://localhost:99999/
curl: (3) URL rejected: Port number was not a decimal number between 0 and 65535
[3]
$ kubectl run bad --image=busybox -- false
pod/bad created
$ sleep 5; kubectl exec bad -- ls
error: unable to upgrade connection: container not found ("bad")
[1]
$ kubectl debug -it bad --image=busybox:1.28 -- echo hi
Defaulting debug container name to debugger-rrlwd.
hi
