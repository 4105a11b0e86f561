"""The safe HTML of a text, kept by the text's SHA-256 and the renderer's version."""

from django.db import models


class RenderedText(models.Model):
    digest = models.BinaryField(max_length=32)
    renderer = models.PositiveSmallIntegerField()
    html = models.TextField(blank=True)
    notice = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "renderer"], name="rendered_text_once")]

    def __str__(self) -> str:
        return f"rendered text {self.pk}"
