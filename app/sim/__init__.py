"""What everything stands on: time, randomness and limits of a lab, and formats that clients and servers share."""
