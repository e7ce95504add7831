"""Several nodes on one store: which of them asks the gateway, and what each does at the others' words."""
