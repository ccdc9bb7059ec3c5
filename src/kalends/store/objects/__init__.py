"""The tables of calendar objects, of their changes and of their former versions."""
