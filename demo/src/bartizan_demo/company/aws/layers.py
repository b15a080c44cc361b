"""Layers of accounts that are not the company's: what is in them runs in its functions all the same."""

from bartizan_demo.company.aws.nouns import PRODUCTION, VENDOR, Layer
from bartizan_demo.emulators.shared.packages import CodeContents

EDI_PARSER = Layer("edi-parser", VENDOR, versions=7, package=CodeContents({"Jinja2": "2.10"}), shared={7: PRODUCTION})
"""A vendor's, with a library that nobody has updated."""

INSIGHTS = Layer("LambdaInsightsExtension", "580247275435", versions=53, shared={53: "*"})
"""AWS's own."""

FOREIGN_LAYERS = (EDI_PARSER, INSIGHTS)
