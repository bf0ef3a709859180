"""Values that servers put where they do not tell the real one."""


def is_placeholder(value: str) -> bool:
    """Whether `value` stands for one that is not told: "*", "****", "<hidden>" or nothing."""
    return not value.strip("*") or (value[0] == "<" and value[-1] == ">")


def known_or(value: str, known: str) -> str:
    """`value`, or the `known` one if it is a placeholder."""
    return known if is_placeholder(value) else value


def account_of(written: str) -> str:
    """An account as servers write it: "" for "*" and "0", which say that there is none."""
    return "" if written in {"*", "0"} else written


def address_of(user: str, host: str, known: str = "") -> str:
    """`user@host`; a part that the server does not tell is taken from the `known` address."""
    known_user, _at, known_host = known.partition("@")
    user, host = known_or(user, known_user), known_or(host, known_host)
    return f"{user}@{host}" if user and host else known
