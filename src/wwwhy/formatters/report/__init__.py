"""The JSON report: its shape, its schema, and how a diagnosis is put into it."""
