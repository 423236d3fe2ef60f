"""Django's password rules in our words."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"Password must be {self.min_length} characters or more"

    def get_help_text(self) -> str:
        return (
            f"{self.min_length} characters or more. A few random words are good. Pasting is fine."
        )


class NotCommon(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "Password is one that many people use. Choose another"

    def get_help_text(self) -> str:
        return ""


class NotLikeEmail(UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("email",))

    def get_error_message(self) -> str:
        return "Password must be different from your email address"

    def get_help_text(self) -> str:
        return ""
