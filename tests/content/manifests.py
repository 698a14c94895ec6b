"""Manifests of Kubernetes against the schemas of a release, and rules of Prometheus among YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import kubernetes_validate as kubernetes
import yaml

from . import code
from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .pages import Block, Page

RELEASE: Final = "1.37"

# Groups whose schemas no package brings: of their objects only the pods within are checked.
CUSTOM: Final = {
    "argoproj.io",
    "config.kueue.x-k8s.io",
    "flink.apache.org",
    "gateway.networking.k8s.io",
    "inference.networking.k8s.io",
    "inference.networking.x-k8s.io",
    "keda.sh",
    "kubescheduler.config.k8s.io",
    "kueue.x-k8s.io",
    "leaderworkerset.x-k8s.io",
    "resource.nvidia.com",
    "serving.kserve.io",
    "snapshot.storage.k8s.io",
}


def valid(page: Page) -> Iterator[Fault]:
    """Check the manifests of a page, unknown fields included."""
    for block, manifest in manifests(page):
        for message in _wrong(manifest):
            yield Fault(line=block.line, message=f"{manifest.get('kind')}: {message}")


def manifests(page: Page) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Yield the objects of Kubernetes in a page."""
    for block in page.blocks:
        if block.language == "yaml":
            for document in documents(block):
                if isinstance(document, dict) and "apiVersion" in document:
                    yield block, document


def rules(page: Page) -> Iterator[tuple[Block, str]]:
    """Yield the rules of Prometheus in a page, as files that promtool reads."""
    for block in page.blocks:
        if block.language == "promql":
            rule = {"record": "level:metric:operation", "expr": block.text}
            yield block, yaml.safe_dump({"groups": [{"name": "block", "rules": [rule]}]})
        elif block.language == "yaml":
            for document in documents(block):
                if isinstance(document, dict) and "groups" in document:
                    yield block, yaml.safe_dump(document)


def known(page: Page) -> Iterator[Block]:
    """Yield the blocks with objects whose schemas are here."""
    for block, manifest in manifests(page):
        if not is_custom(manifest):
            yield block


def is_custom(manifest: dict[str, Any]) -> bool:
    """Tell whether no schema of the object is here."""
    return str(manifest["apiVersion"]).partition("/")[0] in CUSTOM


def documents(block: Block) -> list[object]:
    """Give what YAML holds, if it is YAML."""
    try:
        return code.documents(block)
    except yaml.YAMLError:  # `code` reports it
        return []


def _wrong(manifest: dict[str, Any]) -> Iterator[str]:
    if "kind" not in manifest:
        yield "an object with `apiVersion` has a `kind` as well"
    elif is_custom(manifest):
        for template in _templates(manifest.get("spec")):
            pod = {"apiVersion": "v1", "kind": "Pod", **template}
            yield from _invalid(pod)
    else:
        if "name" not in manifest.get("metadata", {}):
            yield "the object has no name: write `metadata.name`"
        yield from _invalid(manifest)


def _invalid(manifest: dict[str, Any]) -> Iterator[str]:
    try:
        kubernetes.validate(manifest, RELEASE, strict=True)
    except kubernetes.ValidationError as error:
        yield f"{'.'.join(map(str, error.path)) or 'the object'}: {error.message}"
    except kubernetes.SchemaNotFoundError as error:
        yield f"{error.message}: correct `apiVersion` or `kind`"


def _templates(part: object) -> Iterator[dict[str, Any]]:
    """Find templates of pods, at any depth."""
    if isinstance(part, list):
        for item in part:
            yield from _templates(item)
    elif isinstance(part, dict):
        spec = part.get("spec")
        if isinstance(spec, dict) and "containers" in spec:
            yield part
        else:
            for item in part.values():
                yield from _templates(item)
