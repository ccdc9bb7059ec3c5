"""People and groups: seen by everybody who is signed in; groups are changed by administrators."""
