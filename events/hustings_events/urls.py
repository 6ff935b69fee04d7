"""Addresses under the language prefix: where the form is sent, and the calendars."""

from django.urls import path

from hustings_events import views
from hustings_home import converters  # noqa: F401 - makes <row:…> known

app_name = "hustings_events"
urlpatterns = [
    path("register/<row:page_id>/", views.RegisterView.as_view(), name="register"),
    path("calendar/<row:page_id>.ics", views.event_calendar, name="event_calendar"),
    path("calendar/all/<row:page_id>.ics", views.agenda_calendar, name="agenda_calendar"),
]
