import pytest

from tests.cluster.api.server import Server, make


@pytest.fixture
def server() -> Server:
    return make()
