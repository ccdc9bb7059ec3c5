"""The tables of calendars, of rights on them, and of how each person sees them."""
