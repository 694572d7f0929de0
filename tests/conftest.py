"""What all tests share: the real server and the real browser, for whoever asks for them."""

pytest_plugins = ["tests.browser.fixtures"]
