"""Are two recordings of one moment? The offset between their sounds, by generalised cross-correlation with phase transform (Knapp & Carter, 1976)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from skywitness.media.decode import read_film
from skywitness.media.film import SOUND_HZ, Series
from skywitness.model.incident import Finding
from skywitness.model.words import Verdict
from skywitness.parts import Claimed
from skywitness.verify.finding import cannot_tell, found

BAND_HZ = (100.0, 4_000.0)
"""Where codecs and small microphones leave the phase alone."""
SMOOTH_S = 0.002
LEAST_SCORE = 20.0
"""Height of the best offset over the spread of all others: below it, recordings do not match."""
LEAST_LEAD = 2.0
"""By so much the best offset must outdo the next best: a hum or a hiss that repeats itself fits at many offsets and tells nothing."""
CLEAR_OF_S = 0.05
WINDOW, TO_S = 1_024, 2.0
"""Samples of a spectrum, and seconds over which spectra are averaged, of the coherence of two recordings."""


class Offset(Struct, frozen=True):
    """How many seconds later the other recording begins, how far that offset stands out of all others, and how far of the next best."""

    seconds: float
    score: float
    lead: float

    @property
    def is_match(self) -> bool:
        """Whether the recordings share their sound."""
        return self.score >= LEAST_SCORE and self.lead >= LEAST_LEAD


class Sync:
    """Compares the sound of a file with each file given; no match is an answer, and refutes nothing."""

    name = "sync"
    version = "1"

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:
        """A finding for each file to hold it against that has sound."""
        if not claimed.against:
            yield cannot_tell(path, self.name, "give --against to compare its sound with other recordings")
            return
        sound = read_film(path, claimed.bounds).sound
        if len(sound) < SOUND_HZ:
            yield cannot_tell(path, self.name, read_film(path, claimed.bounds).head.trouble or "it has less than a second of sound")
            return
        for other in claimed.against:
            yield self._compare(path, sound, other, claimed)

    def _compare(self, path: Path, sound: Series, other: Path, claimed: Claimed) -> Finding:
        theirs = read_film(other, claimed.bounds).sound
        if len(theirs) < SOUND_HZ:
            return cannot_tell(path, self.name, f"{other.name} has less than a second of sound", {"against": other.name})
        offset = find_offset(sound, theirs)
        measure = {
            "against": other.name,
            "offset_s": round(offset.seconds, 3) if offset.is_match else None,
            "score": round(offset.score, 1),
        }
        if not offset.is_match:
            return cannot_tell(path, self.name, f"no match: its sound and that of {other.name} have no moment in common", measure)
        why = f"its sound and that of {other.name} are of one moment, {offset.seconds:+.3f} s apart"
        return found(path, self.name, Verdict.SUPPORTS, why, measure)


def find_offset(one: Series, other: Series) -> Offset:
    """How many seconds after the beginning of ``one`` the sound of ``other`` begins.

    Robust to gain, noise and codecs, as every frequency of the band counts alike; a drift of clocks below a tenth per mille moves it by milliseconds.
    """
    size = 1 << (len(one) + len(other) - 1).bit_length()
    cross = np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size))
    frequencies = np.fft.rfftfreq(size, 1 / SOUND_HZ)
    strength = np.abs(cross)
    weight = ((frequencies >= BAND_HZ[0]) & (frequencies <= BAND_HZ[1])) / (strength + 1e-3 * float(strength.mean()) + 1e-20)
    lags = np.abs(np.fft.irfft(cross * weight, size))
    smooth = max(1, round(SMOOTH_S * SOUND_HZ))
    lags = np.convolve(np.concatenate([lags[-len(other) + 1 :], lags[: len(one)]]), np.ones(smooth) / smooth, mode="same")
    best = int(np.argmax(lags))
    clear = round(CLEAR_OF_S * SOUND_HZ)
    others = np.concatenate([lags[: max(0, best - clear)], lags[best + clear :]])
    spread = float(np.std(others)) if len(others) else 0.0
    score = float((lags[best] - np.mean(others)) / spread) if spread else 0.0
    lead = float(lags[best] / max(float(others.max(initial=0.0)), 1e-20))
    return Offset((best - len(other) + 1) / SOUND_HZ, score, lead)


def share_of_recording(one: Series, other: Series, offset: Offset) -> float:
    """How far two sounds are one recording, 0 to 1: the coherence between them in the band, at the median over stretches of two seconds.

    A copy carries the hiss of its microphone with it and is coherent throughout, whatever codec and gain came between (Welch's estimate); two microphones hear one bang
    coherently and the quiet around it each for itself.
    """
    shift = round(offset.seconds * SOUND_HZ)
    first, second = one[max(0, shift) :], other[max(0, -shift) :]
    length = min(len(first), len(second))
    stretch = round(TO_S * SOUND_HZ)
    if length < stretch:
        return 0.0
    frequencies = np.fft.rfftfreq(WINDOW, 1 / SOUND_HZ)
    band = (frequencies >= BAND_HZ[0]) & (frequencies <= BAND_HZ[1])
    shares = [
        _coherence(first[begin : begin + stretch], second[begin : begin + stretch], band)
        for begin in range(0, length - stretch + 1, stretch)
    ]
    return float(np.median(shares))


def _coherence(one: Series, other: Series, band: NDArray[np.bool_]) -> float:
    hann = np.hanning(WINDOW)
    ones, others = (np.fft.rfft(np.lib.stride_tricks.sliding_window_view(each, WINDOW)[:: WINDOW // 2] * hann) for each in (one, other))
    cross = np.abs((ones * np.conj(others)).mean(axis=0)) ** 2
    power = (np.abs(ones) ** 2).mean(axis=0) * (np.abs(others) ** 2).mean(axis=0)
    return float((cross[band] / (power[band] + 1e-20)).mean())
