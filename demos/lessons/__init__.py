"""One module a lesson; each has ``play(screen)``, and what it is made of for the tests to call."""
