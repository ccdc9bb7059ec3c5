"""Bodies, answers, parameters, times and pages, as this dialect writes them."""
