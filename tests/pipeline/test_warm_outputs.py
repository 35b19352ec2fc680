"""What a notebook shows in a warm kernel is what it shows in a fresh one: both are real, and compared."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import ERROR_MARKER_TAG

from analysis.pipeline.normalise import normalise, notebook_text
from analysis.pipeline.preload import PRELOAD
from analysis.pipeline.warm.engine import WarmEngine, use_warm_process
from analysis.pipeline.warm.process import WarmProcess, available

pytestmark = pytest.mark.skipif(not available(), reason="processes cannot be forked safely on this system")

ALLOWED = "raises-exception"

NOTEBOOKS: dict[str, list[str]] = {
    "printed text": [
        "import sys\nprint('một'); print('hai', end=''); print('ba', file=sys.stderr); sys.stdout.write('bốn\\n')",
        "import logging; logging.warning('cảnh báo')",
        "import warnings; warnings.warn('coi chừng'); warnings.warn('cũ', DeprecationWarning)",
        "print('dài ' * 200_000)",
        "import threading; t = threading.Thread(target=print, args=('từ luồng khác',)); t.start(); t.join()",
    ],
    "rich display": [
        "import pandas as pd\npd.DataFrame({'xã': ['Hòa Cư', 'Hải Yến'], 'hộ': [1, 2]})",
        "pd.Series([1.5, None])",
        "from IPython.display import HTML, JSON, Latex, Markdown, SVG, display",
        "display(HTML('<b>đ</b>'), Markdown('*x*'))",
        "display(JSON({'a': [1, (2, 3)]}), Latex('$x$'), SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))",
        "display({'application/x-own+json': {'n': 1}, 'text/plain': 'own'}, raw=True, metadata={'m': 1})",
        "class Own:\n"
        "    def _repr_mimebundle_(self, **_):\n"
        "        return {'text/plain': 'o', 'text/html': '<i>o</i>'}, {'text/html': {'k': 1}}\n"
        "Own()",
        "class Bad:\n    def __repr__(self): raise ValueError('no repr')\nBad()",
        "handle = display('trước', display_id='one')",
        "handle.update('sau')",
        "from IPython.display import clear_output\nprint('gone'); clear_output(); print('stays')",
        "print('gone'); clear_output(wait=True); print('stays')",
        "1; 2",
        "_",
        "x = 3;",
        "Out, In[-2]",
    ],
    "pictures": [
        "import matplotlib.pyplot as plt\nplt.get_backend(), plt.isinteractive(), plt.rcParams['figure.dpi']",
        "plt.plot([1, 3, 2]); plt.title('Tỷ lệ hộ nghèo')",
        "plt.bar(['a'], [1]); plt.show(); plt.figure(); plt.plot([1, 2]); print('two')",
        "figure, axes = plt.subplots(); axes.plot([2, 1]); figure",
        "%config InlineBackend.figure_formats = ['svg']",
        "plt.rcParams.update({'svg.hashsalt': 'x', 'svg.fonttype': 'none'})",
        "plt.plot([1, 2]); plt.savefig('saved.png'); plt.close(); len(plt.get_fignums())",
        "%matplotlib inline",
    ],
    "errors": [
        "1 / 0",
        "def broken(:",
        "def inner(): raise KeyError('khóa')",
        "try:\n    inner()\nexcept KeyError as e:\n    raise RuntimeError('ngoài') from e",
        "raise SystemExit(3)",
        "raise KeyboardInterrupt",
        "undefined_name",
        "%no_such_magic",
        "import no_such_module",
        "assert False, 'điều phải đúng'",
        "await no_such()",
        "'still here'",
    ],
    "input is refused": ["input('tên? ')", "import getpass; getpass.getpass()", "import sys; sys.stdin.read()"],
    "asynchronous": [
        "import asyncio\nawait asyncio.sleep(0.01); print('awaited')",
        "asyncio.get_running_loop().is_running()",
        "async def f():\n    print('in'); return 5\nawait f()",
        "task = asyncio.ensure_future(f())",
        "await task",
        "async def g(): raise ValueError('trong')\nawait g()",
    ],
    "other processes": [
        "!echo từ vỏ lệnh; echo lỗi >&2",
        "lines = !printf 'a\\nb'\nlines",
        "import subprocess, sys; subprocess.check_output([sys.executable, '-c', 'print(6 * 7)'], text=True)",
        "import os; os.system('true')",
        "import multiprocessing as mp\nwith mp.get_context('fork').Pool(2) as pool: print(pool.map(abs, [-1, -2]))",
        "%%bash\necho xin chào",
        "%%python3\nprint('another')",
    ],
    "surroundings": [
        "import sys, os; sys.path",
        "__name__, '__file__' in globals(), sys.modules['__main__'].__dict__ is globals()",
        "os.getcwd(), os.path.basename(sys.executable), sys.argv[0].endswith('ipykernel_launcher.py')",
        "import gc, signal; gc.isenabled(), gc.get_threshold(), sys.getrecursionlimit(), sys.flags.hash_randomization",
        "{s.name: str(signal.getsignal(s)) for s in signal.valid_signals() if isinstance(s, signal.Signals)}",
        "import locale; locale.getlocale(), sys.stdout.encoding, sys.stdout.isatty()",
        "sorted(k for k in os.environ if not k.startswith(('JPY_', 'PYTEST', 'PYDEVD', 'KERNEL', '_')))",
        "sorted(get_ipython().user_ns.keys() - {'In', 'Out'})",
        "type(get_ipython()).__name__, get_ipython().history_manager.hist_file, get_ipython().execution_count",
        "import logging; logging.root.handlers, logging.root.level, logging.getLogger('matplotlib').level",
        "import pandas as pd; pd.get_option('display.max_rows'), pd.get_option('display.width')",
        "os.isatty(0), os.umask(0o22), os.getpgid(0) == os.getpid()",
        "import threading; threading.current_thread() is threading.main_thread()",
        "%who_ls",
        "%load_ext autoreload\n%autoreload 0",
        "?len",
        "%pwd",
        "def f(x):\n    '''Doc.'''\n    return x\nf?",
        "f??",
        "%%capture out\nprint('held')",
        "out.stdout",
        "import random; random.seed(1); random.random()",
        "import numpy as np; np.random.seed(1); np.random.rand(2)",
    ],
}


def written(folder: Path, name: str, cells: list[str]) -> Path:
    path = folder / f"{name.replace(' ', '_')}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    code = [new_code_cell(source, id=f"c{i}", metadata={"tags": [ALLOWED]}) for i, source in enumerate(cells)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Đầu", id="m"), *code], metadata=kernel), path)
    return path


def executed(path: Path, engine: str, folder: Path, **options: Any) -> NotebookNode:
    """Execute a notebook; what its cells raise stands in it."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder.with_suffix(".ipynb")
    with contextlib.suppress(PapermillExecutionError):
        papermill.execute_notebook(
            str(path), str(target), engine_name=engine, cwd=folder, progress_bar=False, kernel_name="python3", **options
        )
    notebook = nbformat.read(target, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if ERROR_MARKER_TAG not in cell.metadata.get("tags", [])]
    return notebook


@pytest.fixture(scope="module", autouse=True)
def warm_engine() -> Any:
    papermill_engines.register("warm", WarmEngine)
    with WarmProcess(PRELOAD) as process:
        use_warm_process(process)
        yield process


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_warm_kernel_shows_what_a_fresh_one_shows(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # ipykernel leaves descriptors alone when it is set
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    path = written(tmp_path, name, NOTEBOOKS[name])
    shown = {}
    for engine in ("nbclient", "warm"):
        notebook = executed(path, engine, tmp_path / "work")
        assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
        shown[engine] = notebook_text(normalise(notebook, {str(tmp_path): "<tmp>"})).splitlines()
    assert shown["warm"] == shown["nbclient"]
