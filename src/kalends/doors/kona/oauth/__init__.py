"""OAuth 2.0 (RFC 6749): the page of consent, the endpoints of applications, and what tells them where these are."""
