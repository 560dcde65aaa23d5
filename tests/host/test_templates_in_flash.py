"""A build with templates in its flash bills by one that it reads itself, and as well as ever."""

import json

from host.cli import main

SHORT = ("run", "--plain", "--days", "0.01", "--tariff", "gb-economy-7-prepay")


def result(tmp_path, *words):
    target = tmp_path / "result.json"
    assert main([*SHORT, "--json", str(target), *words]) == 0
    return json.loads(target.read_text())


def test_the_meter_reads_its_tariff_from_flash(tmp_path):
    sent = result(tmp_path)
    read = result(tmp_path, "--templates", "gb-* cn-*")
    assert read["bill"] == sent["bill"] and read["bill_u"] == sent["bill_u"] > 0
    assert read["tariff"] == "gb-economy-7-prepay"


def test_a_build_without_the_template_is_sent_the_document(tmp_path):
    assert result(tmp_path, "--templates", "cn-*")["bill_u"] == result(tmp_path)["bill_u"]


def test_patterns_that_no_template_fits_are_a_mistake(capsys):
    try:
        main([*SHORT, "--templates", "zz-*"])
    except SystemExit as ended:
        assert ended.code == 2
    assert "expected patterns that one of" in capsys.readouterr().err
