"""Small projects made at random from a seed: the same seed gives the same project.

Their files are what an org takes; what varies is all that a client must get right before that: several package
directories, nested folders, names that need care, both formats, line ends, ignore files. Names of components are odd
only where `odd_names` says so, since an org would refuse such names.
"""

import json
import random

PLAIN = ["Billing", "Stock_Feed", "Maps2", "Tax_Rates", "Carrier", "Ledger", "Webshop", "Payroll_EU", "acme__Sync"]
ODD = ["With Space", "Zürich", "日本", "v1.2", "my-cred", "R&D", "O'Neil", "(old)", "100% Wool", "A%20B"]
ODD += ["a+b", "[x]", "#1"]
PACKAGES = ["force-app", "src/läden", "more stuff", "deep/er/package"]
FOLDERS = ["main", "default", "Team Räume", "50% done", "a.b", "-dash-", "日本", "x (copy)", "externalCredentials"]
FOLDERS += ["drafts"]
IGNORED = ["**/drafts/**", "*.permissionset-meta.xml", "/**/Maps2.*", "# nothing", "!**/Carrier*", "main/", "**/a.b/"]
NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"'


def external_credential(name):
    return f"""<ExternalCredential {NAMESPACE}>
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>Main</parameterGroup>
        <parameterName>Main</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>{name}</label>
</ExternalCredential>"""


def named_credential(name):
    return f"""<NamedCredential {NAMESPACE}>
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>false</allowMergeFieldsInHeader>
    <calloutStatus>Enabled</calloutStatus>
    <generateAuthorizationHeader>true</generateAuthorizationHeader>
    <label>{name}</label>
    <namedCredentialParameters>
        <parameterName>Url</parameterName>
        <parameterType>Url</parameterType>
        <parameterValue>https://api.example</parameterValue>
    </namedCredentialParameters>
    <namedCredentialParameters>
        <externalCredential>CREDENTIAL</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
</NamedCredential>"""


def identity_provider(name):
    return f"""<ExternalAuthIdentityProvider {NAMESPACE}>
    <authenticationFlow>AuthorizationCode</authenticationFlow>
    <authenticationProtocol>OAuth</authenticationProtocol>
    <externalAuthIdentityProviderParameters>
        <parameterName>AuthorizeUrl</parameterName>
        <parameterType>AuthorizeUrl</parameterType>
        <parameterValue>https://login.example/authorize</parameterValue>
    </externalAuthIdentityProviderParameters>
    <externalAuthIdentityProviderParameters>
        <parameterName>TokenUrl</parameterName>
        <parameterType>TokenUrl</parameterType>
        <parameterValue>https://login.example/token</parameterValue>
    </externalAuthIdentityProviderParameters>
    <label>{name}</label>
</ExternalAuthIdentityProvider>"""


def permission_set(name):
    return f"""<PermissionSet {NAMESPACE}>
    <externalCredentialPrincipalAccesses>
        <enabled>true</enabled>
        <externalCredentialPrincipal>CREDENTIAL-Main</externalCredentialPrincipal>
    </externalCredentialPrincipalAccesses>
    <hasActivationRequired>false</hasActivationRequired>
    <label>{name}</label>
</PermissionSet>"""


def remote_site(_):
    return f"""<RemoteSiteSetting {NAMESPACE}>
    <disableProtocolSecurity>false</disableProtocolSecurity>
    <isActive>true</isActive>
    <url>https://status.example</url>
</RemoteSiteSetting>"""


# Folder, ending and text of each kind, in the order in which one needs another.
KINDS = [
    ("externalCredentials", "externalCredential", external_credential),
    ("externalAuthIdentityProviders", "externalAuthIdentityProvider", identity_provider),
    ("namedCredentials", "namedCredential", named_credential),
    ("permissionsets", "permissionset", permission_set),
    ("remoteSiteSettings", "remoteSite", remote_site),
]


def escaped(text):
    """Text as orgs write it into XML."""
    return text.replace("&", "&amp;").replace("'", "&apos;")


class Maker:
    """Makes one project; every choice comes from its seed."""

    def __init__(self, seed, odd_names):
        self.random = random.Random(seed)
        self.names = PLAIN + ODD if odd_names else PLAIN
        self.odd_names = odd_names

    def write(self, project):
        """Writes the project and gives its package directories."""
        packages = self.random.sample(PACKAGES, k=self.random.randint(1, 3))
        for package in packages:
            (project / package).mkdir(parents=True)
        self.write_project_file(project, packages)
        if self.odd_names and self.random.random() < 0.7:
            ignored = self.random.sample(IGNORED, k=self.random.randint(1, 3))
            (project / ".forceignore").write_text("\n".join(ignored) + "\n")
        credentials = self.random.sample(self.names, k=self.random.randint(2, 4))
        for kind in KINDS:
            some = self.random.sample(self.names, k=self.random.randint(0, 3))
            for name in credentials if kind is KINDS[0] else some:
                self.write_component(project / self.random.choice(packages), kind, name, credentials[0])
        return packages

    def write_project_file(self, project, packages):
        directories = [{"path": path} | ({"default": True} if path == packages[0] else {}) for path in packages]
        content = {
            "packageDirectories": directories,
            "sfdcLoginUrl": "https://login.salesforce.com",
            "sourceApiVersion": self.random.choice(["61.0", "64.0", "66.0"]),
        }
        (project / "sfdx-project.json").write_text(json.dumps(content, indent=2))

    def write_component(self, package, kind, name, credential):
        folder, ending, text = kind
        between = self.random.sample(FOLDERS, k=self.random.randint(0, 3))
        format_ending = self.random.choice(["-meta.xml", "-meta.xml", "-meta.xml", ""])
        file = package.joinpath(*between, folder, f"{name}.{ending}{format_ending}")
        file.parent.mkdir(parents=True, exist_ok=True)
        body = text(escaped(name)).replace("CREDENTIAL", escaped(credential))
        whole = f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
        file.write_bytes(self.in_some_shape(whole).encode())

    def in_some_shape(self, text):
        """The same document, as different editors leave it."""
        shapes = [text, text, text.rstrip("\n"), text.replace("\n", "\r\n"), text.replace("    ", "\t")]
        return self.random.choice(shapes)
