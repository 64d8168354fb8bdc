"""`kubectl set`: changing one thing of objects."""

SHORT = "Change images, variables, resources and the like of objects"
