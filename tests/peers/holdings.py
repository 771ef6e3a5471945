"""What the practice org holds, read from its own state, and archives to deploy.

A client that is told a lie may repeat it. So a conversation looks at what stands in the org's folder, past every call.
"""

import io
import json
import zipfile
from xml.etree import ElementTree

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
FOLDERS = {
    "ExternalCredential": ("externalCredentials", "externalCredential"),
    "NamedCredential": ("namedCredentials", "namedCredential"),
    "PermissionSet": ("permissionsets", "permissionset"),
}


def holdings(world):
    """Component to its XML, as the org keeps it."""
    state = world.project / ".xcred" / "practice"
    named = json.loads((state / "org.json").read_text())["components"]
    lines = json.loads((state / named).read_text())
    return {f"{line['type']}:{line['name']}": line["metadata"] for line in lines}


def properties(world, *components):
    """What the org keeps of components beside their XML, as lists tell it."""
    state = world.project / ".xcred" / "practice"
    named = json.loads((state / "org.json").read_text())["components"]
    lines = {f"{line['type']}:{line['name']}": line for line in json.loads((state / named).read_text())}
    names = {"id": "id", "created": "createdDate", "modified": "lastModifiedDate"}
    return {one: {told: lines[one][name] for name, told in names.items()} for one in components if one in lines}


def retrievals(world):
    """The ids of the retrievals that the org remembers."""
    book = json.loads((world.project / ".xcred" / "practice" / "org.json").read_text())["book"]
    return [one["id"] for one in book["retrievals"]]


def seeded(world, component):
    """The file that the sample project seeds a component from. It is in the form that orgs give out."""
    kind, name = component.split(":")
    folder, suffix = FOLDERS[kind]
    return (world.project / "practice-seed" / folder / f"{name}.{suffix}").read_text()


def as_record(xml):
    """A component's XML as clients in dynamic languages see it: texts, structures, and lists where a name repeats."""
    return _fields(ElementTree.fromstring(xml))


def texts_of(xml):
    """The fields of a component that are texts. Those that are structures an org may give back in another order."""
    return {name: value for name, value in as_record(xml).items() if isinstance(value, str)}


def _fields(element):
    fields = {}
    for child in element:
        name = child.tag.removeprefix(f"{{{NAMESPACE}}}")
        value = _fields(child) if len(child) else (child.text or "")
        known = fields.get(name)
        fields[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
    return fields


def credential(label, protocol="Custom"):
    """An external credential with one principal, in the form that orgs give out."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="{NAMESPACE}">
    <authenticationProtocol>{protocol}</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>Main</parameterGroup>
        <parameterName>Main</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>{label}</label>
</ExternalCredential>
"""


def manifest(members):
    """package.xml of these members: type to names. One element a line: CumulusCI cuts it up by lines."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<Package xmlns="{NAMESPACE}">']
    for kind, names in members.items():
        lines += ["<types>", *(f"<members>{name}</members>" for name in names), f"<name>{kind}</name>", "</types>"]
    return "\n".join([*lines, "<version>64.0</version>", "</Package>", ""])


def archive(world, components, delete=None):
    """Writes a zip with these components, type:name to XML, and what to delete; gives its path."""
    members = {}
    for component in components:
        kind, name = component.split(":")
        members.setdefault(kind, []).append(name)
    files = {"package.xml": manifest(members)}
    for component, xml in components.items():
        kind, name = component.split(":")
        files[f"{FOLDERS[kind][0]}/{name}.{FOLDERS[kind][1]}"] = xml
    if delete:
        files["destructiveChanges.xml"] = manifest(delete)
    path = world.folder / "package.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in files.items():
            zipped.writestr(name, text)
    return path


def unpacked(content):
    """The files of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {name: zipped.read(name).decode() for name in zipped.namelist()}
