"""`python -m tui_chat` is `tui-chat`."""

from tui_chat.cli.main import main

if __name__ == "__main__":
    main()
