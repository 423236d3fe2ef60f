"""How passwords are hashed, and Django's password rules with our messages."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters (19 MiB, 2 passes): Django's take 100 MiB a sign-in."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class LengthRule(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"Password must be {self.min_length} characters or more"

    def get_help_text(self) -> str:
        return (
            f"{self.min_length} characters or more. A few random words are good. Pasting is fine."
        )


class CommonPasswordRule(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "Password is one that many people use. Choose another"

    def get_help_text(self) -> str:
        return ""


class EmailSimilarityRule(UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("email",))

    def get_error_message(self) -> str:
        return "Password must be different from your email address"

    def get_help_text(self) -> str:
        return ""
