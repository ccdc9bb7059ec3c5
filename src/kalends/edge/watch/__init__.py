"""What is seen of the server from outside: log lines and measurements."""
