"""One rule in words: the sentences of its kind, its prices, then whatever was not said yet."""

from host.tariff.explain.prices import price_lines
from host.tariff.explain.sentences import ACCRUALS, BOUNDS, COMMON, KINDS, VERBS
from host.tariff.explain.values import value_words
from host.tariff.findings.prices import charges
from host.tariff.prices import is_of_energy, unit_of
from host.tariff.schema import shown_default
from tariffs.rules import class_of

HEAD = ("rule", "kind", "accrual")
PRICED = ("price",)
MEASURES = "It charges nothing itself."


class Told(dict):
    """The fields of a rule as sentences ask for them; `said` are those that were asked for."""

    def __init__(self, rule, document):
        super().__init__(rule)
        self.said = set(HEAD)
        self._kind = rule["kind"]
        self._document = document
        self._defaults = {
            name: shown_default(type_, default)
            for name, type_, default in class_of(self._kind).FIELDS
        }

    def __missing__(self, name):
        return self._defaults.get(name)

    def words(self, name):
        """The field in words."""
        if name in OWN_WORDS:
            return OWN_WORDS[name](self._kind, self, self._document)
        self.said.add(name)
        value = self[name]
        if value is None:
            return EMPTY.get(name, "nothing")
        if name == "at_most" and self._kind == "billing_demand":
            return value_words(self._kind, "greatest", value)
        words = value_words(self._kind, name, value)
        return f"{words} {self.per()}" if name in PRICED and self._kind not in BOUNDS else words

    def per(self):
        return f"{self._document['currency']}"

    def sentence(self, text):
        """A sentence with the words of its fields put in."""
        return text.format_map(_Words(self))


class _Words(dict):
    def __init__(self, told):
        super().__init__()
        self._told = told

    def __missing__(self, name):
        return self._told.words(name)


def _unit(kind, told, document):
    return unit_of(told, document)


def _each(kind, told, document):
    """What a fixed price is for: a month or day, or a kWh of a rule."""
    whole = is_of_energy(told, document)
    told.said.add("per")
    return unit_of(told, document) if whole else value_words(kind, "per", told["per"])


OWN_WORDS = {
    "unit": _unit,
    "each": _each,
    "currency": lambda kind, told, document: document["currency"],
    "verb": lambda kind, told, document: VERBS[kind],
    "billed": lambda kind, told, document: "billed" if charges(told) else "counted",
    "bound": lambda kind, told, document: BOUNDS[kind],
}
EMPTY = {"periods": "all periods", "base": "other lines", "of": "it"}


def paragraph(rule, document, whens):
    """The lines of a rule: a sentence after the other, then a line for each price.

    `whens` has {period: words for when it holds} of each calendar by its name.
    """
    told = Told(rule, document)
    sentences = [
        told.sentence(text)
        for field, text in (*KINDS.get(rule["kind"], ()), *COMMON)
        if field is None or (field in rule)
    ]
    lines = list(price_lines(told, document, _when_of(rule, document, whens)))
    rest = [name for name in rule if name not in told.said]
    sentences += [
        f"{_title(name)}: {value_words(rule['kind'], name, rule[name])}." for name in rest
    ]
    sentences.append(_accrual(rule) if charges(rule) else MEASURES)
    return [" ".join(each[:1].upper() + each[1:] for each in sentences), *lines]


def _accrual(rule):
    return ACCRUALS[rule.get("accrual", class_of(rule["kind"]).ACCRUAL)]


def _title(name):
    return name.replace("_", " ").capitalize()


def _when_of(rule, document, whens):
    """{period: when} of the calendar of a rule."""
    names = [each["name"] for each in document.get("calendars", ())]
    name = rule.get("calendar", names[0] if names else None)
    return whens.get(name, {})
