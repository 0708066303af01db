"""What stands between visitors and the application: who asks, from where, how often, with what message."""
