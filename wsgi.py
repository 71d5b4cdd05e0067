"""What the web server runs."""

from config import Config
from wemi_piemonte.app import create_app, warm

app = create_app(Config.from_env())
warm()
