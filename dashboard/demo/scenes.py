"""Drawn pictures of a road, in the place of photos that nobody took."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

SIZE = (800, 600)
HORIZON = 250
SKIES = ("#b9d3ee", "#d8dee6", "#f0d9b5", "#9fb6cc")
CARS = ("#f4f4f4", "#2f4f7f", "#8a8f98", "#b8462f")


def road_scene(number: int, caption: str) -> "ContentFile[bytes]":
    """Return a JPEG of a road, its sky and its cars chosen by `number`: the same picture for the same number."""
    width, height = SIZE
    picture = Image.new("RGB", SIZE, SKIES[number % len(SKIES)])
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, HORIZON, width, height), fill="#7f9a6b")
    for at in range(9):
        top = HORIZON - 40 - (at * 37 + number * 53) % 120
        draw.rectangle((at * 95 - 20, top, at * 95 + 60, HORIZON), fill=("#8d99a8", "#a3acb8", "#98a1a0")[at % 3])
    draw.polygon(((330, HORIZON), (470, HORIZON), (width + 160, height), (-160, height)), fill="#50565e")
    for at in range(5):
        far, near = HORIZON + 8 + at * at * 14, HORIZON + 16 + at * at * 20
        draw.polygon(((398, far), (402, far), (404 + at * 2, near), (396 - at * 2, near)), fill="#f5f5f5")
    for at in range(3):
        _car(draw, 220 + (number * 71 + at * 190) % 360, HORIZON + 60 + at * 75, 30 + at * 22, CARS[(number + at) % 4])
    draw.rectangle((0, height - 34, width, height), fill="#0c1e3c")
    draw.text((14, height - 25), caption, fill="#ffffff")
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return ContentFile(file.getvalue(), name=f"{number}.jpg")


def _car(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, colour: str) -> None:
    draw.rounded_rectangle((x, y, x + size * 2, y + size), size // 5, fill=colour)
    draw.rectangle((x + size // 4, y + size // 8, x + size * 2 - size // 4, y + size // 2), fill="#22303f")
    for light in (x + size // 6, x + size * 2 - size // 3):
        draw.ellipse((light, y + size * 5 // 8, light + size // 6, y + size * 7 // 8), fill="#e04a3a")
