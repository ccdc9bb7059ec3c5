"""The tables of people, groups and keys."""
