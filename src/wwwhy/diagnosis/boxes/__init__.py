"""What the parts of a response say about the products that it came through."""
