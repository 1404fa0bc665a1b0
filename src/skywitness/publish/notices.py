"""Alerts and corrections in the words of their readers: a title, and lines that say why, what was told before, and what it stands on."""

from __future__ import annotations

from skywitness.model.notice import Change, Notice, NoticeKind, Reason, ReasonKind
from skywitness.publish.formats.cap import tell_details, tell_headline
from skywitness.publish.formats.rows import Row, plain, reserved_for
from skywitness.publish.phrases import label, phrase
from skywitness.publish.spoken import tell_comparison, tell_when
from skywitness.publish.wording import tell_answer, tell_period

KINDS = {"what": "what", "target": "target", "standing": "standing"}
"""The values that are words of a closed list, and the list."""


def tell_notice(notice: Notice, row: Row | None, language: str) -> tuple[str, str]:
    """The title and the text of a message, of released rows only. ``row`` is None where nothing supports the subject any more."""
    mark = label(notice.kind.value, language)
    told = _tell_row(row, language) if row is not None else (notice.subject, ())
    reasons = "; ".join(_tell_reason(reason, language) for reason in notice.reasons if reason.kind is not ReasonKind.LISTED)
    lines = [
        *([f"{label('because', language)}: {reasons}"] if reasons else []),
        *([label("withdrawn", language)] if notice.is_withdrawn else []),
        *([f"{label('were_apart', language)}: {', '.join(notice.merged)}"] if notice.merged else []),
        *(_tell_change(change, language) for change in notice.changes),
        *(f"{label('no_longer', language)}: {_tell_reason(reason, language)}" for reason in notice.lapsed),
        *told[1],
        "",
        f"{label('rule', language)}: {', '.join(notice.rules)}",
        *([f"{label('corrects', language)}: {notice.corrects}"] if notice.corrects else []),
        f"{notice.subject} · {notice.notice_id}",
    ]
    reserved = reserved_for(row) if row is not None else None
    team = f"{reserved.upper()} ONLY " if reserved else ""
    is_corrected = notice.kind is NoticeKind.ALERT and notice.changes
    also = f" + {label('correction', language)}" if is_corrected else ""
    return plain(f"{team}{mark}{also}: {told[0]}"), "\n".join(plain(line) for line in lines)


def _tell_row(row: Row, language: str) -> tuple[str, tuple[str, ...]]:
    if row["kind"] == "incident":
        return tell_headline(row, language), (tell_details(row, language),)
    stated = row["stated"] if row["stated"] is not None else phrase("state", row["state"], language)
    figures = f"{label('stated', language)} {stated}, {label('matched', language)} {row['matched']} ({tell_comparison(str(row['verdict']), language)})"
    exercise = f"{label('exercise', language)} " if row.get("exercise") else ""
    what = f"{phrase('what', row['what'], language)}: {phrase('target', row['target'], language)}"
    return f"{exercise}{row['asserter']}: {what}; {figures}", (tell_period(row) if language == "en" else tell_when(row, language),)


def _tell_reason(reason: Reason, language: str) -> str:
    about = reason.about
    if reason.kind is ReasonKind.STANDING:
        about = phrase("standing", about, language)
    elif reason.kind is ReasonKind.CONTRADICTION:
        about = phrase("topic", about, language)
    name = phrase("reason", reason.kind.value, language)
    return f"{name}: {about}" if about else name


def _tell_change(change: Change, language: str) -> str:
    """What was told, and what is told now."""

    def say(value: str) -> str:
        return phrase(KINDS[change.about], value, language) if change.about in KINDS else tell_answer(value)

    about = label(change.about, language) if change.about in ("stated", "standing") else phrase("topic", change.about, language)
    now = say(change.now) if change.now is not None else phrase("state", "not_given", language)
    return f"{about}: {label('was', language)} {say(change.was)}, {label('now', language)} {now}"
