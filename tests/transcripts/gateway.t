# The Gateway API: definitions, a controller, gateways, routes by path, header and weight, filters, statuses.
$ kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.0/standard-install.yaml
customresourcedefinition.apiextensions.k8s.io/gatewayclasses.gateway.networking.k8s.io created
customresourcedefinition.apiextensions.k8s.io/gateways.gateway.networking.k8s.io created
customresourcedefinition.apiextensions.k8s.io/grpcroutes.gateway.networking.k8s.io created
customresourcedefinition.apiextensions.k8s.io/httproutes.gateway.networking.k8s.io created
customresourcedefinition.apiextensions.k8s.io/referencegrants.gateway.networking.k8s.io created
$ kubectl apply -f https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.4/deploy/default/deploy.yaml
namespace/nginx-gateway created
serviceaccount/nginx-gateway created
clusterrole.rbac.authorization.k8s.io/nginx-gateway created
clusterrolebinding.rbac.authorization.k8s.io/nginx-gateway created
service/nginx-gateway created
deployment.apps/nginx-gateway created
gatewayclass.gateway.networking.k8s.io/nginx created
$ kubectl -n nginx-gateway rollout status deployment/nginx-gateway
Waiting for deployment "nginx-gateway" rollout to finish: 0 of 1 updated replicas are available...
deployment "nginx-gateway" successfully rolled out
@ wait 2s
$ kubectl get gatewayclass
NAME    CONTROLLER                                   ACCEPTED   AGE
nginx   gateway.nginx.org/nginx-gateway-controller   True       6s
$ kubectl create deployment tea --image=hashicorp/http-echo:1.0 --replicas=1 -- /http-echo -text=tea -listen=:8080
deployment.apps/tea created
$ kubectl create deployment coffee --image=hashicorp/http-echo:1.0 --replicas=1 -- /http-echo -text=coffee -listen=:8080
deployment.apps/coffee created
$ kubectl expose deployment tea --port=80 --target-port=8080
service/tea exposed
$ kubectl expose deployment coffee --port=80 --target-port=8080
service/coffee exposed
$ cat > gateway.yaml <<'END'
> apiVersion: gateway.networking.k8s.io/v1
> kind: Gateway
> metadata: {name: cafe}
> spec:
>   gatewayClassName: nginx
>   listeners:
>   - {name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}
> ---
> apiVersion: gateway.networking.k8s.io/v1
> kind: HTTPRoute
> metadata: {name: cafe}
> spec:
>   parentRefs: [{name: cafe}]
>   hostnames: [cafe.example.com]
>   rules:
>   - matches: [{path: {value: /tea}}]
>     backendRefs: [{name: tea, port: 80}]
>   - matches: [{path: {value: /tea}, headers: [{name: x-drink, value: coffee}]}, {path: {value: /coffee}}]
>     backendRefs: [{name: coffee, port: 80}]
>   - matches: [{path: {value: /old}}]
>     filters:
>     - {type: RequestRedirect, requestRedirect: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /tea}, statusCode: 301}}
> ---
> apiVersion: gateway.networking.k8s.io/v1
> kind: HTTPRoute
> metadata: {name: wrong}
> spec:
>   parentRefs: [{name: cafe}]
>   hostnames: [cafe.example.org]
>   rules: [{backendRefs: [{name: nope, port: 80}]}]
> END
$ kubectl apply -f gateway.yaml
gateway.gateway.networking.k8s.io/cafe created
httproute.gateway.networking.k8s.io/cafe created
httproute.gateway.networking.k8s.io/wrong created
@ wait 10s
$ kubectl get gateway cafe -o custom-columns=CLASS:.spec.gatewayClassName,PROGRAMMED:'.status.conditions[?(@.type=="Programmed")].status',ROUTES:.status.listeners[0].attachedRoutes
CLASS   PROGRAMMED   ROUTES
nginx   True         1
$ kubectl get httproute -o custom-columns=NAME:.metadata.name,HOSTS:.spec.hostnames
NAME    HOSTS
cafe    [cafe.example.com]
wrong   [cafe.example.org]
$ kubectl get deploy cafe-nginx
NAME         READY   UP-TO-DATE   AVAILABLE   AGE
cafe-nginx   1/1     1            1           9s
$ IP=$(kubectl get svc cafe-nginx -o jsonpath='{.spec.clusterIP}')
$ curl -s --resolve cafe.example.com:80:$IP http://cafe.example.com/tea/green
tea
$ curl -s --resolve cafe.example.com:80:$IP http://cafe.example.com/coffee
coffee
$ curl -s -H "x-drink: coffee" --resolve cafe.example.com:80:$IP http://cafe.example.com/tea
coffee
$ curl -sI --resolve cafe.example.com:80:$IP http://cafe.example.com/old/cup
HTTP/1.1 301 Moved Permanently
Date: Mon, 23 Nov 2026 00:00:16 GMT
Content-Type: text/html
Content-Length: 162
Connection: keep-alive
Server: nginx
Location: http://cafe.example.com/tea/cup

$ curl -s -o /dev/null -w '%{http_code}\n' --resolve other.example.com:80:$IP http://other.example.com/
404
$ kubectl get httproute wrong -o jsonpath='{range .status.parents[0].conditions[*]}{.type}={.status} {.reason}: {.message}{"\n"}{end}'
Accepted=False NoMatchingListenerHostname: Listener hostname does not match the Route hostnames
ResolvedRefs=False BackendNotFound: spec.rules[0].backendRefs[0].name: Not found: "nope"
