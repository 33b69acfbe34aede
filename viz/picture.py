"""A graph to draw, which any machine can draw.

`Picture` is a `graphviz.Digraph` - build it with the same `node`, `edge`, `attr` and `subgraph` -
whose pictures come from `viz.rendering`, so that they need no `dot` program, and whose files are
written whole or not at all, never over another file unasked.
"""

import os
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import graphviz

from autograd.errors import RenderError
from autograd.files import as_path, write_atomically, write_files

from .offers import offered
from .rendering import FORMATS, IMPOSSIBLE, lay_out, render_dot
from .svg import write_svg

if TYPE_CHECKING:
    from .view import View

_MIME_TYPES = {"image/svg+xml": "svg", "image/png": "png"}

_MANY = 200
"""Boxes from which on a picture that cannot be drawn may be too large."""

_SHOWN = 10_000
"""How many characters of DOT a notebook shows where no picture can be drawn."""


class Picture(graphviz.Digraph):  # type: ignore[misc]  # graphviz ships no types
    r"""A `graphviz.Digraph` that draws itself without a `dot` program.

    Parameters
    ----------
    name, comment : str, optional
        As in `graphviz.Digraph`.
    format : str
        What `render` and `pipe` draw unless told otherwise: "svg" (where graphviz has "pdf").
    shown : View, optional
        What it shows, if `draw_dot` or `draw_program` made it: its boxes and arrows, and what they
        stand for.
    **options
        The rest of `graphviz.Digraph`'s parameters.

    Notes
    -----
    Different from `graphviz.Digraph`, on purpose: `render` writes the picture only, not the DOT
    text beside it (that is what `save` is for); neither makes missing folders, nor replaces a file
    without ``overwrite=True``; the layout is always that of ``dot``.

    Examples
    --------
    >>> picture = Picture("neuron")
    >>> picture.edge("x", "y")
    >>> picture
    Picture('neuron', format='svg', 3 lines of DOT)
    >>> picture.pipe(encoding="utf-8")[-7:]
    '</svg>\n'
    """

    def __init__(
        self,
        name: str | None = None,
        comment: str | None = None,
        *,
        format: str | None = "svg",
        shown: "View | None" = None,
        **options: Any,
    ) -> None:
        super().__init__(name, comment=comment, format=format or "svg", **options)
        self.shown = shown

    def _copy_kwargs(self, **options: Any) -> dict[str, Any]:
        return super()._copy_kwargs(shown=self.shown, **options)  # type: ignore[no-any-return]

    def pipe(
        self,
        format: str | None = None,
        *,
        encoding: str | None = None,
        backend: str | None = None,
        timeout: float = 30.0,
    ) -> Any:
        r"""Return the picture.

        Parameters
        ----------
        format : str, optional
            One of `viz.rendering.FORMATS`; by default that of this object.
        encoding : str, optional
            If given, the picture is decoded with it.
        backend, timeout
            As in `viz.rendering.render_dot`.

        Returns
        -------
        bytes, or str if `encoding` is given

        Examples
        --------
        >>> Picture("empty").pipe("plain")
        b'graph 1 0 0\nstop\n'
        """
        try:
            picture = self._drawn(format or self.format, backend, timeout)
        except RenderError as error:
            if self.shown is None or len(self.shown.boxes) <= _MANY:
                raise
            raise RenderError(
                f"{error}. The picture has {len(self.shown.boxes):,} boxes: draw less of the "
                f"graph, with {self.shown.less}"
            ) from error
        return picture if encoding is None else picture.decode(encoding)

    def _drawn(self, format: str, backend: str | None, timeout: float) -> bytes:
        if format != "svg" or self.shown is None:
            return render_dot(self.source, format, backend=backend, timeout=timeout)
        layout = lay_out(self.source, ids=self.shown.ids, backend=backend, timeout=timeout)
        return write_svg(layout).encode("utf-8")

    def render(
        self,
        filename: str | os.PathLike[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        view: bool = False,
        *,
        outfile: str | os.PathLike[str] | None = None,
        format: str | None = None,
        overwrite: bool = False,
        cleanup: bool = True,
        quiet: bool = False,
        quiet_view: bool = False,
        backend: str | None = None,
        timeout: float = 30.0,
    ) -> str:
        """Write the picture to a file.

        Parameters
        ----------
        filename : str or path-like, optional
            Where to write, without the extension: ``"out"`` gives ``out.svg``. With the extension
            of a known format (``"out.png"``) it is the name of the file. By default the graph's
            name.
        directory : str or path-like, optional
            The folder to write to.
        view : bool
            Whether to open the file afterwards.
        outfile : str or path-like, optional
            Where to write, exactly; its extension tells the format.
        format : str, optional
            As in `pipe`; by default what the extension says, then that of this object.
        overwrite : bool
            Whether a file that is there may be replaced.
        cleanup, quiet, quiet_view : bool
            For code written for graphviz. With ``cleanup=False`` the DOT text is saved as well,
            with the extension ``.gv``; if it may not be, neither is the picture.
        backend, timeout
            As in `viz.rendering.render_dot`.

        Returns
        -------
        str
            The path of the file written.

        Examples
        --------
        >>> import os, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Picture("neuron").render("out", folder)
        ...     os.listdir(folder)
        ['out.svg']
        """
        path = as_path(self.directory if directory is None else directory)
        path /= as_path(outfile or filename or str(self.filename).removesuffix(".gv"))
        extension = path.suffix[1:].lower()
        if outfile is not None or extension in FORMATS:
            format = format or extension
        if outfile is None and extension != format:
            path = path.with_name(f"{path.name}.{format or self.format}")
        files = {} if cleanup else {path.with_suffix(".gv"): self.source}
        files[path] = self.pipe(format, backend=backend, timeout=timeout)
        write_files(files, overwrite=overwrite)
        if view:
            graphviz.view(path, quiet=quiet or quiet_view)
        return str(path)

    def view(self, filename: str | os.PathLike[str] | None = None, **options: Any) -> str:
        """Write the picture to a file and open it; the parameters are those of `render`."""
        return self.render(filename, view=True, **options)

    def save(
        self,
        filename: str | os.PathLike[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        *,
        skip_existing: bool | None = False,
        overwrite: bool = False,
    ) -> str:
        r"""Write the DOT text to a file; this needs no backend.

        Parameters
        ----------
        filename : str or path-like, optional
            Where to write; by default the graph's name with the extension ``.gv``.
        directory : str or path-like, optional
            The folder to write to.
        skip_existing : bool
            Whether to keep a file that is there, without an error.
        overwrite : bool
            Whether a file that is there may be replaced.

        Returns
        -------
        str
            The path of the file.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     pathlib.Path(Picture().save("out.gv", folder)).read_text()
        'digraph {\n}\n'
        """
        folder = as_path(self.directory if directory is None else directory)
        path = folder / as_path(self.filename if filename is None else filename)
        if not (skip_existing and path.exists()):
            write_atomically(path, self.source, overwrite=overwrite)
        return str(path)

    def __repr__(self) -> str:
        lines = self.source.count("\n")
        return f"Picture({self.name!r}, format={self.format!r}, {lines} lines of DOT)"

    def _repr_mimebundle_(
        self,
        include: Iterable[str] | None = None,
        exclude: Iterable[str] | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        """Return what a notebook shows: an SVG, and text where that is not possible. Never raises.

        Parameters
        ----------
        include : iterable of str, optional
            The MIME types wanted: "image/svg+xml", "image/png", "text/plain"; by default the
            first and the last.
        exclude : iterable of str, optional
            The MIME types not wanted, whatever `include` says.

        Returns
        -------
        dict
            Data by MIME type. If a picture failed, "text/plain" is the reason and the DOT text.
        """
        offers = {
            mime_type: partial(self.pipe, format, encoding="utf-8" if format == "svg" else None)
            for mime_type, format in _MIME_TYPES.items()
        }
        bundle, failures = offered(offers, include, exclude, ["image/svg+xml"])
        if "text/plain" not in set(exclude or ()) and (include is None or "text/plain" in include):
            bundle["text/plain"] = (
                f"{failures[-1]}\n\n{self._readable()}" if failures else repr(self)
            )
        return bundle

    def _readable(self) -> str:
        """The DOT text, as far as a notebook can show it."""
        source = IMPOSSIBLE.sub(lambda found: ascii(found[0])[1:-1], self.source)
        if len(source) <= _SHOWN:
            return source
        more = f"{len(source) - _SHOWN:,} more characters; save() writes all"
        return f"{source[:_SHOWN]}\n... and {more}"
