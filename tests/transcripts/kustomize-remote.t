# Kustomizations of well-known repositories are fetched
$ kubectl kustomize "https://github.com/nginx/nginx-gateway-fabric/config/crd/gateway-api/standard?ref=v1.5.1" | kubectl apply -f -
customresourcedefinition.apiextensions.k8s.io/gatewayclasses.gateway.networking.k8s.io created
customresourcedefinition.apiextensions.k8s.io/gateways.gateway.networking.k8s.io created
customresourcedefinition.apiextensions.k8s.io/grpcroutes.gateway.networking.k8s.io created
customresourcedefinition.apiextensions.k8s.io/httproutes.gateway.networking.k8s.io created
customresourcedefinition.apiextensions.k8s.io/referencegrants.gateway.networking.k8s.io created
$ kubectl apply -k github.com/kubernetes-sigs/metrics-server/manifests/base | tail -n 2
deployment.apps/metrics-server created
apiservice.apiregistration.k8s.io/v1beta1.metrics.k8s.io created
$ kubectl kustomize "https://github.com/kubernetes-sigs/gateway-api/config/crd?ref=v1.2.0" | grep -c ^kind
5
$ ls -d /tmp/kustomize-*/* 2>/dev/null | head -n 1
$ kubectl kustomize https://github.com/nobody/nothing
error: accumulating remote resource: https://github.com/nobody/nothing: there is no kustomization.yaml at https://raw.githubusercontent.com/nobody/nothing/HEAD/
[1]
