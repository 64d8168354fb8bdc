"""The nginx server: its configuration language, and how it answers requests. The images are in ../nginx.py."""
