"""Lets a task of CumulusCI run against an org and prints how it ended: {"value": ...} or {"error": {...}}.

Standard input holds the org, the task and its options. Tasks are run as the library runs them, not by `cci`, which asks a
package registry for its newest version whenever it starts. Two things are changed. simple-salesforce, which CumulusCI asks
for the org's edition, speaks `https` only, so its requests go to the same address over `http`. And nobody waits: a practice
org goes on with each question, so the pauses between questions are left out.
"""

import json
import logging
import sys
import time

import requests
from cumulusci.core.config import BaseProjectConfig, OrgConfig, TaskConfig, UniversalConfig
from cumulusci.core.keychain import BaseProjectKeychain
from cumulusci.salesforce_api.metadata import ApiListMetadata
from cumulusci.tasks.salesforce import (
    BaseSalesforceApiTask,
    Deploy,
    DescribeMetadataTypes,
    RetrieveUnpackaged,
)
from cumulusci.tasks.salesforce.BaseSalesforceMetadataApiTask import BaseSalesforceMetadataApiTask
from cumulusci.tasks.salesforce.BaseUninstallMetadata import BaseUninstallMetadata
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce


class ListMetadata(BaseSalesforceMetadataApiTask):
    """CumulusCI has the call and no task for it alone."""

    task_options = {"type": {"description": "The metadata type", "required": True}}

    def _run_task(self):
        self.return_values = ApiListMetadata(self, self.options["type"])()[self.options["type"]]


class Query(BaseSalesforceApiTask):
    """A query by CumulusCI's own connection; its task for queries wants the Bulk API, which this org does not have."""

    task_options = {"query": {"description": "The query", "required": True}}

    def _init_class(self):
        for client in (self.sf, self.tooling):
            client.session.mount("https://", OverHttp())

    def _run_task(self):
        self.return_values = self.tooling.query(self.options["query"])


class Uninstall(BaseUninstallMetadata):
    """Deletes what a manifest names. CumulusCI makes that manifest from folders, and knows none for these types."""

    def _get_destructive_changes(self, path=None):
        with open(self.options["path"]) as manifest:
            return manifest.read()


TASKS = {
    "deploy": Deploy,
    "describe": DescribeMetadataTypes,
    "list": ListMetadata,
    "query": Query,
    "retrieve": RetrieveUnpackaged,
    "uninstall": Uninstall,
}


class OverHttp(HTTPAdapter):
    """Sends what is meant for `https` over `http`, to the same address."""

    def send(self, request, **more):
        request.url = request.url.replace("https:", "http:", 1)
        return super().send(request, **more)


class LoopbackOrg(OrgConfig):
    """An org on loopback."""

    @property
    def salesforce_client(self):
        return over_http(self, self.latest_api_version)


def over_http(org, version):
    session = requests.Session()
    session.mount("https://", OverHttp())
    host = org.instance_url.removeprefix("http://")
    return Salesforce(instance=host, session_id=org.access_token, version=version, session=session)


def prepared(request):
    """The task, with a project and an org around it."""
    project = {"noyaml": True, "project": {"package": {"api_version": request["version"]}}}
    project = BaseProjectConfig(UniversalConfig(), config=project)
    project.set_keychain(BaseProjectKeychain(project, None))
    identity = f"{request['url']}/id/00D000000000001EAA/005000000000001AAA"
    org = {"instance_url": request["url"], "access_token": request["token"], "id": identity}
    org = LoopbackOrg(org, "practice", project.keychain)
    name, options = request["call"], *request["arguments"]
    return TASKS[name](project, TaskConfig({"options": options}), org), org


def main():
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    request = json.load(sys.stdin)
    time.sleep = lambda _: None
    try:
        task, org = prepared(request)
        task()
        value = {"returned": task.return_values, "edition": org.org_type, "user": org.username}
        print(json.dumps({"value": value}, default=str))
        return 0
    except Exception as error:  # Whatever it throws is what the conversation is about.
        print(json.dumps({"error": {"name": type(error).__name__, "message": str(error)}}))
        return 1


sys.exit(main())
