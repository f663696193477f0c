"""The text output: a page of sections that reads at any width, with and without colour."""
