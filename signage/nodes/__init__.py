"""Several nodes on one store: which of them asks the gateway (`lease`), and how each follows the others (`pubsub`)."""
