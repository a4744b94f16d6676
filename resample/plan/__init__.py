"""Words, recipes and plans, and what can be said of them without running them."""
