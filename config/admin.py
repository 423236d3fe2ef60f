"""The admin as the curators' workbench."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class CurationSite(AdminSite):
    site_header = site_title = "Magwise curation"
    index_title = "Curation"
    enable_nav_sidebar = False  # a curator has two lists; the start page has room for them


class CurationConfig(AdminConfig):
    default_site = "config.admin.CurationSite"
