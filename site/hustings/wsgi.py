"""The WSGI application that gunicorn serves."""

from django.core.wsgi import get_wsgi_application

from hustings.environment import use_settings

use_settings()
application = get_wsgi_application()
