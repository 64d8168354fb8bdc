"""How objects are written: names and system fields, defaults, admission, validation, finalizers; no HTTP in here.

Follows kubernetes apiserver/pkg/registry/generic/registry/store.go and registry/rest/{create,update,delete}.go.
"""
