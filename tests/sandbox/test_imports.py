import ast
from pathlib import Path

import signage.sandbox


def test_the_sandbox_shares_no_code_with_the_rest() -> None:
    files = list(Path(signage.sandbox.__file__).parent.glob("*.py"))
    assert files
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert all(name.startswith("signage.sandbox") for name in names if name.startswith("signage")), file
