"""What helm does to releases: install, upgrade, roll back, uninstall, run hooks.

Follows helm pkg/action.
"""
