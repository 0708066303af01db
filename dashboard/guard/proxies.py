"""Where proxies stand before the server, what they say of the visitor's address and of https is believed."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def trust(server: Flask, proxies: int) -> None:
    """Believe as many proxies; with 0 nobody can claim another address than his own."""
    if proxies:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=proxies, x_proto=proxies)
