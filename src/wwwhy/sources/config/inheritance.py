"""Which directive is in effect: the innermost block that has it, as both servers do it."""

from wwwhy.model import Directive


def effective(name: str, *blocks: Directive) -> Directive | None:
    """Return the directive that holds inside nested blocks, given from the outermost inwards.

    The innermost block that has it decides, and in it the last one written. Apache's sections
    are given in their order of merging (`apache_sections_for`). None if no block has it.
    """
    return next(reversed(effective_all(name, *blocks)), None)


def effective_all(name: str, *blocks: Directive) -> tuple[Directive, ...]:
    """Return every directive of this name in the innermost block that has any.

    That is nginx's rule for those that may stand more than once (proxy_set_header, add_header,
    error_log): one of them in a block discards all that would have been inherited.
    """
    wanted = name.lower()
    for block in reversed(blocks):
        found = tuple(each for each in block.block if each.name.lower() == wanted)
        if found:
            return found
    return ()
