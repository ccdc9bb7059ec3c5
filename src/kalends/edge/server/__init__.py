"""The server process: the socket, the protocol, the life of a worker."""
