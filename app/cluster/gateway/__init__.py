"""Gateway API controllers: which routes hang on which listeners, what statuses say, and how requests go."""
