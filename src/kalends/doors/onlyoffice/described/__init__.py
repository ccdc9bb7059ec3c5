"""What OpenAPI says of this door."""
