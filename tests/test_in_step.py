"""Works done in step come to the same as each alone, and reports read in step give the readings that they give one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.extract.stories import media_report

from skywitness.extract.ru import Russian
from skywitness.in_step import IN_STEP, Steps, at_one_go, in_step
from skywitness.model.reading import Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.reading import Reader, _steps_of

POSTS = (
    "Минобороны: в течение ночи дежурными средствами ПВО сбиты 7 беспилотников: 4 - над Курской областью, 3 - над Брянской областью.",
    "Отбой опасности атаки БПЛА, Воронеж",
    "Завтра местами дождь, ветер северный, ночью до семи градусов, днём прояснится, на дорогах гололедица.",
    "Повітряні сили: збито чотири ударні безпілотники над Полтавщиною",
    "Two drones were shot down over the Kursk region overnight, the governor said. Nobody was hurt.",
    "Губернатор сообщил об атаке. Над городом сбит дрон. Пострадавших нет. По мнению аналитика, били по складу. В штабе это отрицают. Подробностей не раскрывают.",
    "",
)


def count_to(last: int, trace: list[tuple[int, int]], name: int) -> Steps[int]:
    for number in range(last):
        trace.append((number, name))
        yield
    return last


@given(st.lists(st.integers(0, 5), max_size=6))
def test_each_step_is_taken_by_all_before_the_next(lasts: list[int]) -> None:
    trace: list[tuple[int, int]] = []
    assert in_step(count_to(last, trace, name) for name, last in enumerate(lasts)) == lasts
    assert trace == sorted(trace)


@given(st.lists(st.sampled_from(POSTS), max_size=2 * IN_STEP + 1))
def test_reports_read_together_are_read_as_one_by_one(texts: list[str]) -> None:
    reports = [media_report(text) for text in texts]
    reader = Reader({})
    assert list(reader.read_together(reports)) == list(map(reader.read, reports))


class Breaking(Russian):
    """Breaks on some reports half-way."""

    def steps(self, report: Report, profile: SourceProfile) -> Steps[Reading]:
        reading = yield from super().steps(report, profile)
        if "Отбой" in report.text:
            raise ValueError("cannot read this")
        return reading


def test_an_extractor_that_breaks_loses_no_report_that_is_read_with_it() -> None:
    reader = Reader({})
    whole = [reading for reading, _ in reader.read_together(list(map(media_report, POSTS)))]
    reader._read_with["ru"] = _steps_of(Breaking())
    broken = list(reader.read_together(list(map(media_report, POSTS))))
    assert [bool(failed) for _, failed in broken] == ["Отбой" in text for text in POSTS]
    assert [reading for reading, failed in broken if not failed] == [
        one for one, text in zip(whole, POSTS, strict=True) if "Отбой" not in text
    ]


class Overriding(Russian):
    """A stranger's: what it reads is what its own ``read`` says."""

    def read(self, report: Report, profile: SourceProfile) -> Reading:
        return Reading(report=report.digest, lang="ru", kind=super().read(report, profile).kind, by="a stranger/1")


def test_a_read_made_anew_over_the_steps_of_another_is_obeyed() -> None:
    report, profile = media_report(POSTS[0]), SourceProfile("a news site")
    assert in_step([_steps_of(Overriding())(report, profile)])[0].by == "a stranger/1"
    assert in_step([at_one_go(Overriding().read)(report, profile)])[0].by == "a stranger/1"
