"""Plays the client of openapi-python-client: every module imported, a record read, a list, an event."""

import importlib
import os
import pkgutil
import sys

sys.path.insert(0, os.getcwd())

import plain_client
from plain_client import AuthenticatedClient
from plain_client.api.people import create_person, read_person
from plain_client.api.pool_memberships import create_pool_membership, list_pool_memberships, transition_pool_membership
from plain_client.models import CreatePerson, CreatePoolMembership, TransitionPoolMembershipSubmit

for module in pkgutil.walk_packages(plain_client.__path__, "plain_client."):
    importlib.import_module(module.name)

client = AuthenticatedClient(base_url=os.environ["URL"], token=os.environ["TOKEN"], raise_on_unexpected_status=True)


def body(shape, **fields):
    return shape.from_dict(fields)


person = create_person.sync(client=client, body=body(CreatePerson, name="司马试验", citizen_number="999999199001030017"))
assert read_person.sync(str(person.id), client=client).name == "司马试验"
membership = create_pool_membership.sync(
    client=client,
    body=body(CreatePoolMembership, person_id=str(person.id), pool="specialist", source="special_grade_teacher", evidence="证书"),
)
moved = transition_pool_membership.sync(membership.id, client=client, body=body(TransitionPoolMembershipSubmit, event="submit"))
assert moved.status == "submitted", moved
page = list_pool_memberships.sync(client=client, person_id=[person.id])
assert [one.id for one in page.items] == [membership.id], page
