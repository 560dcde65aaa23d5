"""Fields of a rate that change no bill, and why each is not in the document; docs/urdb.md."""

ELIGIBILITY = "says who may have the rate, which no meter checks"
PEOPLE = "for people; no bill reads it"
DATABASE = "about the record in the database, not about the rate"
NOT_BILLED = {
    "enddate": "a document has no end: load the next one in time",
    "sector": ELIGIBILITY,
    "servicetype": "says which parts of the service the prices hold (generation, delivery)",
    "peakkwcapacitymin": ELIGIBILITY,
    "peakkwcapacitymax": ELIGIBILITY,
    "peakkwcapacityhistory": ELIGIBILITY,
    "peakkwhusagemin": ELIGIBILITY,
    "peakkwhusagemax": ELIGIBILITY,
    "peakkwhusagehistory": ELIGIBILITY,
    "voltageminimum": ELIGIBILITY,
    "voltagemaximum": ELIGIBILITY,
    "voltagecategory": ELIGIBILITY,
    "phasewiring": ELIGIBILITY,
    "basicinformationcomments": PEOPLE,
    "energycomments": PEOPLE,
    "demandcomments": PEOPLE,
    "fixedattrs": "free text, which no bill reads",
    "energyattrs": "free text, which no bill reads",
    "demandattrs": "free text, which no bill reads",
    "energyrateunit": "prices are for a kWh",
    "country": "told by the currency, if at all",
    "eiaid": DATABASE,
    "approved": DATABASE,
    "is_default": DATABASE,
    "sourceparent": DATABASE,
    "supersedes": DATABASE,
    "revisions": DATABASE,
    "latest_update": DATABASE,
    "type": DATABASE,
}
UNITS_ALONE = ("flatdemandunit", "demandrateunit", "demandunits", "coincidentrateunit")
UNITS_ALONE += ("fixedchargeunits", "minchargeunits", "demandwindow")
"""The database fills these in where there is nothing that they are of."""
UNKNOWN = "no field of the database that is known here"


def lose_rest(item):
    """Note every field that nobody took."""
    for name, value in item.left():
        if name in UNITS_ALONE:
            item.lose(name, value, "there is no price that it is of")
        else:
            item.lose(name, value, NOT_BILLED.get(name, UNKNOWN))
