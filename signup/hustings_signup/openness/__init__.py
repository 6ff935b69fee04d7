"""What the campaign says about the data it holds, made from the running configuration."""
