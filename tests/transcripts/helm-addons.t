# Charts of add-ons come from the repositories that everybody knows
$ helm repo add argo https://argoproj.github.io/argo-helm
"argo" has been added to your repositories
$ helm repo add metrics-server https://kubernetes-sigs.github.io/metrics-server/
"metrics-server" has been added to your repositories
$ helm repo add jetstack https://charts.jetstack.io --force-update
"jetstack" has been added to your repositories
$ helm template argocd argo/argo-cd --version 7.7.3 --set crds.install=false -n argocd > argo.yaml; grep -c ^kind: argo.yaml; grep -c CustomResourceDefinition argo.yaml
40
0
[1]
$ helm install argocd argo/argo-cd --version 7.7.3 -n argocd --create-namespace --set crds.keep=false | head -n 5
NAME: argocd
LAST DEPLOYED: Mon Nov 23 00:00:00 2026
NAMESPACE: argocd
STATUS: deployed
REVISION: 1
$ helm upgrade --install metrics-server metrics-server/metrics-server -n kube-system --set args={--kubelet-insecure-tls} | tail -n 4
  Chart version: 3.13.0
  App version:   0.8.0
  Image tag:     registry.k8s.io/metrics-server/metrics-server:v0.8.0
***********************************************************************
$ helm install cert-manager jetstack/cert-manager -n cert-manager --create-namespace --set crds.enabled=true | tail -n 3
cert-manager v1.19.1 has been deployed successfully!

Before certificates can be issued, an Issuer or ClusterIssuer is to be made.
@ wait 90s
$ kubectl -n argocd get deploy,sts
NAME                                               READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/argocd-applicationset-controller   1/1     1            1           90s
deployment.apps/argocd-dex-server                  1/1     1            1           90s
deployment.apps/argocd-notifications-controller    1/1     1            1           90s
deployment.apps/argocd-redis                       1/1     1            1           90s
deployment.apps/argocd-repo-server                 1/1     1            1           90s
deployment.apps/argocd-server                      1/1     1            1           90s

NAME                                             READY   AGE
statefulset.apps/argocd-application-controller   1/1     90s
$ kubectl top nodes
NAME           CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)   
controlplane   188m         18%      1036Mi          28%         
node01         106m         10%      693Mi           19%         
$ kubectl get crd -o name
customresourcedefinition.apiextensions.k8s.io/applications.argoproj.io
customresourcedefinition.apiextensions.k8s.io/applicationsets.argoproj.io
customresourcedefinition.apiextensions.k8s.io/appprojects.argoproj.io
customresourcedefinition.apiextensions.k8s.io/certificaterequests.cert-manager.io
customresourcedefinition.apiextensions.k8s.io/certificates.cert-manager.io
customresourcedefinition.apiextensions.k8s.io/challenges.acme.cert-manager.io
customresourcedefinition.apiextensions.k8s.io/clusterissuers.cert-manager.io
customresourcedefinition.apiextensions.k8s.io/issuers.cert-manager.io
customresourcedefinition.apiextensions.k8s.io/orders.acme.cert-manager.io
$ helm uninstall argocd -n argocd
release "argocd" uninstalled
