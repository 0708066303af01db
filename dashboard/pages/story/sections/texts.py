"""Source code and tweets: the same questions to networks that read real text."""

from dashboard import urls
from dashboard.pages.story.pictures.neurons import of_exhibit
from dashboard.pages.story.step import Section, Step, TextClaim, Try
from models.analysis.claims import FAILS, HOLDS, PARTLY

READ = Try("Read thousands of characters by this neuron", urls.TEXT_READ)

CODE = Section(
    "code",
    "Source code",
    (
        Step(
            id="java",
            title="It writes Java",
            text=(
                "Nothing changes but the text: three layers read a Java library, character by character, "
                "and afterwards write on by themselves.",
            ),
            card="A class that it wrote",
            figure=of_exhibit("A Java class that it writes"),
            found="Comments, methods and blocks are there, imports and tests are not: our network is "
            "smaller and has read less than the article’s. The colours are those of a neuron that knows "
            "how far into the line it is.",
            tries=(
                Try("Let it write on, at your temperature", urls.TEXT_WRITE),
                Try("Read by this neuron", urls.TEXT_READ),
            ),
            claims={TextClaim("writes_classes", "java"): PARTLY},
            height=710,
        ),
        Step(
            id="indentation",
            title="How deep are we?",
            text=(
                "Code is nested, and whoever predicts the next line has to know how deep. In Python the "
                "depth is also what is written at the beginning of each line.",
            ),
            card="A neuron that follows the outer indentation",
            figure=of_exhibit("Code that knows its indentation"),
            found="In Python one neuron follows it on files that were never learned from. In our Java "
            "network none does clearly, so that the claim depends on what is read.",
            tries=(READ, Try("What does it get wrong?", urls.TEXT_ERRORS)),
            claims={
                TextClaim("outer_indentation", "torch"): HOLDS,
                TextClaim("outer_indentation", "java"): FAILS,
            },
            height=830,
        ),
        Step(
            id="spaces",
            title="Counting down the blanks",
            text=(
                "The counter of the first chapter again, in the wild: at the beginning of a line so many "
                "blanks are still to come, and one could count them down.",
            ),
            card="The neuron that comes closest",
            figure=of_exhibit("Counting down the spaces"),
            found="The best neuron has some of it, and not enough to be called a counter. A network that "
            "knows how deep it is can do without counting.",
            tries=(READ, Try("Listen to it write", urls.TEXT_WRITE)),
            claims={TextClaim("spaces_left", "torch"): FAILS},
            height=740,
        ),
    ),
)

TWEETS = Section(
    "tweets",
    "Tweets",
    (
        Step(
            id="mention",
            title="Inside a mention",
            text=(
                "Our tweets come from a grammar, since then it is known of every character what it belongs "
                "to. Hashtags, links and mentions have an inside with rules of its own, and a length that "
                "matters.",
            ),
            card="How far into a mention",
            figure=of_exhibit("How far into a mention"),
            found="The LSTM has a fair idea of how far into a hashtag or a mention it is. The peephole "
            "LSTM, whose gates see the cell state, has a much better one.",
            tries=(
                READ,
                Try(
                    "The peephole LSTM on the same text",
                    urls.TEXT_READ,
                    {"cell": "peephole", "layer": None, "neuron": None, "vector": None},
                ),
            ),
            claims={
                TextClaim("hashtag_position", "tweets"): PARTLY,
                TextClaim("mention_position", "tweets"): PARTLY,
                TextClaim("url_position", "tweets"): FAILS,
                TextClaim("mention_position", "tweets", "peephole"): HOLDS,
            },
            height=890,
        ),
        Step(
            id="names",
            title="Names, not only capitals",
            text=(
                "Both a name and the first word of a sentence begin with a capital. To tell them apart "
                "takes more than one character.",
            ),
            card="Names against other capitals",
            figure=of_exhibit("Names, not just capitals"),
            found="Capitals as such are found easily. Names are told from other capitals well, and just "
            "short of the mark that counts as holding.",
            tries=(READ, Try("Write tweets with all five cells", urls.TEXT_WRITE, {"cells": None})),
            claims={TextClaim("proper_noun", "tweets"): PARTLY, TextClaim("capital", "tweets"): HOLDS},
            height=700,
        ),
        Step(
            id="quotation",
            title="An open quotation, an auxiliary verb",
            text=(
                "A quotation that has begun must end, however long it is: one bit, kept over a gap, like A "
                "and B. Words like is and will are a pattern of a few characters.",
            ),
            card="A quotation is open",
            figure=of_exhibit("A quotation is open"),
            found="Here is the difference between a task that asks for nothing but memory and a text in "
            "which a quotation is rare: the auxiliary verbs are found in part, the open quotation hardly.",
            tries=(READ, Try("Which errors does a longer memory remove?", urls.TEXT_ERRORS)),
            claims={TextClaim("quotation", "tweets"): FAILS, TextClaim("auxiliary", "tweets"): PARTLY},
            height=720,
        ),
    ),
)
