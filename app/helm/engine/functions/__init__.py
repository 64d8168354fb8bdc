"""The functions that chart templates can call, one file per kind; each file's FUNCTIONS go into one table.

Follows github.com/Masterminds/sprig/v3 functions.go and helm pkg/engine/funcs.go.
"""
