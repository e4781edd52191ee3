"""Hold the outbox and the notices."""

from django.db import models
from django.db.models import Q

from dukou.post.records import ANSWERED, CHANNELS, SENDING, STATES


class Message(models.Model):
    """Hold one message that leaves the town; a lease is there exactly while it is being sent."""

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=120, blank=True, null=True, unique=True)
    channel = models.CharField(max_length=10)
    recipient = models.CharField(max_length=60, blank=True)
    template = models.CharField(max_length=60)
    facts = models.JSONField()
    secret = models.BooleanField(default=False)
    firm = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10)
    lease_token = models.CharField(max_length=16, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    note_code = models.CharField(max_length=60, blank=True)
    enqueued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Only of requests to a party: what it is sent, and what it replied.
    body = models.BinaryField(default=b"")
    reply_status = models.PositiveSmallIntegerField(null=True)
    reply = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="post_message_state_ok"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="post_message_channel_ok"),
            models.CheckConstraint(
                condition=Q(state=SENDING, lease_until__isnull=False)
                | (~Q(state=SENDING) & Q(lease_until__isnull=True, lease_token="")),
                name="post_message_lease_ok",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="post_message_due_idx"),
            models.Index(fields=["template"], condition=Q(state=ANSWERED), name="post_message_answered_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.code}"


class Notice(models.Model):
    """Hold one notice for a firm, or for one person in it."""

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=120, blank=True, null=True, unique=True)
    firm = models.BigIntegerField()
    person = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    facts = models.JSONField()
    noticed_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["firm", "-id"], name="post_notice_firm_idx")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
