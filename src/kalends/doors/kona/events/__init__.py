"""Calendar events: put in, changed, taken out, shown, listed."""
