"""Pictures for tests."""

from io import BytesIO

from PIL import Image


def picture_bytes(
    width: int = 4, height: int = 4, colour: str = "red", kind: str = "PNG", **options: object
) -> bytes:
    """A picture of one colour, with a blue corner at the upper left."""
    image = Image.new("RGBA" if kind in {"PNG", "WEBP"} else "RGB", (width, height), colour)
    image.putpixel((0, 0), (0, 0, 255))
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()
