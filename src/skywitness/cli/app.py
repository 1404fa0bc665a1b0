"""The verbs of the command line, and what an error or an exit status means to the shell."""

from __future__ import annotations

import logging
import sys

from cyclopts import App, CycloptsError
from rich.console import Console

from skywitness import __version__
from skywitness.errors import SkywitnessError

DONE, SOME_SET_ASIDE, WRONG_USE = 0, 1, 2

app = App(
    name="skywitness",
    version=__version__,
    help="Pieces aerial incidents together from official statements and witness footage, and shows what each fact stands on.",
    result_action="return_value",
)
VERBS = {
    "run": "Take in reports and everything that follows: extract, locate, fuse, assess.",
    "watch": "Collect configured live sources until stopped, and keep the picture current.",
    "extract": "Read reports and write what each one claims, a JSON object a line; needs no ledger.",
    "link": "Tell which rows of tables of coded happenings are one; needs no ledger and no texts.",
    "verify": "Look at footage: hour and sky, distance, reuse, sound, metadata, credentials.",
    "blur": "Make a copy of a photo or film fit to publish: faces blurred, upright, no metadata.",
    "show": "Show the incidents of a ledger, or the dossier of one.",
    "explain": "Tell how any value came to be, back to quotes and digests.",
    "decide": "Keep what a person decided: merge, split, keep apart, reject, place, grade, release, redact, undo.",
    "retain": "Erase the words of old reports that nothing rests on, as the settings ask.",
    "people": "Say who may sign in to the desk: add, list, lock, unlock, password.",
    "export": "Write incidents through the do-no-harm gate, in a format that others read.",
    "digest": "Write the editor's digest: what is new, corrected, undisclosed, silent, and what to check next.",
    "alert": "Tell subscribers what they asked to be told, in order and without loss, and correct it when it changes.",
    "pattern": "Tell whether a series is a pattern or chance suffices, with tests, intervals and sensitivity.",
    "archive": "Keep evidentiary copies and who held them; take in, list, derive, stamp, release, publish, erase.",
    "check": "Hold short claims against reference facts, the calendar, the sky and arithmetic.",
    "rates": "Tell how many of those launched were destroyed, by a tally, with intervals, bounds and what is withheld.",
    "copy": "Copy one ledger into another, losslessly, with its times, ids and chain.",
    "grant": "Let a role of the database read a ledger on a server, collect into it, or decide.",
    "score": "Hold a ledger against the known truth of an exercise, and print the figures.",
    "serve": "Serve the web application.",
    "demo": "Run an invented exercise end to end and serve it.",
    "exercise": "Write an invented night with known truth, ready to be run like a real one.",
    "doctor": "Tell what is installed, what is missing and what would be used.",
}
"""The verbs by module; each is imported when it is called, so that help is quick."""
for verb, meaning in VERBS.items():
    app.command(f"skywitness.cli.{'show' if verb == 'explain' else verb}:{verb}", help=meaning)


def main(arguments: list[str] | None = None) -> None:
    """Run one verb and leave with its status: 0 done, 1 done but some items were set aside, 2 wrong use or unreadable input."""
    logging.basicConfig(level=logging.WARNING, format="skywitness: %(message)s", stream=sys.stderr)
    sys.exit(answer(sys.argv[1:] if arguments is None else arguments))


def answer(arguments: list[str]) -> int:
    """The exit status of one call; errors that a person can act on become one plain sentence on stderr."""
    talk = Console(stderr=True)
    try:
        status = app(arguments, exit_on_error=False, print_error=False, error_console=talk)
    except (CycloptsError, SkywitnessError) as error:
        talk.print(f"skywitness: {error}", style="bold", markup=False, highlight=False, soft_wrap=True)
        return WRONG_USE
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output left, as `head` does: nothing is wrong
        return DONE
    except KeyboardInterrupt:
        talk.print("skywitness: stopped; all that was acknowledged is in the ledger", markup=False)
        return 130
    return status if isinstance(status, int) else DONE
