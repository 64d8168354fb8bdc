#!/bin/sh
# Hand the request hana.csr in to the cluster.
kubectl apply -f - <<REQUEST
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: hana
spec:
  signerName: kubernetes.io/kube-apiserver-client
  request: $(base64 -w0 hana.csr)
  expirationSeconds: 86400
  usages: [client auth]
REQUEST
