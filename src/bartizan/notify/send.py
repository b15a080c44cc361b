"""Send a message to a rule's receiver in its form."""

from bartizan.base.notification_settings import NotificationSettings
from bartizan.base.referred_secret import FORMS, referred_secret
from bartizan.model import UsageError, now
from bartizan.notify import slack, teams, webhook
from bartizan.notify.destination import check_url, destination
from bartizan.notify.mail import check_recipient, mail, send_mail
from bartizan.notify.message import Message
from bartizan.notify.post import post
from bartizan.state.notify.nouns import NotificationRule


def check_receiver(rule: NotificationRule) -> None:
    """Check what can be checked of a receiver without the network.

    Raises:
        UsageError: the address is of another form, or a secret was written where a reference to it belongs.
    """
    if rule.secret and not rule.secret.startswith(FORMS):
        raise UsageError("name the secret by env:NAME or file:PATH; it is not stored here")
    if rule.secret and rule.receiver != "webhook":
        raise UsageError("only webhooks are signed; leave the secret out")
    if rule.receiver == "email":
        check_recipient(rule.address)
    elif rule.address.startswith(FORMS):
        return
    elif rule.receiver == "webhook":
        check_url(rule.address, allows_private=rule.allows_private)
    else:
        raise UsageError(f"a {rule.receiver} URL is a secret: keep it in env:NAME or file:PATH and name that")


def send(message: Message, rule: NotificationRule, settings: NotificationSettings) -> None:
    """Send a message; it was taken where this returns.

    Raises:
        PostError: it was not taken, or nobody knows.
        UsageError: a secret or the mail server's settings are not there, or the address cannot be used.
        RefusedError: the receiver's host has an address that is not allowed.
    """
    if rule.receiver == "email":
        if settings.smtp is None:
            raise UsageError("there is no mail server; set notifications.smtp in settings.yaml")
        send_mail(mail(message, settings.smtp.sender, rule.address), settings.smtp)
        return
    url = referred_secret(rule.address) if rule.address.startswith(FORMS) else rule.address
    to = destination(url, allows_private=rule.allows_private)
    if rule.receiver == "webhook":
        content = webhook.body(message)
        secret = referred_secret(rule.secret) if rule.secret else ""
        post(to, content, webhook.webhook_headers(message.id, message.attempt, content, secret, now()))
    else:
        content = (slack if rule.receiver == "slack" else teams).body(message)
        post(to, content, {"Content-Type": "application/json"})
