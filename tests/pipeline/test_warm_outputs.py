"""The outputs of cells in a warm shell equal those in a fresh kernel: both are executed and compared."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
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
    "file descriptors": [
        "import os, subprocess, sys, time; os.system('echo từ vỏ lệnh; echo lỗi >&2'); time.sleep(0.3)",
        "subprocess.run([sys.executable, '-c', 'print(6 * 7)']); time.sleep(0.3)",
        "os.write(1, 'thô\\n'.encode()); time.sleep(0.3)",
        "subprocess.run(['echo', 'not captured'], stdout=sys.stdout).returncode",
        "print('by sys.__stdout__', file=sys.__stdout__, flush=True); time.sleep(0.3)",
        "try:\n    sys.stdout.write(b'bytes')\nexcept TypeError as error: print(error)",
        "type(sys.stdout).__mro__[1].__name__, sys.stdout.writable(), sys.stdout.readable(), sys.stdout.closed",
    ],
    "names and sources": [
        "import inspect, pickle, linecache\nclass Point:\n    x = 1\npickle.loads(pickle.dumps(Point())).x",
        "def f(x):\n    return 1 / x\ninspect.getsource(f)",
        "f(0)",
        "def deep(n):\n    if n == 0:\n        f(0)\n    deep(n - 1)\ndeep(30)",
        "Point.__module__, f.__module__, f.__code__.co_firstlineno",
        "import traceback\ntry:\n    f(0)\nexcept ZeroDivisionError:\n    traceback.print_exc()",
        "_ih[1][:14], len(_oh), _i3",
        "get_ipython().run_line_magic('timeit', '-n1 -r1 -q pass')",
        "%run -n no_such_file.py",
        "exec(compile('1 / 0', '<own>', 'exec'))",
        "raise ExceptionGroup('nhóm', [ValueError('a'), KeyError('b')])",
        "e = ValueError('ghi'); e.add_note('chú'); raise e",
        "class Broken(Exception):\n    def __str__(self): raise RuntimeError('no text')\nraise Broken",
        "exit",
    ],
    "threads and children": [
        "import threading, time, os, sys\n"
        "def late():\n    time.sleep(0.2); print('muộn')\n"
        "thread = threading.Thread(target=late); thread.start()",
        "thread.join(); print('xong')",
        "def show(): display('từ luồng')\nt = threading.Thread(target=show); t.start(); t.join()",
        "def fail(): raise ValueError('trong luồng')\nt = threading.Thread(target=fail, name='T'); t.start(); t.join()",
        "import multiprocessing as mp\n"
        "child = mp.get_context('fork').Process(target=print, args=('từ tiến trình con',))\n"
        "child.start(); child.join(); time.sleep(0.3)",
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as pool: print(sorted(pool.map(abs, [-2, 1])))",
        "import asyncio\n"
        "async def tick():\n    await asyncio.sleep(0); print('nhịp')\n"
        "await asyncio.gather(tick(), tick())",
        "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as held: print('giữ')\nheld.getvalue()",
        "import sys; sys.stdout.flush(); sys.stderr.write('cuối\\n')",
    ],
    "widgets": [
        "import ipywidgets as widgets\nwidgets.IntSlider(3).value",
        "out = widgets.Output()\nwith out:\n    print('trong ô'); display('hiện')\nprint('ngoài')",
        "with out:\n    1 / 0",
        "len(out.outputs)",
        "out.clear_output(); out.outputs",
        "from tqdm.auto import tqdm; tqdm.__module__",
        "widgets.interactive(lambda x: print(x), x=2).children[0].value",
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
    """Execute a notebook; exceptions of its cells are among its outputs."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder.with_suffix(".ipynb")
    arguments = {"engine_name": engine, "cwd": folder, "progress_bar": False, "kernel_name": "python3"}
    with contextlib.suppress(PapermillExecutionError):
        papermill.execute_notebook(str(path), str(target), **{**arguments, "execution_timeout": 120, **options})
    return read_executed(folder)


def executed_in_fresh_kernel(path: Path, folder: Path) -> NotebookNode:
    """Execute a notebook in an ordinary kernel, again when the kernel is lost.

    About one cell in five with an Output widget leaves nbclient waiting for the kernel's idle message for ever, with
    all outputs there: the time limit ends that.
    """
    for _ in range(2):
        with contextlib.suppress(CellTimeoutError, DeadKernelError, RuntimeError):
            return executed(path, "nbclient", folder, execution_timeout=30)
    return executed(path, "nbclient", folder, execution_timeout=30)


def read_executed(folder: Path) -> NotebookNode:
    notebook = nbformat.read(folder.with_suffix(".ipynb"), as_version=4)
    notebook.cells = [cell for cell in notebook.cells if ERROR_MARKER_TAG not in cell.metadata.get("tags", [])]
    return notebook


@pytest.fixture(scope="module", autouse=True)
def warm_engine() -> Any:
    papermill_engines.register("warm", WarmEngine)
    with pytest.MonkeyPatch.context() as patch:
        folders = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, folders)))
        with WarmProcess([*PRELOAD, "in_process"]) as process:
            use_warm_process(process)
            yield process


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_warm_shell_shows_what_a_fresh_kernel_shows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm_engine: WarmProcess
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # ipykernel leaves descriptors alone when it is set
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    path = written(tmp_path, name, NOTEBOOKS[name])
    folder = tmp_path / "work"
    shown = {}
    for engine in ("nbclient", "warm", "in process"):
        if engine == "in process":
            warm_engine.call("in_process:execute", str(path), str(folder), dict(os.environ))
            notebook = read_executed(folder)
        elif engine == "nbclient":
            notebook = executed_in_fresh_kernel(path, folder)
        else:
            notebook = executed(path, engine, folder)
        assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
        shown[engine] = notebook_text(normalise(notebook, {str(tmp_path): "<tmp>"})).splitlines()
    assert shown["warm"] == shown["nbclient"]
    assert shown["in process"] == shown["nbclient"]
