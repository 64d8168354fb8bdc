"""The learner's files in an editor on the page: the tree, what is in a file, and what is wrong with a manifest."""
