"""Character networks on long texts: how they are trained, measured and kept."""
