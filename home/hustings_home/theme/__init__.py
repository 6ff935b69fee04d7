"""The look of a site: colours computed from the brand, and the one stylesheet that carries them."""
