"""The request reached a server that does not serve this name, or another site of it.

Names travel twice, in the TLS handshake (SNI) and in Host; members differ in which of the two
is wrong, and in who compares them.
"""
