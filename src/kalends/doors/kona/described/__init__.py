"""What OpenAPI is told of this dialect."""
