"""`kubectl certificate`: deciding about certificate signing requests."""

SHORT = "Approve or deny certificate signing requests"
