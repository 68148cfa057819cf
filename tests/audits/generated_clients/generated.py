"""Plays the Python client of OpenAPI Generator: every module imported, a record read, a list, an event."""

import importlib
import os
import pkgutil

import generated_client
from generated_client.api import PeopleApi, PoolMembershipsApi
from generated_client.models import (
    CreatePerson,
    CreatePoolMembership,
    TransitionPoolMembership,
    TransitionPoolMembershipSubmit,
)

for module in pkgutil.walk_packages(generated_client.__path__, "generated_client."):
    importlib.import_module(module.name)

settings = generated_client.Configuration(host=os.environ["URL"], access_token=os.environ["TOKEN"])
with generated_client.ApiClient(settings) as client:
    people, memberships = PeopleApi(client), PoolMembershipsApi(client)
    person = people.create_person(CreatePerson(name="上官试验", citizen_number="999999199001040012"))
    assert people.read_person(str(person.id)).name == "上官试验"
    membership = memberships.create_pool_membership(
        CreatePoolMembership(person_id=person.id, pool="specialist", source="special_grade_teacher", evidence="证书")
    )
    submit = TransitionPoolMembership(TransitionPoolMembershipSubmit(event="submit"))
    moved = memberships.transition_pool_membership(membership.id, submit)
    assert moved.status == "submitted", moved
    page = memberships.list_pool_memberships(person_id=[person.id])
    assert [one.id for one in page.items] == [membership.id], page
