"""Nothing is trained here."""
