"""Charts: what they are made of, reading them from folders and archives, their values and dependencies.

Follows helm pkg/chart/v2, pkg/chart/v2/loader, pkg/chart/v2/util.
"""
