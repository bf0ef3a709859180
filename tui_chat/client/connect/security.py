"""How safe a connection is, in words. Pure."""

import enum

import msgspec

from tui_chat.client.language.i18n import _


def spoken(fingerprint: str) -> str:
    """A fingerprint as people compare it: `AB:CD:...`."""
    return bytes.fromhex(fingerprint).hex(":").upper()


class Recognised(enum.Enum):
    """What is known of who is at the other end of a connection."""

    NOTHING = "nothing"
    """It is not encrypted."""
    OURS = "ours"
    """It is not encrypted, and leads to the server of this very program."""
    NEW = "new"
    """Encrypted, never met before: remembered by its certificate from now on."""
    SAME = "same"
    """Encrypted, with the certificate of last time."""
    ACCEPTED = "accepted"
    """Encrypted, with another certificate than last time, which the person accepted."""
    CERTIFIED = "certified"
    """Encrypted, and an authority vouches for it."""


class Security(msgspec.Struct, frozen=True):
    """How safe a connection is. `issuer` is who vouches for the server, "" for nobody.

    `trusted` is one that is not encrypted and may be shown a password all the same: it does not
    leave this machine, or the person wants it so.
    """

    recognised: Recognised = Recognised.NOTHING
    fingerprint: str = ""
    issuer: str = ""
    trusted: bool = False

    @property
    def encrypted(self) -> bool:
        """Whether what goes over the connection is."""
        return self.recognised not in {Recognised.NOTHING, Recognised.OURS}

    @property
    def word(self) -> str:
        """For a status line."""
        match self.recognised:
            case Recognised.NOTHING:
                return _("not encrypted")
            case Recognised.OURS:
                return _("on this machine")
            case Recognised.CERTIFIED:
                return _("verified")
        return _("encrypted")

    @property
    def sentence(self) -> str:
        """For somebody who has just arrived."""
        match self.recognised:
            case Recognised.NOTHING:
                return _("Not encrypted: whoever is on the way can read along.")
            case Recognised.OURS:
                text = _("The server is part of this program: nobody is on the way to it.")
            case Recognised.NEW:
                text = _("Encrypted. First time here: remembered by its fingerprint {fingerprint}.")
            case Recognised.SAME:
                text = _("Encrypted. The same server as last time.")
            case Recognised.ACCEPTED:
                text = _("Encrypted. Its new fingerprint is remembered: {fingerprint}.")
            case Recognised.CERTIFIED:
                text = _("Encrypted. {issuer} vouches for the server.")
        shown = spoken(self.fingerprint) if self.fingerprint else ""
        return text.format(fingerprint=shown, issuer=self.issuer or _("An authority"))
