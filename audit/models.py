from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.labels import action_name, kind_name
from audit.rules.chain import Sealed


class EntryQuerySet(models.QuerySet["Entry"]):
    def within(self, paths: list[str]) -> "EntryQuerySet":
        """Keep entries about units at or below one of `paths`; those about no unit belong to the topmost units."""
        condition = models.Q(pk__in=[])
        for path in paths:
            condition |= models.Q(scope__startswith=path)
        if any(path.count("/") == 1 for path in paths):
            condition |= models.Q(scope="")
        return self.filter(condition)


class Entry(models.Model):
    """One change: who, when, from where, what, before and after, linked to the entry before it."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("officer"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    actor_name = models.CharField(_("by"), max_length=80)
    source = models.CharField(_("address"), max_length=45, blank=True)
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind"), max_length=60)
    object_id = models.CharField(_("identifier"), max_length=40)
    object_name = models.CharField(_("object"), max_length=200)
    scope = models.CharField(_("unit path"), max_length=200, blank=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    personal_digest = models.CharField(_("fingerprint of personal data"), max_length=64, blank=True)
    previous = models.CharField(_("previous fingerprint"), max_length=64)
    digest = models.CharField(_("fingerprint"), max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=["object_type", "object_id", "-number"], name="entry_of_object"),
            models.Index(fields=["action", "-number"], name="entry_of_action"),
        )
        constraints = (
            models.UniqueConstraint(fields=["previous"], name="entry_has_one_successor"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="entry_numbers_start_at_one"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.action_name}"

    @property
    def action_name(self) -> str:
        return action_name(self.action)

    @property
    def kind_name(self) -> str:
        return kind_name(self.object_type)

    def sealed(self) -> Sealed:
        return Sealed(
            number=self.number,
            at=self.at,
            actor=self.actor_name,
            source=self.source,
            action=self.action,
            object_type=self.object_type,
            object_id=self.object_id,
            object_name=self.object_name,
            scope=self.scope,
            before=self.before,
            after=self.after,
            personal_digest=self.personal_digest,
            previous=self.previous,
        )


class PersonalPart(models.Model):
    """The personal data behind an entry's salted fingerprint; deleting it leaves the chain whole."""

    entry = models.OneToOneField(
        Entry, verbose_name=_("audit entry"), on_delete=models.PROTECT, primary_key=True, related_name="personal"
    )
    salt = models.CharField(_("salt"), max_length=32)
    data = models.JSONField(_("data"))

    class Meta:
        verbose_name = _("personal part")
        verbose_name_plural = _("personal parts")

    def __str__(self) -> str:
        return str(self.entry_id)
