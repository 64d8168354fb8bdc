# The kubelet's configuration says when a node is short of disk
$ grep -i evict /var/lib/kubelet/config.yaml
evictionPressureTransitionPeriod: 0s
$ kubectl run web --image=nginx --overrides='{"spec": {"nodeName": "controlplane"}}'
pod/web created
@ wait 20s
$ echo 'evictionHard: {nodefs.available: "95%"}' >> /var/lib/kubelet/config.yaml
$ systemctl restart kubelet
$ sleep 15
$ kubectl get events --field-selector involvedObject.name=controlplane -o custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message
TYPE      REASON                    MESSAGE
Normal    Starting                  Starting kubelet.
Normal    NodeHasSufficientMemory   Node controlplane status is now: NodeHasSufficientMemory
Normal    NodeHasNoDiskPressure     Node controlplane status is now: NodeHasNoDiskPressure
Normal    NodeHasSufficientPID      Node controlplane status is now: NodeHasSufficientPID
Normal    NodeAllocatableEnforced   Updated Node Allocatable limit across pods
Normal    NodeHasDiskPressure       Node controlplane status is now: NodeHasDiskPressure
Warning   EvictionThresholdMet      Attempting to reclaim ephemeral-storage
$ kubectl get pod web -o jsonpath='{.status.reason}: {.status.message}{"\n"}'
Evicted: The node was low on resource: ephemeral-storage. Threshold quantity: 19597802864, available: 11621566Ki. Container web was using 28Ki, request is 0, has larger consumption of ephemeral-storage. 
$ kubectl run late --image=nginx --overrides='{"spec": {"nodeName": "controlplane"}}'
pod/late created
$ sleep 5
$ kubectl get pod late -o jsonpath='{.status.phase} {.status.reason}: {.status.message}{"\n"}'
Failed Evicted: Pod was rejected: The node had condition: [DiskPressure]. 
$ sed -i '/evictionHard/d' /var/lib/kubelet/config.yaml; systemctl restart kubelet
$ sleep 5
$ kubectl get node controlplane -o jsonpath='{.spec.taints}'
# Process numbers and memory have thresholds as well
$ echo 'evictionHard: {pid.available: "99.5%"}' >> /var/lib/kubelet/config.yaml; systemctl restart kubelet
$ sleep 5
$ kubectl get node controlplane -o jsonpath='{range .status.conditions[*]}{.type}={.status} {.reason}{"\n"}{end}{.spec.taints[*].key}{"\n"}'
MemoryPressure=False KubeletHasSufficientMemory
DiskPressure=False KubeletHasNoDiskPressure
PIDPressure=True KubeletHasInsufficientPID
Ready=True KubeletReady
node.kubernetes.io/pid-pressure
