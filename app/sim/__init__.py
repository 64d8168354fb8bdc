"""Time, randomness and limits: what makes a lab repeat exactly."""
