"""One model's answer to a prompt, stored once however many items show it."""

from django.db import models

from tasks.models.media import Media
from tasks.models.prompt import Prompt


class Completion(models.Model):
    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="completions")
    digest = models.BinaryField(max_length=32, db_comment="SHA-256 of text, model, origin, media and meta")
    text_digest = models.BinaryField(max_length=32, db_comment="SHA-256 of text; key of the rendered text")
    text = models.TextField(blank=True)
    model = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=64, blank=True)
    media = models.ForeignKey(
        Media, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    meta = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prompt", "digest"], name="completion_once_for_prompt")
        ]

    def __str__(self) -> str:
        return f"completion {self.pk}"
