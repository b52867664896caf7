"""Mail: kept in the spool with what it tells of, sent when it can be, or put into files."""

from cms.mail.letter import BadLetter, Letter
from cms.mail.sending import NotSent, send
from cms.mail.spool import post

__all__ = ["BadLetter", "Letter", "NotSent", "post", "send"]
