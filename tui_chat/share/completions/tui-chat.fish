# Completion for fish; loaded at the first Tab.
_TUI_CHAT_COMPLETE=fish_source tui-chat | source
