"""Bills settled as they come (实时结算): facts locked, judged one by one, written once."""
