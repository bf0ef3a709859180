from tui_chat.server.core.invitation_and_token_format import Invitation, Pass, hash_of, id_of
from tui_chat.server.core.state.records.invitations import Invitations

TOKEN = "T" * 22
HASH = hash_of(TOKEN)


def test_only_the_token_itself_finds_an_invitation() -> None:
    known = Invitations()
    known.put(Invitation(id_of(HASH), HASH, "", until=100, uses=1))
    assert known.find(TOKEN, 99) == Pass(id_of(HASH))
    assert known.find(f"{TOKEN}.me", 99) == Pass(id_of(HASH), hash_of(f"{TOKEN}.me"))
    assert known.find(TOKEN, 100) is None
    assert known.find("t" * 22, 99) is None
    assert known.find(HASH, 99) is None
    known.put(Invitation(id_of(HASH), "0" * 64, "", until=100, uses=1))
    assert known.find(TOKEN, 99) is None, "the same id does not do"
    assert len(known) == 1
    assert known.remove(id_of(HASH)) is not None
    assert known.remove(id_of(HASH)) is None
