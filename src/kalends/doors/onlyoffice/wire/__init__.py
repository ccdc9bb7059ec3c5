"""How this dialect goes over the wire: envelope, JSON and XML, parameters, parts of lists."""
