"""Logical servers of Azure SQL."""

from bartizan.collect.azure.collector import Collector
from bartizan.collect.azure.plain_listing import plain_listing

SQL_SERVER = Collector("azure_sql_server", plain_listing("Microsoft.Sql/servers", "2021-11-01"))
"""Source: https://learn.microsoft.com/rest/api/sql/servers/list"""
