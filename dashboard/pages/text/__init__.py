"""The Text pages: networks that read and write long texts, character by character."""
