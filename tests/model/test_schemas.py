"""The schema files follow the models: what differs is named, and written only when asked."""

from __future__ import annotations

import json

from hub.model.documents.registry import DOCUMENTS
from hub.model.schemas import differing, main, path_of


def test_a_missing_or_changed_file_is_named_and_written_when_asked(tmp_path, capsys):
    folder = ["--folder", str(tmp_path)]

    assert main(["--check", *folder]) == 1
    assert len(capsys.readouterr().out.splitlines()) == len(DOCUMENTS)
    assert main(["--write", *folder]) == 0
    assert main(["--check", *folder]) == 0
    path_of("order/1", tmp_path).write_text("{}", "utf-8")
    assert differing(tmp_path) == [path_of("order/1", tmp_path)]


def test_a_schema_names_itself_as_its_documents_do(tmp_path):
    main(["--write", "--folder", str(tmp_path)])
    for document_type in DOCUMENTS:
        made = json.loads(path_of(document_type, tmp_path).read_text("utf-8"))

        assert made["properties"]["$schema"]["const"] == made["$id"]
        assert list(made["properties"])[:3] == ["$schema", "schemaVersion", "id"]
