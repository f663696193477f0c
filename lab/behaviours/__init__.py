"""What an origin can do, one coroutine a behaviour; its name with hyphens is the one scenes use.

A module's `MOMENT` says when its behaviours begin: `accepted` (nothing was read yet), `head`
(the request's body is still unread) or, without it, when the whole request has been read.
"""
