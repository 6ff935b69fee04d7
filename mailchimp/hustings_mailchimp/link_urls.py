"""Where Mailchimp's webhooks arrive, outside the languages. One letter, then the secret: access
logs print it as `***`."""

from django.urls import path

from hustings_mailchimp.webhooks import webhook

app_name = "hustings_mailchimp_links"
urlpatterns = [path("h/<str:token>/", webhook, name="webhook")]
