"""Who made the ratings that came with a batch: a name in the source, and the rater that stands for it here."""

from django.db import models

from raters.models import Rater
from tasks.models.project import Project


class Source(models.Model):
    """A person or judge of another tool, by the name they have there; one rater for each in a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sources", db_index=False)
    kind = models.CharField(max_length=16, choices=Rater.Kind)
    name = models.CharField(max_length=200)
    rater = models.OneToOneField(Rater, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "kind", "name"], name="source_once")]

    def __str__(self) -> str:
        return self.name
