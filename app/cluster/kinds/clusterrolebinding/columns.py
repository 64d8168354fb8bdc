"""Columns of cluster role bindings: those of role bindings."""

from app.cluster.kinds.rolebinding.columns import COLUMNS, cells

__all__ = ["COLUMNS", "cells"]
