# --admission-control-config-file: what namespaces without labels are held to, and which are exempt
-- /etc/kubernetes/admission/psa.yaml --
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration:
    apiVersion: pod-security.admission.config.k8s.io/v1
    kind: PodSecurityConfiguration
    defaults:
      enforce: baseline
      enforce-version: latest
      warn: restricted
    exemptions:
      namespaces: [kube-system]
$ cd /etc/kubernetes/manifests
$ sed -i 's#- --advertise#- --admission-control-config-file=/etc/kubernetes/admission/psa.yaml\n    - --advertise#' kube-apiserver.yaml
$ sed -i 's#^    volumeMounts:#&\n    - {mountPath: /etc/kubernetes/admission, name: admission}#' kube-apiserver.yaml
$ sed -i 's#^  volumes:#&\n  - {hostPath: {path: /etc/kubernetes/admission}, name: admission}#' kube-apiserver.yaml
@ wait 60s
$ kubectl run bad --image=nginx --privileged
Error from server (Forbidden): pods "bad" is forbidden: violates PodSecurity "baseline:latest": privileged (container "bad" must not set securityContext.privileged=true)
[1]
$ kubectl run bad --image=nginx --privileged -n kube-system
pod/bad created
$ kubectl create namespace free
namespace/free created
$ kubectl label namespace free pod-security.kubernetes.io/enforce=privileged pod-security.kubernetes.io/warn=privileged
namespace/free labeled
$ kubectl run bad --image=nginx --privileged -n free
pod/bad created
