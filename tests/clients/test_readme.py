"""The programs that the README shows with clients, and what they print."""

import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
SHOWN = re.compile(r"```(js|python)\n(.*?)```\n\n```\n(.*?)```", re.DOTALL)


class Readme(unittest.TestCase):
    def test_programs_print_what_is_shown(self):
        shown = SHOWN.findall(README.read_text())
        self.assertEqual({language for language, _, _ in shown}, {"js", "python"})
        for language, program, output in shown:
            command = [sys.executable, "-"] if language == "python" else ["node", "--input-type=module", "-"]
            ran = subprocess.run(
                command,
                input=program.replace("http://127.0.0.1:8080", os.environ["BASE"]),
                cwd=os.environ["JS"],
                capture_output=True,
                text=True,
            )
            self.assertEqual(ran.stdout, output, f"{program}\n{ran.stderr}")


if __name__ == "__main__":
    unittest.main()
