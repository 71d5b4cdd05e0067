"""A service as schema.org describes it, for machines that read pages."""

import json
from typing import Any

from markupsafe import Markup

from wemi_piemonte.directory.rules import Cost, OrganizationKind
from wemi_piemonte.pages.sheet import Sheet
from wemi_piemonte.pages.whereabouts import Place
from wemi_piemonte.ratings.rules import LEAST, MOST, Summary

# What would end the script element, or hide in it, is written as an escape of JSON.
_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
_FREE = {"@type": "Offer", "price": 0, "priceCurrency": "EUR"}


def script_json(value: Any) -> Markup:
    """Return a value as JSON that is safe inside a script element."""
    return Markup(json.dumps(value, ensure_ascii=False).translate(_ESCAPES))  # noqa: S704


def service_data(
    sheet: Sheet, *, url: str, organization_url: str, summary: Summary
) -> dict[str, Any]:
    """Return the service as a schema.org object; what is not known is left out."""
    record = sheet.record
    body = record.organization
    is_public = body.kind is OrganizationKind.PUBLIC_BODY
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService" if is_public else "Service",
        "@id": url,
        "url": url,
        "name": sheet.text.name.text,
        "description": sheet.text.summary.text or sheet.text.description.text,
        "inLanguage": sheet.text.name.locale,
        "provider": {
            "@type": "GovernmentOrganization" if is_public else "Organization",
            "@id": organization_url,
            "name": sheet.organization.text,
        },
        "areaServed": [*sheet.served.provinces, *sheet.served.municipalities] or None,
        "availableChannel": _channel(sheet),
        "offers": _FREE if record.cost is Cost.FREE else None,
        "aggregateRating": _rating(summary),
    }
    return {key: value for key, value in found.items() if value is not None}


def _rating(summary: Summary) -> dict[str, Any] | None:
    """Return the mean as the page shows it; while that is hidden, machines are not told either."""
    if summary.average is None:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": round(summary.average, 1),
        "ratingCount": summary.count,
        "worstRating": LEAST,
        "bestRating": MOST,
    }


def _channel(sheet: Sheet) -> dict[str, Any] | None:
    record = sheet.record
    phones = [action.value for action in sheet.actions if action.kind == "call"]
    spoken = [language.code for language in record.languages]
    channel: dict[str, Any] = {
        "servicePhone": {"@type": "ContactPoint", "telephone": phones[0]} if phones else None,
        "serviceLocation": [_place(place) for place in sheet.places] or None,
        "availableLanguage": spoken or None,
    }
    filled = {key: value for key, value in channel.items() if value is not None}
    return {"@type": "ServiceChannel", **filled} if filled else None


def _place(place: Place) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Place", "name": place.name.text}
    if place.lines:
        found["address"] = ", ".join(place.lines)
    if place.is_mapped:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    return found
