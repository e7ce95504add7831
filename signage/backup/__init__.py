"""A backup of an event in one file, and its way back: the store, screens.yaml, and the folders media and theme."""
