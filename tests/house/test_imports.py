"""A fork waits for what other threads import or compile: a child that did not would wait for ever."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")

IMPORTING = """
    def slow(name, find=imports.import_module):
        begun.set()
        time.sleep(0.5)
        return find(name)
    imports.import_module = slow
    work = lambda: imports.module("json")
"""
COMPILING = """
    import resample.run.engine
    from numba.core.compiler_lock import global_compiler_lock
    def work():
        with global_compiler_lock:
            if not begun.is_set():
                begun.set()
                time.sleep(0.5)
"""


@pytest.mark.parametrize("case", [IMPORTING, COMPILING], ids=["importing", "compiling"])
def test_a_child_does_not_wait_for_a_thread_that_it_has_not(case: str) -> None:
    program = dedent("""
        import os, signal, threading, time
        from resample import imports
        begun = threading.Event()
        {case}
        other = threading.Thread(target=work)
        other.start()
        begun.wait()
        child = os.fork()
        signal.alarm(20)
        if child == 0:
            work()
            os._exit(7)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        other.join()
        work()
        print("done")
    """).format(case=dedent(case))
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


def test_a_fork_that_is_interrupted_while_it_waits_leaves_nothing_locked() -> None:
    program = dedent("""
        import os, signal, threading
        from resample import imports
        begun, go = threading.Event(), threading.Event()
        held = threading.RLock()
        imports.finish_before_fork(held)
        def work():
            with held:
                begun.set()
                go.wait()
        other = threading.Thread(target=work)
        other.start()
        begun.wait()
        def stop(*_):
            raise KeyboardInterrupt
        signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        child = os.fork()  # Python says that it ignores what a hook raises
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        go.set()
        other.join()
        free = threading.Thread(target=imports.module, args=("json",), daemon=True)
        free.start()
        free.join(10)
        print(free.is_alive())
    """)
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr
