"""The name leads nowhere, or to the wrong place.

The system's resolver and our own message to the name servers are two experiments: where they
disagree, a hosts file, a cache or a filter stands between.
"""
