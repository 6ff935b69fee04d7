"""Addresses under the language prefix: where the form is sent, and the calendars."""

from django.urls import path

from hustings_events import views

app_name = "hustings_events"
urlpatterns = [
    path("register/<int:page_id>/", views.RegisterView.as_view(), name="register"),
    path("calendar/<int:page_id>.ics", views.event_calendar, name="event_calendar"),
    path("calendar/all/<int:page_id>.ics", views.agenda_calendar, name="agenda_calendar"),
]
