"""How a rule is laid out: the steps of the RFC's table, and the ways to walk through what they leave."""
