"""Everything that reaches into Textual's private parts: one module per subject.

Each assumption about what Textual does inside has a test that names it in
`tests/client/textual_compat`: an upgrade of Textual that breaks one fails there, in words.
"""
