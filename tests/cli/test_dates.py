"""Dates against Python's datetime: what a column of dates holds is in the report as days or seconds since 1970."""

import datetime
import random

from program import ProgramTest, parse_report

EPOCH = datetime.datetime(1970, 1, 1)
FORMATS = {"ymd": ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d %b %Y", "%d-%b-%Y", "%B %d, %Y", "%d %B %y"],
           "dmy": ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%y", "%d/%m/%y"],
           "mdy": ["%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y"]}
TIMES = ["", " %H:%M", "T%H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", ", %H:%M:%SZ"]


def random_dates(rng, count):
    """Any second of the years that two digits reach."""
    first, last = datetime.datetime(1969, 1, 1), datetime.datetime(2068, 12, 31, 23, 59, 59)
    seconds = int((last - first).total_seconds())
    return [first + datetime.timedelta(seconds=rng.randrange(seconds), milliseconds=rng.randrange(1000))
            for _ in range(count)]


class DatesTest(ProgramTest):
    def columns(self, cells, *flags):
        """What the program reads in columns of one date each: (kind, number)."""
        header = ";".join([*(f"c{i}" for i in range(len(cells))), "y"])
        rows = "\n".join(";".join([*cells, str(i)]) for i in range(3))
        result = self.program("data", self.write("data.csv", f"{header}\n{rows}\n"), "--delimiter", ";", "--validation", "0",
                              "--quiet", *flags)
        self.assertEqual(result.code, 0, result.stderr)
        return [(column["kind"], column["min"], column["max"]) for column in parse_report(result.stdout)["data"]["columns"][:-1]]

    def test_random_dates_in_every_format(self):
        rng = random.Random(7)
        for order, formats in FORMATS.items():
            cells, numbers = [], []
            for form in formats:
                for time in TIMES:
                    for date in random_dates(rng, 12):
                        cells.append(date.strftime(form + time))
                        read = datetime.datetime.strptime(cells[-1], form + time)  # of what was written
                        passed = (read - EPOCH).total_seconds()
                        numbers.append(passed if time else passed / 86_400)
            flags = [] if order == "ymd" else ["--dates", order]
            for cell, number, found in zip(cells, numbers, self.columns(cells, *flags), strict=True):
                with self.subTest(cell, order=order):
                    self.assertEqual(found[0], "date")
                    self.assertAlmostEqual(found[1], number, delta=1e-5)
                    self.assertEqual(found[1], found[2])

    def test_every_day_that_may_not_exist(self):
        """Years that are leap years or not, the last days of months: a date exactly if datetime knows it."""
        cells = [f"{year}-{month:02}-{day:02}" for year in (1600, 1900, 1999, 2000, 2023, 2024, 2100)
                 for month in (0, 1, 2, 4, 9, 12, 13) for day in (0, 1, 28, 29, 30, 31, 32)]
        for cell, (kind, low, _) in zip(cells, self.columns(cells), strict=True):
            with self.subTest(cell):
                try:
                    days = (datetime.datetime.strptime(cell, "%Y-%m-%d") - EPOCH).days
                except ValueError:
                    self.assertEqual(kind, "categorical")
                else:
                    self.assertEqual((kind, low), ("date", days))

    def test_offsets(self):
        cells = [f"2024-03-{day:02}T{hour:02}:30:00{sign}{offset}" for day in (1, 31) for hour in (0, 23) for sign in "+-"
                 for offset in ("00:00", "01:00", "05:30", "14:00", "0330")]
        for cell, (kind, low, _) in zip(cells, self.columns(cells), strict=True):
            with self.subTest(cell):
                moment = datetime.datetime.strptime(cell, "%Y-%m-%dT%H:%M:%S%z")
                self.assertEqual((kind, low), ("date", moment.timestamp()))
