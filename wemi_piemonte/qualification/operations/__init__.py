"""What is done about qualification: by the Region, by bodies, and when days have passed."""

from wemi_piemonte.qualification.operations.applications import (
    BodyKnown,
    Incomplete,
    NoticeShut,
    NotWritable,
    save_application,
    submit_application,
    withdraw_application,
)
from wemi_piemonte.qualification.operations.deciding import accept, ask_more, judge, refuse
from wemi_piemonte.qualification.operations.standing import (
    change_qualification,
    end_of_validity,
    remind,
)
from wemi_piemonte.qualification.operations.starting import start_application

__all__ = [
    "BodyKnown",
    "Incomplete",
    "NotWritable",
    "NoticeShut",
    "accept",
    "ask_more",
    "change_qualification",
    "end_of_validity",
    "judge",
    "refuse",
    "remind",
    "save_application",
    "start_application",
    "submit_application",
    "withdraw_application",
]
