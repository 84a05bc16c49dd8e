"""What a bill comes to (待遇计算): lines into shares, layer by layer, by the law of a day."""
