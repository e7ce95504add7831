"""What an operator's monitoring reads at `/metrics`: looked up when it is asked for; only events are counted before."""
