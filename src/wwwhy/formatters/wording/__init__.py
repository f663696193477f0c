"""How facts become words: values, claims, summaries; the phrases themselves are data."""
