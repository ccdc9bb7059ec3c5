"""What the HTTP doors share: requests, answers, limits, sign-in, logs, metrics, the server."""
