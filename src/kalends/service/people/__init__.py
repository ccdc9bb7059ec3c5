"""Accounts, their passwords and keys, and who may sign in."""

from kalends.service.people.accounts import AccountChange, NewAccount, People
from kalends.service.people.keys import Keys, MadeKey
from kalends.service.people.signin import Credentials, SignIn

__all__ = [
    "AccountChange",
    "Credentials",
    "Keys",
    "MadeKey",
    "NewAccount",
    "People",
    "SignIn",
]
