"""The verbs; one transaction each. `house.Service` holds them all."""
