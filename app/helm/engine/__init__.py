"""Helm's template engine: Go templates with sprig's functions and Helm's own.

Follows helm pkg/engine and github.com/Masterminds/sprig/v3.
"""
