"""What the floor reads and writes."""

from django.db import models


class Pair(models.Model):
    prompt = models.TextField()
    first = models.TextField()
    second = models.TextField()

    class Meta:
        app_label = "bare"


class Rated(models.Model):
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE)
    rater = models.IntegerField()
    strength = models.SmallIntegerField()
    content = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"
