"""A message as e-mail of plain text, and the way to the server that takes it."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from bartizan.base.notification_settings import SmtpSettings
from bartizan.base.referred_secret import referred_secret
from bartizan.model import UsageError, printable
from bartizan.notify.message import Message, detail, line
from bartizan.notify.post import SECONDS, PostError

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*", re.ASCII)


def check_recipient(address: str) -> None:
    """Check an e-mail address.

    Raises:
        UsageError: it is not exactly one.
    """
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise UsageError("an e-mail receiver is one address, such as cloud-security@example.com")


def mail(message: Message, sender: str, recipient: str) -> EmailMessage:
    """Return a message as e-mail; all tries of it have one Message-ID."""
    written = EmailMessage()
    written["Subject"] = printable(f"{message.title}{' (sent again)' if message.is_retry else ''}", 200)
    written["From"], written["To"] = sender, recipient
    written["Date"] = format_datetime(message.created_at)
    written["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    written["Auto-Submitted"] = "auto-generated"
    written["Bartizan-Attempt"] = str(message.attempt)
    lines = [message.title, ""]
    for item in message.shown:
        link = message.link(item.body)
        lines += [line(item.body), f"  {detail(item.body)}", *([f"  {link}"] if link else []), ""]
    written.set_content("\n".join([*lines, message.footer, ""]))
    return written


def send_mail(written: EmailMessage, settings: SmtpSettings, seconds: float = SECONDS) -> None:
    """Hand e-mail to the server; it was taken where this returns.

    Raises:
        PostError: the server refused it, or cannot be reached.
        UsageError: the password is not where it is said to be.
    """
    password = referred_secret(settings.password) if settings.password else ""
    try:
        context = ssl.create_default_context()
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=seconds, context=context)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=seconds)
        with server:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, password)
            server.send_message(written)
    except smtplib.SMTPResponseException as error:
        raise PostError(f"the mail server answered {error.smtp_code}") from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        said = (isinstance(error, OSError) and error.strerror) or type(error).__name__
        raise PostError(f"the mail server did not take it: {said}") from error
