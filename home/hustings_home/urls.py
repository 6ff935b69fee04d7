"""Addresses of the foundation, outside the languages."""

from django.urls import path

from hustings_home import views
from hustings_home.styleguide import styleguide
from hustings_home.theme.views import theme

app_name = "hustings_home"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("styleguide/", styleguide, name="styleguide"),
    path("theme.<slug:digest>.css", theme, name="theme"),
]
