"""`signage doctor`: looks at all that a server depends on, and says what is wrong and how to mend it."""
