"""Square signs that a camera reads: the address of a page, drawn into another."""

import segno
from markupsafe import Markup


def qr(address: str) -> Markup:
    """Return an address of this site as a square sign."""
    # The library makes no text of ours: a fixed drawing from an address of this site.
    drawing = segno.make(address, error="m").svg_inline(
        scale=4, border=2, svgclass="qr", lineclass=None
    )
    return Markup(drawing)  # noqa: S704
