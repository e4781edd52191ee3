"""Hold the jobs."""

from django.db import models
from django.db.models import Q

from dukou.jobs.records import RUNNING, STATES, WHOLE_PPM


class Job(models.Model):
    """Hold one piece of background work; a lease is there exactly while it runs."""

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=120, blank=True, null=True, unique=True)
    room = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    argument = models.JSONField()
    firm = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10)
    lease_token = models.CharField(max_length=16, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField()
    next_at = models.DateTimeField()
    progress_ppm = models.IntegerField(default=0)
    note_code = models.CharField(max_length=60, blank=True)
    stop_asked = models.BooleanField(default=False)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="jobs_job_state_ok"),
            models.CheckConstraint(
                condition=Q(progress_ppm__gte=0, progress_ppm__lte=WHOLE_PPM), name="jobs_job_progress_ok"
            ),
            models.CheckConstraint(
                condition=Q(state=RUNNING, lease_until__isnull=False)
                | (~Q(state=RUNNING) & Q(lease_until__isnull=True, lease_token="")),
                name="jobs_job_lease_ok",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="jobs_job_due_idx"),
            models.Index(fields=["firm", "-id"], name="jobs_job_firm_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.room}.{self.kind} {self.code}"
