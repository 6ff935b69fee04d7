"""How gunicorn runs: two processes of four threads, and a log without addresses or tokens."""

import os

workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
control_socket_disable = True
accesslog = "-"
# No visitor's address, no referrer, no browser: what an operator needs and nothing about a person.
access_log_format = '"%(r)s" %(s)s %(B)s %(M)sms'
# Named as text: with --pythonpath our packages cannot be imported yet when this file is read.
logconfig_dict = {
    "formatters": {
        "generic": {
            "()": "hustings.logs.MaskingFormatter",
            "format": "%(asctime)s [%(process)d] %(levelname)s %(name)s: %(message)s",
        }
    },
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["error_console"], "propagate": False},
        "gunicorn.access": {"level": "INFO", "handlers": ["console"], "propagate": False},
    },
}
