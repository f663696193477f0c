"""The first page of a language, the page of search results, and the one for what is not there."""

from collections.abc import Iterator

from tools.docs import boxes, causes, codes, experiments, failures, guide
from tools.docs.edition import Edition, Link
from tools.docs.page import Page

HOME = "index.html"
SEARCH = "search.html"
_MOST = 12


def pages(edition: Edition) -> Iterator[Page]:
    """Return the pages that belong to no kind."""
    words, book = edition.words, edition.book
    daily = sorted(book.causes.values(), key=lambda each: (-each.commonness, each.slug))
    families = [
        Link(edition.family(family), f"{causes.LIST}#family-{family}", str(len(members)))
        for family, members in book.families.items()
    ]
    yield Page(
        path=HOME,
        section="home",
        title=words("site", "name"),
        template="front.html",
        context={
            "classes": codes.classes(edition),
            "families": families,
            "common": edition.causes(daily[:_MOST]),
            "boxes": [edition.box(name) for name in _known_boxes(edition)],
            "box_count": words("front", "all_boxes", n=len(book.boxes)),
            "failures": [edition.failure(known) for known in _FREQUENT],
        },
        summary=words("site", "tagline"),
        is_found=False,
    )
    yield Page(SEARCH, "home", words("site", "search_title"), "search.html", is_found=False)


def parts(edition: Edition) -> tuple[Link, ...]:
    """Return the parts of the site for the navigation."""
    words = edition.words
    lists = {
        "codes": codes.LIST,
        "causes": causes.LIST,
        "boxes": boxes.LIST,
        "failures": failures.LIST,
        "experiments": experiments.PATH,
        "guide": f"guide/{guide.sources()[0].stem}.html",
    }
    return tuple(Link(words("section", key), path, key) for key, path in lists.items())


_FREQUENT = (
    "dns.name_not_resolved",
    "tcp.refused",
    "tcp.timed_out",
    "tcp.reset",
    "tls.cert.date_invalid",
    "tls.cert.name_invalid",
    "tls.cert.chain_incomplete",
    "tls.version_or_cipher_mismatch",
    "http.response.empty",
    "http.response.timed_out",
)
_FAMOUS = (
    "nginx", "Apache", "Cloudflare", "HAProxy", "Envoy", "Varnish", "IIS", "Caddy",
    "AWS ALB", "CloudFront", "Traefik", "Tomcat", "Node.js", "PHP", "Django", "Squid",
)  # fmt: skip


def _known_boxes(edition: Edition) -> list[str]:
    return [name for name in _FAMOUS if name in edition.book.boxes]
