"""Making the documents of an edition at the same time: each in a process forked from the warm one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from analysis.pipeline.warm.process import Lost, WarmProcess

Made = TypeVar("Made")

HERE = __name__


def export(exporter: str, notebook: Any) -> tuple[bytes, str]:
    """Return the file that an nbconvert exporter makes of a notebook, and the font that it is set in, if it says so."""
    from nbconvert.exporters import get_exporter  # noqa: PLC0415 - heavy

    content, resources = get_exporter(exporter)().from_notebook_node(notebook)
    return (
        content if isinstance(content, bytes) else content.encode("utf-8"),
        resources.get("baocao", {}).get("font", ""),
    )


def import_exporters() -> None:
    """Import what exporters need; for a process that will be forked for each of them."""
    import analysis.publish.docx_exporter  # noqa: PLC0415
    import analysis.publish.html_exporter  # noqa: PLC0415
    import analysis.publish.pdf_exporter  # noqa: F401, PLC0415


def export_all(
    exporters: Mapping[str, str], notebook: Any, meanwhile: Callable[[], Made], process: WarmProcess | None
) -> tuple[dict[str, tuple[bytes, str]], Made]:
    """Export a notebook in several ways, and call a function meanwhile.

    This process is never forked itself: libraries that it uses, the typesetter among them, may have threads.

    Parameters
    ----------
    exporters
        Names of exporters by name of their file.
    notebook
        The edition.
    meanwhile
        Called in this process.
    process
        The warm process; `None` to do everything here, one after the other.

    Returns
    -------
    tuple
        What `export` returns, by name of the file, and what the function returns.
    """
    if process is None:
        return {name: export(exporter, notebook) for name, exporter in exporters.items()}, meanwhile()
    process.prepare(f"{HERE}:import_exporters")
    with ThreadPoolExecutor(len(exporters)) as waiting:
        started = {
            name: waiting.submit(_export_apart, process, exporter, notebook) for name, exporter in exporters.items()
        }
        other = meanwhile()
        return {name: future.result() for name, future in started.items()}, other


def _export_apart(process: WarmProcess, exporter: str, notebook: Any) -> tuple[bytes, str]:
    try:
        made: tuple[bytes, str] = process.call(f"{HERE}:export", exporter, notebook)
    except Lost:
        return export(exporter, notebook)
    return made
