"""Calendar objects as wholes: what an index knows of one, how others see it, texts into objects and back."""
