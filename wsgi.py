"""What the web server runs."""

from config import Config
from wemi_piemonte.app import create_app
from wemi_piemonte.foundation.memory import settle

app = create_app(Config.from_env())
settle()
