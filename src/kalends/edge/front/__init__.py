"""The front of the house: the ASGI application before all doors."""
