"""Addresses of the mailbox; mounted only where the demonstration app is installed."""

from django.urls import path

from hustings.demo import views

app_name = "hustings_demo"

urlpatterns = [
    path("", views.mail_list, name="mailbox"),
    path("messages.json", views.messages_json, name="messages_json"),
    path("<slug:mail_id>/", views.mail, name="mail"),
    path("<slug:mail_id>/html/", views.mail_html, name="mail_html"),
]
