"""How languages write dates, where the site's readers write them unlike Django's defaults."""
