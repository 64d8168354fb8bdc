"""openssl, in parts: DER, RSA keys, requests and certificates."""
