import pytest

from accounts.models import User
from tests.api.programs import Program


@pytest.fixture
def program(alice: User) -> Program:
    """Alice's, which may write."""
    return Program(alice)
