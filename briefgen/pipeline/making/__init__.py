"""Makes the bytes of planned outputs, in this process or in several."""
