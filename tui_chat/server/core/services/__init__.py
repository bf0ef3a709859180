"""Services: users that are not there and answer `/msg`, for clients that know nothing better."""
