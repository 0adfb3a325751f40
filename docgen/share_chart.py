"""A small chart of shares, drawn in greys: the same figures give the same bytes.

Drawn with Pillow, since there is one for each ОО: it takes a fiftieth of what matplotlib does.
"""

from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, BAR, GAP, HEADING = 1000, 24, 8, 34
"""Pixels: of the picture, of a bar, between bars, of the heading of a group."""

LEFT, RIGHT = 200, 130
"""Pixels left for the labels of bars and for their values."""

WHITE, BLACK = 255, 0
SHADES = (64, 150, 215)
"""Greys of the bars of a group, told apart in black and white print."""


@lru_cache(maxsize=256)
def share_chart(
    groups: tuple[tuple[str, tuple[tuple[str, float | None], ...]], ...],
) -> bytes:
    """Draw groups of horizontal bars: (title, (label, share in [0, 1] or None) of each bar)."""
    bars = sum(len(bars) for _, bars in groups)
    height = len(groups) * (HEADING + GAP) + bars * (BAR + GAP) + GAP
    picture = Image.new("L", (WIDTH, height), WHITE)
    draw = ImageDraw.Draw(picture)
    top = GAP
    for title, own in groups:
        draw.text((0, top), title, BLACK, _font(22))
        top += HEADING
        for number, (label, share) in enumerate(own):
            _bar(draw, top, label, share, SHADES[number % len(SHADES)])
            top += BAR + GAP
        top += GAP
    output = BytesIO()
    picture.save(output, format="png")
    return output.getvalue()


def _bar(draw: ImageDraw.ImageDraw, top: int, label: str, share: float | None, shade: int) -> None:
    draw.text((0, top), label, BLACK, _font(20))
    length = round((WIDTH - LEFT - RIGHT) * min(share or 0.0, 1.0))
    if share is not None:
        draw.rectangle((LEFT, top, LEFT + length, top + BAR), shade, BLACK)
    told = "нет данных" if share is None else f"{share * 100:.0f} %"
    draw.text((LEFT + length + 10, top), told, BLACK, _font(20))


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    """Give the font that comes with matplotlib: it has Cyrillic and stands on every machine."""
    found = files("matplotlib") / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
    return ImageFont.truetype(BytesIO(found.read_bytes()), size)
