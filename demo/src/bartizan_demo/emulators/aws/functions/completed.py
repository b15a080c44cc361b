"""Small things that moto answers unlike AWS."""

import re

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call

_MOTOS_NAME = re.compile(rb"GetBucketNotification\w*")


def name_notification(_call: Call, answer: EmulatedAnswer) -> EmulatedAnswer:
    """Give GetBucketNotificationConfiguration's answer the root element that S3 gives it."""
    answer.body = _MOTOS_NAME.sub(b"NotificationConfiguration", answer.body)
    return answer
