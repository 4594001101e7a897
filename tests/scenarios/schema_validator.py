"""Holds every golden plan against docs/schemas/plan.schema.json with a validator that others wrote (python3-jsonschema,
and python3-yaml for the shipped rules), and the schemas against the standard's own. Exit 77 where these are missing."""

import glob
import json
import os
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

top = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def validator_of(path):
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def mistakes(validator, value, where):
    return [f"{where}: {list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(value)]


def plans():
    validator = validator_of(os.path.join(top, "docs/schemas/plan.schema.json"))
    found = []
    files = sorted(glob.glob(os.path.join(top, "tests/scenarios/*/*.json")))
    for path in files:
        with open(path, encoding="utf-8") as file:
            plan = json.load(file)
        found += mistakes(validator, plan, path)
        # The same plan is refused as soon as a hand was in it.
        for key in plan:
            broken = {name: value for name, value in plan.items() if name != key}
            if not mistakes(validator, broken, path):
                found.append(f"{path}: taken without {key}")
        for change in plan["changes"]:
            if change["kind"] == "student" and change.get("set"):
                change["set"] = {field: {"to": "value"} for field in change["set"]}
                if not mistakes(validator, plan, path):
                    found.append(f"{path}: taken with a student's values")
                break
    if len(files) < 30:
        found.append(f"only {len(files)} golden plans")
    return found


def rules():
    validators = {name: validator_of(path) for path in glob.glob(os.path.join(top, "docs/schemas/*.schema.json"))
                  for name in [os.path.basename(path).split(".")[0]]}
    try:
        import yaml
    except ImportError:
        return []

    class Texts(yaml.SafeLoader):
        """Dates stay text, as the rules' own reader takes them."""

    Texts.yaml_implicit_resolvers = {
        first: [each for each in resolvers if each[0] != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    found = []
    for path in sorted(glob.glob(os.path.join(top, "rules/*.yaml"))):
        with open(path, encoding="utf-8") as file:
            value = yaml.load(file, Loader=Texts)
        found += mistakes(validators[os.path.basename(path).split(".")[0]], value, path)
    return found


wrong = plans() + rules()
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
