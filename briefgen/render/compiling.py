"""Compiles layouts with Jinja's own compiler, with faster code for the most common operations.

The compiled code does the same as Jinja's, and fails at the same lines with the same messages.
Each function collects its text in a list and returns it as one string. Looking up names, escaping
plain text and including layouts skip the steps that only other uses of Jinja need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from types import BuiltinMethodType
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

from briefgen.model.html import Html
from briefgen.render.translations import CALLS, Variables

# The versions of Jinja whose compiler this module extends. With another one, layouts are compiled
# and run as Jinja does, so that it cannot change a page.
TESTED: Final = frozenset({"3.1.6"})
_VERSION: Final[str] = getattr(jinja2, "__version__", "")

_AS_IT_IS: Final = (Html, Markup)
_NO_KEYS: Final[set[str]] = set()  # layouts have no globals of their own


class LayoutContext(Context):
    """The variables of a layout. Created for each layout of a page, so creation must be cheap."""

    def __init__(
        self,
        environment: jinja2.Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: Mapping[str, Callable[[Context], Any]],
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002, ARG002 - Jinja's own name
    ) -> None:
        self.parent = parent
        self.vars = {}
        self.environment = environment
        self.exported_vars = set()
        self.name = name
        self.globals_keys = _NO_KEYS
        self.blocks = {name: [block] for name, block in blocks.items()} if blocks else {}

    @cached_property
    def eval_ctx(self) -> EvalContext:  # type: ignore[override]
        """The autoescape setting, which only macros ask for."""
        return EvalContext(self.environment, self.name)

    def quick(
        self, function: Any, block: Variables, loop: Variables, /, *args: Any, **kwargs: Any
    ) -> Any:
        """Call a function for a layout: `context.call`, but faster for macros and methods."""
        kind: type = type(function)
        if kind is Macro and not (
            kwargs or function.catch_kwargs or function.catch_varargs or function.caller
        ):
            absent = len(function.arguments) - len(args)
            if absent >= 0 and self.eval_ctx.autoescape:
                return Markup(function._func(*args, *[missing] * absent))  # noqa: S704 - a layout's
        if kind is BuiltinMethodType:
            return function(*args, **kwargs)
        return self.call(function, *args, **kwargs, _block_vars=block, _loop_vars=loop)

    def within(self, template: jinja2.Template, local: Mapping[str, Any]) -> LayoutContext:
        """Return the context of an included layout: this one plus the `local` variables."""
        own = {name: value for name, value in local.items() if value is not missing}
        variables = {**self.parent, **self.vars, **own} if self.vars or own else self.parent
        return LayoutContext(self.environment, variables, template.name, template.blocks)


class LayoutEnvironment(jinja2.Environment):
    """Jinja's environment, for layouts that do not change during its lifetime."""

    context_class = LayoutContext

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._ready: dict[str, jinja2.Template] = {}
        self.extend(as_html=as_html)

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's own name
    ) -> jinja2.Template:
        """Return a layout by its name."""
        if type(name) is not str:
            return super().get_template(name, parent, globals)
        if name not in self._ready:
            self._ready[name] = super().get_template(name, parent, globals)
        return self._ready[name]


def environment_for(version: str = _VERSION, **options: Any) -> jinja2.Environment:
    """Return an environment for layouts, for a version of Jinja."""
    return LayoutEnvironment(**options) if version in TESTED else jinja2.Environment(**options)  # noqa: S701 - autoescape is an option


def rendered(layout: jinja2.Template, variables: Mapping[str, Any]) -> str:
    """Return the text of a layout for the variables that it sees."""
    environment = layout.environment
    if not isinstance(environment, LayoutEnvironment):
        return layout.render(variables)
    all_variables = {**environment.globals, **variables}
    context = LayoutContext(environment, all_variables, layout.name, layout.blocks)
    try:
        return "".join(layout.root_render_func(context))
    except Exception:
        environment.handle_exception()


@cache
def compiler_digest() -> str:
    """Return the digest of the compiler, so that code compiled by another version is not used."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join([_VERSION.encode(), *(file.read_bytes() for file in files)])).hexdigest()


def as_html(value: Any) -> str:
    """Return a value as HTML."""
    kind = type(value)
    if kind is str:
        if "&" in value or "<" in value or ">" in value or "'" in value or '"' in value:
            return escape(value)
        return value  # type: ignore[no-any-return]
    return value if kind in _AS_IT_IS else escape(value)


class _Compiler(CodeGenerator):
    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("as_html = environment.as_html")

    def enter_frame(self, frame: Frame) -> None:
        super().enter_frame(frame)
        if frame.parent is None:  # the start of a function, for a layout or a block
            self.buffer(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        if frame.parent is None and not (frame.rootlevel and self.has_known_extends):
            self.writeline(f"yield concat({frame.buffer})")
        super().leave_frame(frame, with_python_scope)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("as_html(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802 - Jinja's
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(name, str) or node.ignore_missing or not node.with_context:
            super().visit_Include(node, frame)
            return
        self.writeline(f"template = environment.get_template({name!r})", node)
        context_code = f"context.within(template, {self.dump_local_context(frame)})"
        self.writeline(f"{frame.buffer}.extend(template.root_render_func({context_code}))")

    def visit_Call(  # noqa: N802 - Jinja's
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        if forward_caller:
            super().visit_Call(node, frame, forward_caller=True)
            return
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name in CALLS:
            self.write(f"environment.{CALLS[name]}(context, ")
        else:
            self.write("context.quick(")
            self.visit(node.node, frame)
            self.write(", ")
        block = "_block_vars" if frame.block_frame else "None"
        self.write(f"{block}, {'_loop_vars' if frame.loop_frame else 'None'}")
        self.signature(node, frame)
        self.write(")")


LayoutEnvironment.code_generator_class = _Compiler
