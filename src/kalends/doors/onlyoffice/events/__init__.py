"""Events and to-dos: put in, changed, taken out, shown."""
