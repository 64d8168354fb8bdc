# What kubectl itself refuses before it asks the server
$ kubectl create cm x --from-literal=..=1
error: ".." is not a valid key name for a ConfigMap: must not be '..'
[1]
$ kubectl create cm x --from-literal='..a b=b'
error: "..a b" is not a valid key name for a ConfigMap: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+'),must not start with '..'
[1]
$ kubectl create secret generic x --from-literal=.=b
error: "." is not valid key name for a Secret must not be '.'
[1]
$ kubectl create role r --verb=bind --resource=pods
error: can not perform 'bind' on 'pods' in group ''
[1]
$ kubectl create role r --verb=impersonate --resource=users -o jsonpath='{.rules}' --dry-run=client
[{"apiGroups":[""],"resources":["users"],"verbs":["impersonate"]}]
$ kubectl create role r --verb=approve --resource=signers
Warning: 'approve' is not a standard resource verb
the server doesn't have a resource type "signers"
[1]
$ kubectl create clusterrole r --verb=get --non-resource-url='/a/*/b'
error: nonResourceURL only supports wildcard matches when '*' is at the end
[1]
$ kubectl create clusterrole r --aggregation-rule=a
error: invalid argument "a" for "--aggregation-rule" flag: malformed pair, expect string=string
See 'kubectl create clusterrole --help' for usage.
[1]
$ kubectl create clusterrole view --verb=get --resource=pods
Error from server (AlreadyExists): clusterroles.rbac.authorization.k8s.io "view" already exists
[1]
$ kubectl create svc clusterip c --tcp=70000
error: strconv.ParseUint: parsing "70000": value out of range
[1]
$ kubectl create svc externalname e --external-name=-bad-
error: invalid service external name -bad-
[1]
$ kubectl create svc bogus x
error: unknown command "bogus x"
See 'kubectl create service -h' for help and examples
[1]
$ kubectl set image deploy web nginx=nginx:4 --local
error: you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
[1]
$ kubectl set env deploy web --local A=b
error: You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'
[1]
$ kubectl label cm kube-root-ca.crt a=b --local
error: can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set
[1]
$ kubectl annotate cm kube-root-ca.crt a=b --local
error: can only use local files by -f rsrc.yaml or --filename=rsrc.json when --local=true is set
[1]
$ kubectl label cm kube-root-ca.crt a=b
configmap/kube-root-ca.crt labeled
$ kubectl label cm kube-root-ca.crt a=b --resource-version=1
configmap/kube-root-ca.crt not labeled
$ kubectl apply view-last-applied cm
error: resource(s) were provided, but no name was specified
[1]
$ kubectl delete --cascade=true cm x
warning: --cascade=true is deprecated (boolean value) and can be replaced with --cascade=background.
Error from server (NotFound): configmaps "x" not found
[1]
$ kubectl delete --raw foo
error: --raw must be a valid URL path: parse "foo": invalid URI for request
[1]
# Names of variables: the prefix is for all, the first of two counts, flags come before arguments
$ kubectl create deploy web --image=nginx
deployment.apps/web created
$ kubectl set env deploy web --prefix=P_ A=1 B=2
deployment.apps/web env updated
$ kubectl set env deploy web R=1 R=2 -e D=e
deployment.apps/web env updated
$ kubectl set env deploy web --list
\# Deployment web, container nginx
P_A=1
P_B=2
D=e
R=1
$ kubectl set sa deploy web default && kubectl set sa deploy web default
deployment.apps/web serviceaccount updated
deployment.apps/web serviceaccount updated
