# Pod networks, provisioners and others are installed by their URLs; the operator makes what an Installation asks for
$ kubectl create -f https://raw.githubusercontent.com/projectcalico/calico/v3.28.2/manifests/tigera-operator.yaml | tail -n 2
clusterrolebinding.rbac.authorization.k8s.io/tigera-operator created
deployment.apps/tigera-operator created
@ wait 10s
$ kubectl create -f https://raw.githubusercontent.com/projectcalico/calico/v3.28.2/manifests/custom-resources.yaml
installation.operator.tigera.io/default created
apiserver.operator.tigera.io/default created
$ kubectl apply -f https://github.com/cert-manager/cert-manager/releases/download/v1.14.4/cert-manager.yaml | tail -n 3
deployment.apps/cert-manager-cainjector created
deployment.apps/cert-manager created
deployment.apps/cert-manager-webhook created
$ kubectl create ns argocd
namespace/argocd created
$ kubectl apply -n argocd -f https://raw.githubusercontent.com/argoproj/argo-cd/stable/manifests/install.yaml | tail -n 3
deployment.apps/argocd-repo-server created
deployment.apps/argocd-server created
statefulset.apps/argocd-application-controller created
@ wait 60s
$ kubectl -n tigera-operator get deploy; kubectl -n calico-system get ds,deploy
NAME              READY   UP-TO-DATE   AVAILABLE   AGE
tigera-operator   1/1     1            1           70s
NAME                         DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR            AGE
daemonset.apps/calico-node   2         2         2       2            2           kubernetes.io/os=linux   59s

NAME                                      READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/calico-kube-controllers   1/1     1            1           59s
deployment.apps/calico-typha              1/1     1            1           59s
$ kubectl -n cert-manager get deploy; kubectl -n argocd get deploy,sts
NAME                      READY   UP-TO-DATE   AVAILABLE   AGE
cert-manager              1/1     1            1           60s
cert-manager-cainjector   1/1     1            1           60s
cert-manager-webhook      1/1     1            1           60s
NAME                                               READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/argocd-applicationset-controller   1/1     1            1           60s
deployment.apps/argocd-dex-server                  1/1     1            1           60s
deployment.apps/argocd-notifications-controller    1/1     1            1           60s
deployment.apps/argocd-redis                       1/1     1            1           60s
deployment.apps/argocd-repo-server                 1/1     1            1           60s
deployment.apps/argocd-server                      1/1     1            1           60s

NAME                                             READY   AGE
statefulset.apps/argocd-application-controller   1/1     60s
$ kubectl -n argocd get secret argocd-initial-admin-secret -o jsonpath='{.data.password}' | base64 -d | wc -c
16
$ kubectl explain certificate.spec.subject | head -n 12
GROUP:      cert-manager.io
KIND:       Certificate
VERSION:    v1

FIELD: subject <Object>


DESCRIPTION:
    Parts of the X.509 subject name of the certificate.
    
FIELDS:
  countries	<[]string>
