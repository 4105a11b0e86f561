"""A picture, sound, film or document that came with a batch, stored once under the hash of its bytes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks.models.batch import Batch


class Media(models.Model):
    class Kind(models.TextChoices):
        IMAGE = "image", _("picture")
        AUDIO = "audio", _("sound")
        VIDEO = "video", _("film")
        PDF = "pdf", _("PDF")

    digest = models.BinaryField(max_length=32, unique=True, db_comment="SHA-256 of the bytes")
    kind = models.CharField(max_length=8, choices=Kind)
    content_type = models.CharField(max_length=64, db_comment="by content, never by name")
    n_bytes = models.BigIntegerField()
    stored = models.CharField(max_length=255, db_comment="where storage keeps it")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "media"

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BatchMedia(models.Model):
    """Under which path of its archive a batch's lines name a media file."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="media", db_index=False)
    path = models.CharField(max_length=255)
    media = models.ForeignKey(Media, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "path"], name="batch_media_path_once")]
        verbose_name_plural = "batch media"

    def __str__(self) -> str:
        return self.path
