"""What is current (agenda, layout, appearance), what each page shows of it, and what of that really changed."""
