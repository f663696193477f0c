"""Who is asking was not shown, or shown in the wrong form, place or scheme.

Members are confused with each other first of all: nothing sent, sent and lost on the way, sent
in another scheme, sent and wrong. One garbage credential beside the real one separates most: an
answer that does not change means that credentials are not looked at. What is inside a token
belongs to `tokens`; what a valid identity may not do belongs to `permissions`.
"""
