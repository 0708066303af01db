"""What whoever runs a server needs: backups, retention, health, metrics and logs. See docs/operate.md."""
