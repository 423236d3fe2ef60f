from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with OWASP's figures (19 MiB, 2 passes): Django's take 100 MiB for each sign-in."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
