"""Columns of mutating admission policy bindings: those of the validating ones."""

from app.cluster.kinds.validatingadmissionpolicybinding.columns import COLUMNS, cells

__all__ = ["COLUMNS", "cells"]
