#!/bin/sh
# Ask the API server for a list, from inside the pod "robot", with the token that it was given.
kubectl exec robot -- sh -c "
  cd /var/run/secrets/kubernetes.io/serviceaccount
  curl -s --cacert ca.crt -H \"Authorization: Bearer \$(cat token)\" \
    https://kubernetes.default.svc/api/v1/namespaces/default/$1"
