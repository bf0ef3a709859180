"""How safe a connection is, in words. Pure."""

import enum

import msgspec

from tui_chat.client.language.i18n import _


class Recognised(enum.Enum):
    """How the server at the other end was recognised."""

    NOTHING = "nothing"
    """It is not encrypted."""
    OURS = "ours"
    """Not encrypted, but the server is part of this program."""
    NEW = "new"
    """Encrypted, and new: its certificate is remembered from now on."""
    INVITED = "invited"
    """Encrypted, and new: its certificate is the one that the invitation names."""
    SAME = "same"
    """Encrypted, with the same certificate as last time."""
    ACCEPTED = "accepted"
    """Encrypted, with a new certificate that the person accepted."""
    VISITED = "visited"
    """Encrypted up to the server's machine, where this client runs."""
    CERTIFIED = "certified"
    """Encrypted, with a certificate from an authority."""


class Security(msgspec.Struct, frozen=True):
    """How safe a connection is. `issuer` is the authority that vouches for the server, or "".

    `fingerprint` is SHA-256 of the certificate, in lower-case hexadecimal without colons: with
    them it would not fit in a line of a terminal, and could not be copied whole.
    `trusted` is one that is not encrypted and may be shown a password all the same: it does not
    leave this machine, or the person wants it so.
    """

    recognised: Recognised = Recognised.NOTHING
    fingerprint: str = ""
    issuer: str = ""
    trusted: bool = False

    @property
    def encrypted(self) -> bool:
        """Whether the connection is encrypted."""
        return self.recognised not in {Recognised.NOTHING, Recognised.OURS}

    @property
    def word(self) -> str:
        """A short text for the status line."""
        match self.recognised:
            case Recognised.NOTHING:
                return _("not encrypted")
            case Recognised.OURS:
                return _("on this computer")
            case Recognised.CERTIFIED:
                return _("verified")
        return _("encrypted")

    @property
    def sentence(self) -> str:
        """A sentence for a person who has just connected."""
        match self.recognised:
            case Recognised.NOTHING:
                return _("Not encrypted: others on the network can read this.")
            case Recognised.OURS:
                text = _("The server is part of this program: nothing leaves this computer.")
            case Recognised.NEW:
                text = _("Encrypted. First time here: remembered by its fingerprint {fingerprint}.")
            case Recognised.INVITED:
                text = _("Encrypted. It is the server of your invitation.")
            case Recognised.SAME:
                text = _("Encrypted. The same server as last time.")
            case Recognised.ACCEPTED:
                text = _("Encrypted. Its new fingerprint is remembered: {fingerprint}.")
            case Recognised.VISITED:
                text = _("Encrypted. This client runs on the server's computer.")
            case Recognised.CERTIFIED:
                text = _("Encrypted. {issuer} vouches for the server.")
        return text.format(fingerprint=self.fingerprint, issuer=self.issuer or _("An authority"))
