"""The schema as judge: whether a SOAP message is what Salesforce's WSDL says.

The schema is Salesforce's own; we neither wrote it nor keep it. It lies in the folder that XCRED_REFERENCE names,
beside the checkout. Allowances are made for what orgs do themselves: children may come in any order, as long as those
of one name stand together; `DeployOptions` may leave out what has a default; `readMetadata` answers a missing component
with a record that is nil. Records of types that the schema, an extract, does not hold are set aside.
"""

from dataclasses import dataclass, field

from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
METADATA = "{http://soap.sforce.com/2006/04/metadata}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
FAULT = "Fault"
# What orgs take as left out, though the schema wants it.
DEFAULTS = {"testLevel": "NoTestRun"} | dict.fromkeys(
    [
        "allowMissingFiles",
        "autoUpdatePackage",
        "checkOnly",
        "ignoreWarnings",
        "performRetrieve",
        "purgeOnDelete",
        "rollbackOnError",
        "singlePackage",
    ],
    "false",
)


@dataclass
class Verdict:
    """What kind of message it is, and what is wrong with it."""

    kind: str
    wrong: list = field(default_factory=list)


def local(element):
    return etree.QName(element).localname


class Judge:
    """Holds messages against one schema."""

    def __init__(self, file):
        tree = etree.parse(str(file))
        self.schema = etree.XMLSchema(tree)
        root = tree.getroot()
        self.types = {one.get("name"): one for one in root.findall(f"{XSD}complexType")}
        self.elements = {one.get("name"): one for one in root.findall(f"{XSD}element")}

    def judge(self, message):
        """Judges a whole envelope."""
        try:
            envelope = etree.fromstring(message)
        except etree.XMLSyntaxError as error:
            return Verdict("no XML", [str(error)])
        body = envelope.find(f"{SOAP}Body")
        if envelope.tag != f"{SOAP}Envelope" or body is None or len(body) != 1:
            return Verdict("no envelope", ["an envelope holds one body, and that holds one call"])
        if body[0].tag == f"{SOAP}Fault":
            return Verdict(FAULT, wrong_with_fault(body[0]))
        wrong = [line for header in envelope.iterfind(f"{SOAP}Header/*") for line in self.wrong_with_header(header)]
        return Verdict(local(body[0]), wrong + self.wrong_with(body[0]))

    def wrong_with_header(self, header):
        """Clients leave out most of `CallOptions`, and orgs take it: only its names are looked at."""
        if local(header) != "CallOptions":
            return self.wrong_with(header)
        known = [name for name, _ in self.children_of(self.elements["CallOptions"])]
        return [f"CallOptions holds {local(one)}" for one in header if local(one) not in known]

    def wrong_with(self, element):
        declared = self.elements.get(local(element))
        if declared is None:
            return [f"the schema declares no element {element.tag}"]
        # Written and read anew, so that prefixes in values keep their meaning outside of the envelope.
        alone = etree.fromstring(etree.tostring(element, with_tail=False))
        for record in alone.findall(f"{METADATA}result/{METADATA}records"):
            if record.get(XSI_NIL) == "true" or bare(record.get(XSI_TYPE, "Metadata")) not in self.types:
                record.getparent().remove(record)
        scattered = []
        self.sort(alone, declared, scattered)
        self.schema.validate(alone)
        return scattered + [f"{error.path}: {error.message}" for error in self.schema.error_log]

    def sort(self, element, declared, scattered):
        """Brings children into the schema's order, theirs first; tells of same-named ones that were apart."""
        expected = self.children_of(self.actual(element, declared))
        kinds = dict(expected)
        place = {name: number for number, (name, _) in enumerate(expected)}
        for child in element:
            if local(child) in kinds:
                self.sort(child, kinds[local(child)], scattered)
        names = [local(child) for child in element]
        runs = [name for number, name in enumerate(names) if number == 0 or names[number - 1] != name]
        scattered += [f"{local(element)} holds {name} in several places" for name in set(runs) if runs.count(name) > 1]
        if local(element) == "DeployOptions":
            fill_in(element, place)
        element[:] = sorted(element, key=lambda child: place.get(local(child), len(place)))

    def actual(self, element, declared):
        """The type that a record names for itself, as answers of `readMetadata` do; else the declared one."""
        named = element.get(XSI_TYPE)
        return self.types.get(bare(named), declared) if named else declared

    def children_of(self, declared):
        """Names and declarations of the children, inherited ones first. A simple type has none."""
        kind = self.type_of(declared)
        if kind is None:
            return []
        extension = kind.find(f"{XSD}complexContent/{XSD}extension")
        inherited = [] if extension is None else self.children_of(self.types[bare(extension.get("base"))])
        own = kind if extension is None else extension
        return inherited + [(one.get("name"), one) for one in own.iterfind(f"{XSD}sequence/{XSD}element")]

    def type_of(self, declared):
        if declared.tag == f"{XSD}complexType":
            return declared
        inner = declared.find(f"{XSD}complexType")
        return self.types.get(bare(declared.get("type", ""))) if inner is None else inner


def bare(name):
    return name.rpartition(":")[2]


def fill_in(options, known):
    there = {local(child) for child in options}
    for name, value in DEFAULTS.items():
        if name in known and name not in there:
            etree.SubElement(options, f"{METADATA}{name}").text = value


def wrong_with_fault(fault):
    """SOAP 1.1 wants a code whose prefix is bound, then the words; orgs begin the words with the code."""
    names = [child.tag for child in fault]
    if names[:2] != ["faultcode", "faultstring"] or names[2:] not in ([], ["detail"]):
        return [f"a fault holds faultcode, faultstring and perhaps detail, not {names}"]
    code, words = (fault[0].text or "").strip(), (fault[1].text or "").strip()
    prefix, _, bare_code = code.partition(":")
    wrong = [] if prefix in fault.nsmap else [f"the prefix of {code} is bound to nothing"]
    if not words or (prefix == "sf" and not words.startswith(f"{bare_code}: ")):
        wrong.append(f"the words of {code} are {words!r}")
    return wrong


def broken(message, old, new):
    """The message with one thing wrong, to see that the judge sees it."""
    changed = message.replace(old, new)
    assert changed != message, old
    return changed
