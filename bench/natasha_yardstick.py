"""Our whole way from JSONL to the picture against natasha alone in one process, on the same posts: how many times as many a second of processor time, and a second by the clock.

    python -m bench.natasha_yardstick            # 20,000 posts of the raw mixed stream

natasha (PyPI, with its models inside) is put into an environment of its own under ``build/``: it is no dependency of ours. It finds names in a text, and where it is asked for all, words' forms and
the syntax of sentences too; it keeps nothing, and tells nothing of what happened. It takes a sample of the posts, on one thread, which it is quickest with. Ours reads, sieves, extracts, locates, keeps in a ledger and concludes; it runs as the command
does, with all cores. *Reading alone* is what the two have in common: a text taken apart, in one process.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import venv
from datetime import UTC, datetime
from pathlib import Path

from bench.raw_stream import invent_lines, measure
from bench.record import record
from skywitness.ingest import read_input
from skywitness.model.report import Report
from skywitness.parts import ReadOptions
from skywitness.reading import Reader, ReadingJob

POSTS, SAMPLE, SEED = 20_000, 600, 5
ASKED = ("natasha==1.6.0", "setuptools<81")  # pymorphy2 asks setuptools where its dictionaries are
HOME = Path(__file__).parents[1] / "build" / "natasha"
THEIRS = """
import inspect, json, sys, time
inspect.getargspec = lambda function: inspect.getfullargspec(function)[:4]  # pymorphy2 was written for an older Python
from natasha import Doc, MorphVocab, NewsEmbedding, NewsMorphTagger, NewsNERTagger, NewsSyntaxParser, Segmenter
segmenter, embedding, vocabulary = Segmenter(), NewsEmbedding(), MorphVocab()
forms, syntax, names = NewsMorphTagger(embedding), NewsSyntaxParser(embedding), NewsNERTagger(embedding)
texts = [json.loads(line)["text"] for line in sys.stdin]
def find_names(doc):
    doc.segment(segmenter)
    doc.tag_ner(names)
def find_all(doc):
    doc.segment(segmenter)
    doc.tag_morph(forms)
    doc.parse_syntax(syntax)
    doc.tag_ner(names)
    for span in doc.spans:
        span.normalize(vocabulary)
told = {}
for name, work in (("names", find_names), ("all", find_all)):
    begun, cpu, found = time.perf_counter(), time.process_time(), 0
    for text in texts:
        doc = Doc(text)
        work(doc)
        found += len(doc.spans)
    told[name] = {"posts": len(texts), "spans": found, "posts_per_s": len(texts) / (time.perf_counter() - begun), "posts_per_cpu_s": len(texts) / (time.process_time() - cpu)}
print(json.dumps(told))
"""


def main() -> None:
    """Measure, and keep the figures."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else POSTS
    theirs, whole = measure_theirs(posts), measure(posts)
    ours = {"whole_run": {key: float(str(whole[key])) for key in COMPARED}, "reading_alone": measure_reading(posts)}
    figures: dict[str, object] = {"busy_otherwise": whole["busy_otherwise"], "posts": posts, **ours}
    for name, each in theirs.items():
        times = {f"{mine}_times_{key}": round(rates[key] / each[key], 1) for mine, rates in ours.items() for key in COMPARED}
        figures[f"natasha_{name}"] = {**{key: round(value, 1) for key, value in each.items()}, **times}
    record("natasha", figures)


def measure_reading(posts: int) -> dict[str, float]:
    """What natasha is for, done by ours in one process: posts that are in memory sieved, read and located."""
    options = ReadOptions(collected_at=datetime(2026, 12, 1, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as folder:
        stream = Path(folder) / "stream.reports.jsonl"
        stream.write_text("".join(invent_lines(posts)), encoding="utf-8")
        reports = [each for each in read_input(stream, options) if isinstance(each, Report)]
    read = ReadingJob({}, Reader({}, sieves=True).step.activity_id).ready()
    read(reports[: posts // 100])
    begun, cpu = time.perf_counter(), time.process_time()
    read(reports)
    return {
        "posts_per_s": round(posts / (time.perf_counter() - begun), 1),
        "posts_per_cpu_s": round(posts / (time.process_time() - cpu), 1),
    }


COMPARED = ("posts_per_s", "posts_per_cpu_s")


def measure_theirs(posts: int) -> dict[str, dict[str, float]]:
    """What natasha does with some posts of the stream, drawn from all over it."""
    sample = random.Random(SEED).sample(list(invent_lines(posts)), SAMPLE)  # noqa: S311 - which ones are taken
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 - our own command
            [str(prepare()), "-c", THEIRS],
            input="".join(sample),
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
            env={**os.environ, **one_thread},
        )
    told: dict[str, dict[str, float]] = json.loads(done.stdout)
    return told


def prepare() -> Path:
    """The Python of an environment in which natasha is installed, made where there is none."""
    python = HOME / "bin" / "python"
    if not (HOME / "ready").exists():
        venv.create(HOME, with_pip=True, clear=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *ASKED], check=True)  # noqa: S603 - our own command
        (HOME / "ready").touch()
    return python


if __name__ == "__main__":
    main()
