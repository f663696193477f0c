"""Real servers, one module a product: `start` writes its configuration and runs it."""
