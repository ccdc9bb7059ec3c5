"""The tables of what the server counts, keeps for a while, remembers and has to do."""
