"""The redis server: its data, its commands, its configuration. The images are in ../redis.py."""
