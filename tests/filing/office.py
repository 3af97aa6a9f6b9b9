"""Opens templates with the programs that people use, and files again what those save.

Usage: office.py JALON

JALON is the program. The template of the next release is looked at with openpyxl: one sheet a level, headings in French and in
English, drop-downs, locked codes, notes. Exports of the releases are saved anew by LibreOffice (XLSX → ODS → XLSX, and each
sheet as CSV where a table has one) and by openpyxl, and filed again: nothing changes. Exits 1 with what differs.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import openpyxl

LEVELS = {
    "Publication": ("release", 1),
    "Axes": ("axes", 4),
    "Actions": ("actions", 17),
    "Objectifs": ("objectives", 46),
}
# The row in which data begins, from 1.
FIRST = 4


def run(arguments, **settings):
    environment = os.environ | settings
    return subprocess.run(arguments, capture_output=True, text=True, env=environment, timeout=300, check=False)


class Office:
    """The program, its database, and what was found wrong."""

    def __init__(self, jalon, place):
        self.jalon, self.place, self.findings, self.seen = jalon, pathlib.Path(place), [], 0
        os.environ["DATABASE_URL"] = f"sqlite://{place}/jalon.db"
        made = run([jalon, "keys", "create", "--name", "Office", "--scope", "draft"])
        os.environ["JALON_KEY"] = made.stdout.strip()

    def check(self, truth, what):
        self.seen += 1
        if not truth:
            self.findings.append(what)

    def template(self, release, form, name):
        path = self.place / name
        made = run([self.jalon, "template", "--release", release, "--format", form, "--output", str(path)])
        self.check(made.returncode == 0, f"template {release} {form}: {made.stderr}")
        return path

    def changes_nothing(self, path, release, what):
        filed = run([self.jalon, "publish", str(path), "--lang", "en"])
        words = f"the file says what release {release}.1 says already"
        self.check(filed.returncode == 0 and words in filed.stdout + filed.stderr, f"{what}: {filed.stdout}{filed.stderr}")

    def convert(self, path, form, folder):
        """A file as LibreOffice saves it."""
        out = self.place / folder
        profile = f"-env:UserInstallation=file://{self.place}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(out), str(path)]
        done = run(command)
        saved = out / f"{path.stem}.{form.split(':')[0]}"
        self.check(saved.exists(), f"LibreOffice saves {path.name} as {form}: {done.stdout}{done.stderr}")
        return saved


def look_at_template(office):
    path = office.template("2026-Q4", "xlsx", "template.xlsx")
    book = openpyxl.load_workbook(path)
    office.check(book.sheetnames == ["Mode d’emploi", *LEVELS], f"sheets: {book.sheetnames}")
    for name, (level, count) in LEVELS.items():
        sheet = book[name]
        names, french, english = ([cell.value for cell in sheet[line]] for line in (1, 2, 3))
        office.check(names[0] == "code" and all(names), f"{name}: columns {names}")
        office.check(all(french) and all(english) and french != english, f"{name}: headings {french} {english}")
        rows = [row for row in sheet.iter_rows(min_row=FIRST) if row[0].value]
        office.check(len(rows) == count, f"{name}: {len(rows)} rows, expected {count}")
        office.check(all(cell.comment for cell in sheet[2]), f"{name}: each heading has a note")
        office.check(all("\n\n" in cell.comment.text for cell in sheet[2]), f"{name}: notes are in two languages")
        office.check(sheet.protection.sheet, f"{name}: the sheet is protected")
        office.check(all(row[0].protection.locked for row in rows), f"{name}: codes are locked")
        given = [cell for row in rows for cell in row[1:] if names[cell.column - 1] not in ("axis", "action")]
        office.check(not any(cell.protection.locked for cell in given), f"{name}: what is filled in is not locked")
        validated = {str(rule.sqref).split(":")[0][:1]: rule for rule in sheet.data_validations.dataValidation}
        for column, formula in [("status", "en cours,terminé,non publié"), ("languages", "fr,en,fr, en")]:
            if column in names:
                letter = sheet.cell(1, names.index(column) + 1).column_letter
                rule = validated.get(letter)
                office.check(rule and rule.type == "list" and rule.formula1 == f'"{formula}"', f"{name}: {column} {rule}")
        if "progress" in names:
            letter = sheet.cell(1, names.index("progress") + 1).column_letter
            office.check(letter in validated and validated[letter].type == "custom", f"{name}: progress is validated")


def save_again(office):
    for release in ("2023", "2025", "2026"):
        path = office.template(release, "xlsx", f"export-{release}.xlsx")
        office.changes_nothing(path, release, f"{release} as it is")
        ods = office.convert(path, "ods", "ods")
        office.changes_nothing(office.convert(ods, "xlsx", "back"), release, f"{release} by LibreOffice as ODS and back")
        book = openpyxl.load_workbook(path)
        book.save(office.place / "openpyxl.xlsx")
        office.changes_nothing(office.place / "openpyxl.xlsx", release, f"{release} by openpyxl")
        # A table by LibreOffice: opened as UTF-8 with semicolons or commas, every column a text, and saved so.
        for form, delimiter in [("csv", 59), ("csv-rfc4180", 44)]:
            table = office.template(release, form, f"{form}-{release}.csv")
            texts = "/".join(f"{column}/2" for column in range(1, 22))
            reading = f"--infilter=CSV:{delimiter},34,76,1,{texts}"
            profile = f"-env:UserInstallation=file://{office.place}/profile"
            writing = f"csv:Text - txt - csv (StarCalc):{delimiter},34,76,1,,0,false,true,false"
            out = office.place / "tables"
            command = ["soffice", profile, "--headless", reading, "--convert-to", writing, "--outdir", str(out), str(table)]
            run(command)
            office.changes_nothing(out / table.name, release, f"{release} as {form} by LibreOffice")


def main():
    with tempfile.TemporaryDirectory() as place:
        office = Office(str(pathlib.Path(sys.argv[1]).resolve()), place)
        look_at_template(office)
        save_again(office)
        for finding in office.findings:
            print(finding, file=sys.stderr)
        print(f"{office.seen} checks, {len(office.findings)} findings")
        sys.exit(bool(office.findings))


main()
