"""Chart repositories: which are known, their indexes, charts out of them, and those of the simulated network.

Follows helm pkg/repo/v1, pkg/downloader.
"""
