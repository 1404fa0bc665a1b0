"""The standard questions about an incident, by its kind: a desk asks them of every one, answered or not."""

from __future__ import annotations

from skywitness.model.words import Topic, What

QUESTIONS: dict[What, tuple[Topic, ...]] = {
    What.INTERCEPTED: tuple(topic for topic in Topic if topic not in {Topic.WHAT, Topic.MODEL, Topic.OUTCOME}),
    What.IMPACT: tuple(topic for topic in Topic if topic not in {Topic.WHAT, Topic.MODEL, Topic.OUTCOME, Topic.MEANS}),
    What.DEBRIS_FELL: (Topic.TARGET, Topic.ORIGIN, Topic.DAMAGE, Topic.CASUALTIES, Topic.RESPONSE, Topic.PLACE, Topic.PERIOD),
    What.SIGHTED: (Topic.TARGET, Topic.COUNT, Topic.OUTCOME, Topic.PLACE, Topic.PERIOD),
    What.AIR_DEFENCE_ACTIVE: (Topic.TARGET, Topic.OUTCOME, Topic.PLACE, Topic.PERIOD),
    What.WARNED: (Topic.PLACE,),
    What.ALL_CLEAR: (Topic.PLACE,),
}
"""The standard questions by kind of incident. The model, and what an interception came to, are not asked: a good report may end there."""
