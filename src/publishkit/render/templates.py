"""Page shells by Jinja: our templates, with the user's own folder going before them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publishkit._resources import resource_folder
from publishkit.errors import ConfigurationError

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render_template"]


def render_template(name: str, *, template_dir: Path | None = None, **values: Any) -> str:
    """Returns a template's text with the values filled in, escaped unless marked safe (``|safe``).

    A template of the same name in ``template_dir`` is taken instead of ours; it can extend ours as
    ``publishkit/NAME``. Raises ``ConfigurationError`` when the user's template is wrong.
    """
    from jinja2 import TemplateError

    try:
        return _environment(template_dir).get_template(name).render(values)
    except TemplateError as error:
        raise ConfigurationError(
            f"template '{name}' cannot be rendered: {error}",
            path=template_dir,
            line=getattr(error, "lineno", None),
            hint="compare it with the template that publishkit ships",
        ) from error


@lru_cache(maxsize=8)
def _environment(template_dir: Path | None) -> Environment:
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

    ours = FileSystemLoader(resource_folder("templates"))
    loaders = [ours, PrefixLoader({"publishkit": ours})]
    if template_dir is not None:
        loaders.insert(0, FileSystemLoader(template_dir))
    return Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
