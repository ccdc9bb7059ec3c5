"""The pages of the house itself, which belong to no dialect."""
