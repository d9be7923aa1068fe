"""Every finding of the records, recomputed by NumPy and SciPy from predictions, scores of pictures, peaks and times.

    python tools/reference/findings.py results

reads findings.json and the archives beside it. It shares nothing with the packages: rows are jackknifed one by one,
rounds are drawn anew. Verdicts are judged by what each finding gives, those of exponents by
their peaks. tolerances.py and, for ends of ratios, speed.py say how far a number may be off. It names what deviates and what
it cannot recompute, and exits with 1 if anything deviates. Needs brotli, numpy and scipy.
"""

import json
import sys
from pathlib import Path

import drawn
import judged
import language
import speed
import widths
from archives import Missing, digested
from compared import deviations
from designs import runs_of
from scored_rows import ScoredRun

LANGUAGE, SPREADS, PICTURES, EXPONENTS, RATIOS = KINDS = [
    "differences over seeds",
    "spreads over rates",
    "pictures",
    "exponents",
    "ratios of speed",
]
RECOMPUTED = {
    LANGUAGE: language.difference,
    SPREADS: language.spread,
    PICTURES: drawn.difference,
    EXPONENTS: widths.exponent,
}
DIGESTS = {LANGUAGE: ScoredRun, SPREADS: ScoredRun, PICTURES: drawn.DrawnRun, EXPONENTS: widths.WidthRun}


def kind_of(finding):
    if finding["kind"] != "difference":
        return {"exponent": EXPONENTS, "ratio": RATIOS}[finding["kind"]]
    if finding["n"]["subjects"] is not None:
        return PICTURES
    return SPREADS if judged.is_spread(finding) else LANGUAGE


class Records:
    """The findings of a folder, with all that they are recomputed from."""

    def __init__(self, folder):
        file = json.loads((folder / "findings.json").read_text())
        self.designs = {design["id"]: design for design in file["designs"]}
        self.findings = [one for one in file["findings"] if one["kind"] != "claim"]
        self.claims = len(file["findings"]) - len(self.findings)
        wanted = {id: DIGESTS[kind_of(one)] for one in self.findings for id in runs_of(self.designs[one["design"]])}
        self.runs, self.times = digested(folder, wanted), speed.measured(folder)
        self.holm = judged.corrected([one for one in self.findings if one["kind"] == "difference"])

    def recompute(self, finding):
        design = self.designs[finding["design"]]
        for id in runs_of(design):
            if isinstance(self.runs[id], Missing):
                raise self.runs[id]
        if finding["kind"] == "ratio":
            return speed.ratio(*self.times[finding["id"]])
        return RECOMPUTED[kind_of(finding)](finding, design, self.runs)

    def lost(self, finding):
        """Runs of a finding that are in no archive, or its measurement."""
        if finding["kind"] == "ratio" and finding["id"] not in self.times:
            return ["no measurement has its id"]
        lost = [id for id in runs_of(self.designs[finding["design"]]) if id not in self.runs]
        return [f"no archive has {len(lost)} of its runs, such as {lost[0]}"] if lost else []

    def verdict(self, finding, found):
        """None where it follows from numbers that are not recomputed."""
        if finding["kind"] == "exponent":
            return found and found["verdict"]
        return judged.of_ratio(finding) if finding["kind"] == "ratio" else judged.of_difference(finding)

    def correction(self, finding):
        """What is wrong with Holm's p-value."""
        other = self.holm.get(finding["id"])
        own = finding["given"]["corrected"] if other is not None else None
        is_off = other is not None and not abs(own - other) <= 1e-8
        return [f"its corrected p-value is {own}, and {other:.10g} here"] if is_off else []


def main(folder):
    records = Records(folder)
    table = {kind: [0, 0, 0.0, 0.0, 0] for kind in KINDS}
    deviating, unknown = {}, {}
    for one in records.findings:
        row, found, problems = table[kind_of(one)], None, records.lost(one)
        row[0] += 1
        if not problems:
            try:
                found = records.recompute(one)
            except Missing as error:
                unknown[one["id"]] = [str(error)]
        if found:
            off, ends_off, problems = deviations(one, found)
            row[1:4] = row[1] + 1, max(row[2], off), max(row[3], ends_off)
        problems = problems + records.correction(one)
        verdict = records.verdict(one, found)
        if verdict == one["verdict"]:
            row[4] += 1
        elif verdict is not None:
            problems.append(f"its verdict is {one['verdict']}, and {verdict} here")
        if problems:
            deviating[one["id"]] = problems
    show(table, records.claims, unknown, deviating)
    return 1 if deviating else 0


def show(table, claims, unknown, deviating):
    print(f"{'':<24}{'findings':>9}{'recomputed':>12}{'estimate off':>14}{'ends off':>10}{'verdicts equal':>16}")
    for kind, (count, recomputed, off, ends_off, equal) in table.items():
        print(f"{kind:<24}{count:>9}{recomputed:>12}{off:>14.1e}{ends_off:>10.1e}{equal:>16}")
    print(f"{'claims':<24}{claims:>9}  have no estimate, and their verdicts are not judged here")
    print("Off: the largest share of half the interval, of a ratio the share of itself")
    for title, named in (("Not recomputed", unknown), ("Deviating", deviating)):
        print(f"\n{title}: {len(named) or 'none'}")
        for id, lines in named.items():
            for line in lines:
                print(f"  {id}: {line}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the folder of findings.json and its archives: findings.py results")
    folder = Path(sys.argv[1])
    if not (folder / "findings.json").exists():
        sys.exit(f"{folder} has no findings.json: npm run results writes it into results")
    sys.exit(main(folder))
