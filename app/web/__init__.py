"""The browser's door: pages, JSON API and socket events."""
