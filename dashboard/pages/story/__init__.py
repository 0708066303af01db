"""The story that the article begins with."""
