"""Named locks: each is a row of its own, which the transaction locks."""

LATCH = "INSERT INTO latch (subject) VALUES (?) ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject"
"""Lock the row of a subject, whether it is there already or not. It answers nothing: the next question waits for it."""
