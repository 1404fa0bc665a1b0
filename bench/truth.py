"""Which answer is true, from posts that copy each other: majority vote, Dawid-Skene and the one-coin model, on invented questions.

    python bench/truth.py [questions]      measure, on worlds that nothing was fitted to
    python bench/truth.py fit              fit the parameters that ship, src/skywitness/fuse/truth.yml, on worlds of their own

Accuracy counts preferred answers that are true, over all kinds of question; the calibration error (ECE, 15 bins of equal width) and the
Brier score are of the probability of the preferred answer.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import log

from bench.generate_truth import SPAN, TARGETS, Errors, InventedQuestion, InventedSource, Post, invent_questions, invent_sources
from bench.record import record
from skywitness.fuse.truth import PARAMETERS_FILE, Calibration, shipped_calibration
from skywitness.stats import Question, ask_interval, ask_nominal, ask_numeric, estimate_truth, weigh_answers

FIT_SEED, MEASURE_SEED = 100, 900
WORLDS = 3
BINS = 15
GRADE_PRIORS = {"A": (9.6, 0.4), "B": (9.0, 1.0), "C": (8.0, 2.0), "D": (6.5, 3.5), "E": (5.0, 5.0)}
STREAM_PRIORS = {"official": (4.5, 0.5), "instrument": (4.7, 0.3), "media": (3.75, 1.25), "partner": (3.75, 1.25), "grassroots": (3.5, 1.5)}
"""What is believed of a source before it is heard: an Admiralty grade weighs as ten answers, a stream as five."""
Stated = list[object]
Verdict = tuple[bool, float]
"""Whether the preferred answer is true, and its probability."""


def ask(
    question: InventedQuestion, posts: Iterable[Post], voter: Callable[[str], str], calibration: Calibration
) -> tuple[Question, Stated]:
    """The question as the estimator takes it, and its hypotheses."""
    said = [(voter(post.source), post.answer) for post in posts]
    if question.kind == "nominal":
        return ask_nominal(said, len(TARGETS))
    if question.kind == "numeric":
        made, counts = ask_numeric(
            [(who, int(answer)) for who, answer in said if isinstance(answer, int)], calibration.near_share, calibration.counts
        )
        return made, list(counts)
    cut, pieces = ask_interval([(who, answer) for who, answer in said if isinstance(answer, tuple)], SPAN)
    return cut, list(pieces)


def is_true(answer: object, truth: str | float) -> bool:
    """Whether an answer is the truth, or an interval holds it."""
    return answer[0] <= truth <= answer[1] if isinstance(answer, tuple) else answer == truth


def judge(chances: Sequence[float], answers: Sequence[object], truth: str | float) -> Verdict:
    """The verdict on the most probable answer that somebody gave."""
    best = max((each for each, answer in enumerate(answers) if answer is not None), key=lambda each: chances[each])
    return is_true(answers[best], truth), chances[best]


def collapse(question: InventedQuestion) -> list[Post]:
    """The posts without the copies that were seen to be copies."""
    return [post for post in question.posts if not post.seen]


def vote(question: InventedQuestion, posts: Sequence[Post]) -> Verdict:
    """Majority vote: the answer of most posts, with its share of them; of intervals, the piece that most hold."""
    if question.kind == "interval":
        cut, pieces = ask_interval([(post.source, post.answer) for post in posts if isinstance(post.answer, tuple)], SPAN)
        held = [sum(each.right[number] > 0 for each in cut.votes) for number in range(len(pieces))]
        return judge([each / len(posts) for each in held], pieces, question.truth)
    answers = Counter(post.answer for post in posts)
    best, count = max(answers.items(), key=lambda each: (each[1], repr(each[0])))
    return best == question.truth, count / len(posts)


def dawid_skene(questions: Sequence[InventedQuestion], *, rounds: int = 30) -> list[Verdict]:
    """Dawid & Skene (1979) with a confusion matrix for each source, on nominal questions without their copies."""
    chances = [[1.0 + sum(post.answer == label for post in collapse(each)) for label in TARGETS] for each in questions]
    for _ in range(rounds):
        prior = [sum(each[label] / sum(each) for each in chances) for label in range(len(TARGETS))]
        table: dict[str, list[list[float]]] = defaultdict(lambda: [[2.0 if a == b else 0.2 for b in TARGETS] for a in TARGETS])
        for question, row in zip(questions, chances, strict=True):
            for post in collapse(question):
                for label, weight in enumerate(row):
                    table[post.source][label][TARGETS.index(str(post.answer))] += weight / sum(row)
        moved = []
        for question in questions:
            row = list(prior)
            for post in collapse(question):
                said = TARGETS.index(str(post.answer))
                row = [weight * table[post.source][label][said] / sum(table[post.source][label]) for label, weight in enumerate(row)]
                row = [weight / sum(row) for weight in row]
            moved.append(row)
        chances = moved
    return [judge([weight / sum(row) for weight in row], TARGETS, question.truth) for question, row in zip(questions, chances, strict=True)]


def one_coin(
    questions: Sequence[InventedQuestion], sources: Sequence[InventedSource], posts_of: Callable[[InventedQuestion], Sequence[Post]]
) -> list[Verdict]:
    """The one-coin model with a reliability for every source, estimated on these very questions."""
    priors = {each.name: GRADE_PRIORS[each.grade] if each.grade else STREAM_PRIORS[each.stream] for each in sources}
    asked = [ask(question, posts_of(question), str, shipped_calibration()) for question in questions]
    fit = estimate_truth([made for made, _ in asked], priors, enough=1e-4)
    return [judge(chances, answers, each.truth) for each, (_, answers), chances in zip(questions, asked, fit.answers, strict=True)]


def by_class(questions: Sequence[InventedQuestion], sources: Sequence[InventedSource], calibration: Calibration) -> list[Verdict]:
    """The model as it ships: no source is known, only its grade or stream, and nothing is estimated while it runs."""
    classes = {each.name: each.grade or each.stream for each in sources}
    verdicts = []
    for question in questions:
        made, answers = ask(question, collapse(question), classes.__getitem__, calibration)
        verdicts.append(judge(weigh_answers(made, calibration.reliability, trust=calibration.trust), answers, question.truth))
    return verdicts


def sum_up(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Accuracy, Brier score and calibration error."""
    bins: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        bins[min(int(verdict[1] * BINS), BINS - 1)].append(verdict)
    off = sum(abs(sum(is_right for is_right, _ in each) - sum(chance for _, chance in each)) for each in bins.values())
    return {
        "accuracy": round(sum(is_right for is_right, _ in verdicts) / len(verdicts), 4),
        "brier": round(sum((is_right - chance) ** 2 for is_right, chance in verdicts) / len(verdicts), 4),
        "ece": round(off / len(verdicts), 4),
    }


def measure(count: int, errors: Errors) -> dict[str, object]:
    """All methods on the same questions, of worlds that nothing was fitted to; figures over all, then by kind of question."""
    verdicts: dict[str, list[tuple[str, Verdict]]] = defaultdict(list)
    for world in range(WORLDS):
        chance = random.Random(MEASURE_SEED + world)  # noqa: S311 - invented questions need no secrecy
        sources = invent_sources(chance)
        questions = list(invent_questions(count // WORLDS, sources, errors, chance))
        nominal = [each for each in questions if each.kind == "nominal"]
        found = {
            "majority vote": (questions, [vote(each, each.posts) for each in questions]),
            "majority vote, copies collapsed": (questions, [vote(each, collapse(each)) for each in questions]),
            "Dawid-Skene, copies collapsed": (nominal, dawid_skene(nominal)),
            "one-coin": (questions, one_coin(questions, sources, lambda each: each.posts)),
            "one-coin, copies collapsed": (questions, one_coin(questions, sources, collapse)),
            "as shipped (grade or stream only)": (questions, by_class(questions, sources, shipped_calibration())),
        }
        for name, (asked, judged) in found.items():
            verdicts[name] += [(each.kind, verdict) for each, verdict in zip(asked, judged, strict=True)]
    return {
        name: {"questions": len(judged)}
        | ({"all": sum_up([verdict for _, verdict in judged])} if "Dawid" not in name else {})
        | {kind: sum_up(part) for kind in ("nominal", "numeric", "interval") if (part := [verdict for of, verdict in judged if of == kind])}
        for name, judged in verdicts.items()
    }


def fit(count: int = 6000) -> Calibration:
    """The reliability of every grade and stream by expectation-maximisation, then the trust in votes that makes the chances of true answers greatest."""
    start = Calibration(version="truth/1", calibrated_on="", near_share=0.5, counts=60, targets=len(TARGETS), trust=1.0, reliability={})
    rated, held = [], list[tuple[InventedQuestion, Question, Stated]]()
    for world in range(WORLDS):
        chance = random.Random(FIT_SEED + world)  # noqa: S311 - invented questions need no secrecy
        sources = invent_sources(chance)
        classes = {each.name: each.grade or each.stream for each in sources}
        asked = [
            (each, *ask(each, collapse(each), classes.__getitem__, start)) for each in invent_questions(count, sources, Errors(), chance)
        ]
        rated.append(estimate_truth([made for _, made, _ in asked], GRADE_PRIORS | STREAM_PRIORS).reliability)
        held += asked
    reliability = {name: round(sum(each[name] for each in rated) / WORLDS, 3) for name in (*GRADE_PRIORS, *STREAM_PRIORS)}

    def surprise(trust: float) -> float:
        lost = 0.0
        for question, made, answers in held:
            is_right, chance = judge(weigh_answers(made, reliability, trust=trust), answers, question.truth)
            lost -= log(max(chance if is_right else 1 - chance, 1e-9))
        return lost

    trust = min((each / 20 for each in range(8, 21)), key=surprise)
    return Calibration(
        version="truth/1",
        calibrated_on=f"simulation truth/1 ({WORLDS * count} invented questions)",
        near_share=start.near_share,
        counts=start.counts,
        targets=start.targets,
        trust=trust,
        reliability=reliability,
    )


def write(calibration: Calibration) -> None:
    """Write the parameter file that ships."""
    rates = "\n".join(f"  {name}: {rate}" for name, rate in calibration.reliability.items())
    PARAMETERS_FILE.write_text(
        "# Parameters of weighing, fitted on invented questions by `python bench/truth.py fit` and by nothing else.\n"
        f"version: {calibration.version}\n"
        f"calibrated_on: {calibration.calibrated_on}\n"
        f"near_share: {calibration.near_share}   # of wrong counts, those within a tenth or one of the true one\n"
        f"counts: {calibration.counts}         # over so many values wrong counts spread\n"
        f"targets: {calibration.targets}         # kinds of target that a report can take for each other\n"
        f"trust: {calibration.trust}        # every root's likelihood to this power: roots share more than can be seen\n"
        "reliability:         # how often a root is right: by its source's Admiralty grade, else by its stream\n" + rates + "\n",
        encoding="utf-8",
    )


def main(arguments: Sequence[str]) -> None:
    """Fit, or measure and record."""
    if list(arguments) == ["fit"]:
        write(fit())
        print(PARAMETERS_FILE.read_text(encoding="utf-8"))
        return
    count = int(arguments[0]) if arguments else 24_000
    record(
        "truth",
        {
            "errors as fitted": measure(count, Errors()),
            "errors all structured": measure(count // 3, Errors(confused=0.8)),
            "errors all alike probable": measure(count // 3, Errors(confused=0.0)),
            "every fifth copy unseen": measure(count // 3, Errors(unseen=0.2)),
        },
    )


if __name__ == "__main__":
    main(sys.argv[1:])
