"""Keeps what `service.ports` describes, in SQL; `sqlite.open_store` opens the embedded one."""
