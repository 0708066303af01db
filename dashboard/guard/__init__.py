"""What stands between a visitor and the rest: who asks, how often, from where, and with what."""
