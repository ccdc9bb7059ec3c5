"""People and groups, so that clients find whom they can share with."""
