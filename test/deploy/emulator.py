"""Starts the emulated AWS account, with two defects of this version repaired. With either of them every redeployment of the
app would fail, or lose its table, and nothing would be known of redeployments. differences.ts names both; each repair
fails where the emulator does not have what it repairs any more."""

import inspect
import sys

from ministack.app import main
from ministack.services.cloudformation import _stacks, provisioners

update_resource = provisioners._update_resource
update_table = provisioners._ddb_update


def update_with_attributes(resource_type, physical_id, old, new, stack_name, logical_id=None, old_attrs=None):
    """A nested stack's update forgets the attributes of each resource that does not change: takes them from the stack."""
    if old_attrs is None:
        resources = _stacks.get(stack_name, {}).get("_resources", {})
        old_attrs = resources.get(logical_id, {}).get("Attributes")
    return update_resource(resource_type, physical_id, old, new, stack_name, logical_id, old_attrs)


def update_global_table(physical_id, old, new, stack_name, logical_id):
    """An update makes a table's name from its old name, so the table is replaced: makes it from the logical id."""
    provisioners._ddb_update = lambda *arguments: update_table(*arguments, logical_id)
    try:
        return provisioners._ddb_global_table_update(physical_id, old, new, stack_name)
    finally:
        provisioners._ddb_update = update_table


nested = inspect.getsource(provisioners._cfn_nested_stack_deploy)
assert "old_attrs" not in nested, "a nested stack's update knows attributes now: remove this repair"
global_table = inspect.signature(provisioners._ddb_global_table_update)
assert "logical_id" not in global_table.parameters, "a global table's update knows its logical id now: remove this repair"

provisioners._update_resource = update_with_attributes
provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::GlobalTable"].update(
    update=update_global_table, update_with_logical_id=True
)
sys.exit(main())
