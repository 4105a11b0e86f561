"""A change of overlap or priority that not all items of its batch carry yet; gone when they do."""

from django.db import models

from tasks.models.batch import Batch


class PendingChange(models.Model):
    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="pending_change")
    priority_shift = models.SmallIntegerField(default=0, db_comment="to be added to the items' priority")
    after = models.BigIntegerField(default=0, db_comment="items up to this id carry the change")
    until = models.BigIntegerField(db_comment="the last item that was there when it was made")

    def __str__(self) -> str:
        return f"pending change of {self.batch}"
