"""A year up to where the council meets, with the real programs: dossiers of the sample's wards and commune, each
with its collective and one person, received, appraised as eligible, the index published, the round closed for
dossiers.

    year = Year(town); year.nominate("P1"); year.nominate("P2"); year.review()
    council = Council(year)
    desk = Decision(year); desk.bring(); desk.sign()
"""
import shutil

import dossiers
import thidua

EXAMPLES = thidua.SOURCE / "docs" / "examples"
ROUND = dossiers.ROUND
NAMES = {"P1": "UBND Phường 1", "P2": "UBND Phường 2", "P3": "UBND Phường 3", "XLB": "UBND xã Long Bình",
         "XMQ": "UBND xã Mỹ Quới", "XMB": "UBND xã Mỹ Bình"}
CRITERIA = {1: ("III.4.c1", "III.4.c2", "III.4.c3", "III.4.c4"), 2: ("III.4.i1", "III.4.i2")}


class Year:
    def __init__(self, town, index=True):
        self.town = town
        town.units()
        self.head, self.specialist = town.home_affairs()
        self.dossiers = {}
        if index:
            self.specialist.run("index", "define", EXAMPLES / "index-2022-commune_ward.yaml")
            self.specialist.run("index", "import", EXAMPLES / "par-index-2022.csv", "--reason", "BB 12/BB-PNV")
            self.head.run("index", "publish", "2022-commune_ward", "--yes", "--partial")

    def clerk(self, unit):
        return self.town.officer(f"{unit.lower()}.cb", unit, "unit_clerk", "unit_head")

    def initiative(self, unit):
        """A recognised initiative of the unit whose author is the official that it nominates."""
        made = self.clerk(unit).json(
            "initiative", "register", "--year", "2022", "--kind", "solution", "--title", f"Một cửa thứ Sáu {unit}",
            "--description", "Trả kết quả trong ngày", "--field", "administrative_procedures",
            "--effect", "Nhanh hơn", "--figure", "Số ngày mỗi hồ sơ; 10; 4",
            "--author", f"Nguyễn Văn Mẫu {unit};{unit};{unit}-007;100")["initiative"]["id"]
        self.specialist.run("initiative", "assess", made, "--effect", "replicable", "--note", "Đối chiếu sổ")
        self.head.run("initiative", "recognise", made, "--decision", f"{100 + len(self.dossiers)}/QĐ-UBND",
                      "--date", "2022-11-20")
        return made

    def nominate(self, unit, initiative="", round_id=ROUND):
        """The unit's own collective (/1) and one of its officials (/2), received by Home Affairs."""
        officer = self.clerk(unit)
        folder = self.town.folder / f"nomination-{round_id}-{unit}"
        officer.run("dossier", "new", folder, "--round", round_id)
        shutil.copytree(EXAMPLES / "p1", folder, dirs_exist_ok=True)
        dossiers.edit(folder, f"round_id: {ROUND}", f"round_id: {round_id}")
        dossiers.edit(folder, "unit_code: P1", f"unit_code: {unit}")
        dossiers.edit(folder, "name: UBND Phường 1", f"name: {NAMES[unit]}")
        dossiers.edit(folder, "name: Nguyễn Văn Mẫu", f"name: Nguyễn Văn Mẫu {unit}")
        dossiers.edit(folder, "staff_code: P1-", f"staff_code: {unit}-")
        if initiative:
            dossiers.edit(folder, "    staff_code:", f"    initiative: {initiative}\n    staff_code:")
        number = officer.json("dossier", "submit", folder)["dossier_id"]
        officer.run("dossier", "confirm", number, "--yes")
        self.specialist.run("dossier", "receive", number, "--originals", "2")
        self.dossiers[unit] = number
        return number

    def nominee(self, unit, ordinal=1):
        return f"{self.dossiers[unit]}/{ordinal}"

    def appraise(self, unit, ordinal, eligible=True):
        nominee = self.nominee(unit, ordinal)
        for criterion in CRITERIA[ordinal] if eligible else ():
            self.specialist.run("appraise", nominee, "--criterion", criterion, "--verdict", "met",
                                "--note", "Đối chiếu sổ theo dõi")
        self.specialist.run("appraise", nominee, "--eligible" if eligible else "--ineligible",
                            "--reason", "Đạt các tiêu chuẩn" if eligible else "Không đạt tiêu chuẩn III.4")

    def review(self):
        """Everybody who is nominated and has no outcome yet is eligible; the round closes for dossiers."""
        for nominee in self.specialist.json("appraise", "list", "--round", ROUND)["rows"]:
            if nominee["nominee"]["state"] == "proposed":
                number, _, ordinal = nominee["nominee"]["nominee_id"].partition("/")
                unit = next(unit for unit, dossier in self.dossiers.items() if dossier == number)
                self.appraise(unit, int(ordinal))
        self.specialist.run("round", "close", ROUND, "--reason", "Hết hạn nộp hồ sơ", "--yes")


class Council:
    """Five members, one of them of P1, and the secretary who is no member."""
    MEMBERS = {"bcd.truong": ("VPUB", "council_chair"), "bcd.pho": ("PTCKH", "council_member"),
               "bcd.ttra": ("TTTX", "council_member"), "bcd.vhtt": ("PVHTT", "council_member"),
               "bcd.p1": ("P1", "council_member")}

    def __init__(self, year, round_id=ROUND):
        self.year, self.round_id = year, round_id
        town = year.town
        self.secretary = town.officer("bcd.thuky", "PNV", "council_secretary")
        self.members = {login: town.officer(login, unit, role) for login, (unit, role) in self.MEMBERS.items()}
        for login in self.members:
            self.secretary.run("council", "appoint", login, "--position",
                               "chair" if login == "bcd.truong" else "member", "--from", "2022-01-01")

    def convene(self, present=None):
        """The number of a new session, with its roll called: all, or those named."""
        session = self.secretary.json("council", "convene", self.round_id, "--at", thidua.iso(0), "--place",
                                      "Phòng họp số 1", "--chair", "bcd.truong",
                                      "--secretary", "bcd.thuky")["session"]["id"]
        present = list(self.members) if present is None else present
        absent = [login for login in self.members if login not in present]
        self.secretary.run("council", "roll", session, "--present", ",".join(present),
                           *(("--absent", ",".join(absent)) if absent else ()))
        return session

    def ballot(self, session, *arguments):
        return self.secretary.json("council", "ballot", session, *arguments)["ballot"]

    def vote(self, ballot, choices):
        """Every member who may votes; choices: nominee -> how many of them are in favour, from the first on."""
        for number, (login, member) in enumerate(self.members.items()):
            hindered = {each["nominee_id"] for each in ballot.get("conflicts", [])
                        if each["login"] == login and not each.get("overridden")}
            options = []
            for candidate in ballot["candidates"]:
                nominee = candidate["nominee_id"]
                if nominee not in hindered:
                    options += ["--for" if number < choices.get(nominee, len(self.members)) else "--against", nominee]
            if options:
                member.run("council", "vote", ballot["id"], *options, "--yes")

    def decide(self, session, line, choices=None, kind="secret"):
        """One ballot from opening to its count: the tally."""
        ballot = self.ballot(session, "--line", line, "--kind", kind)
        self.vote(ballot, choices or {})
        return self.secretary.json("council", "close", ballot["id"], "--yes")["tally"]


class Decision:
    """From the council's results to the signed decision."""

    def __init__(self, year, round_id=ROUND):
        self.year, self.round_id, self.version = year, round_id, 0
        self.chairman = year.town.officer("vp.ct1", "VPUB", "chairman_office")

    def bring(self, *changes, number="12/TTr-PNV", on="2022-12-20"):
        """A new version of the list, approved and submitted; changes: --award, --omit, as `decision draft` takes them."""
        self.version = self.year.specialist.json("decision", "draft", self.round_id, *changes)["decision"]["version"]
        self.year.head.run("decision", "approve", self.round_id, "--version", self.version)
        self.year.specialist.run("decision", "submit", self.round_id, "--number", number, "--date", on)

    def try_sign(self, number="05/QĐ-UBND", on="2022-12-27", officer=None, *flags):
        return (officer or self.chairman).try_run(
            "--json", "decision", "sign", self.round_id, "--version", self.version, "--number", number, "--date", on,
            "--signer", "Nguyễn Văn Mẫu", "--yes", *flags)

    def sign(self, number="05/QĐ-UBND", on="2022-12-27"):
        """The decision, signed."""
        result = self.try_sign(number, on)
        assert result.code == 0, str(result)
        return result.json["decision"]
