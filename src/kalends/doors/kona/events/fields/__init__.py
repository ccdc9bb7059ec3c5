"""The attributes of an event: read from a request, and what each is in a calendar object."""
