"""The browser keeps an answer from a page of another origin.

Judge status and gateway before CORS: an error page without CORS fields is an error first. A
command line never sees these faults, so curl gets 200 where the browser reports a failure.
"""
