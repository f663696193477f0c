"""What a failure needs can be loaded before there is one."""

import subprocess
import sys

CODE = """
import sys
from wwwhy.diagnosis import prepare
before = {*sys.modules}
prepare()
loaded = {*sys.modules} - before
assert any(name.endswith('.rule') for name in loaded), loaded
assert 'wwwhy.probes.method_head' in sys.modules
assert not {'OpenSSL', 'asyncio', 'socket'} & loaded, loaded
"""


def test_it_loads_rules_and_probes_and_nothing_of_the_wire():
    subprocess.run([sys.executable, "-c", CODE], check=True)
