"""Sentences of made-up tweets. What is a name, a hashtag or an auxiliary is marked while it is written."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from models.corpora.tweet_words import (
    ADVERBS,
    AFTER_NOT,
    CITIES,
    DAYS,
    DEGREES,
    FEELINGS,
    FIRST,
    LAST,
    MODALS,
    REMARKS,
    SHOUTS,
    TIMES,
    TOPICS,
)

T = TypeVar("T")

# Brackets around what has a label: characters that no tweet holds.
LABELS = ("hashtag", "url", "mention", "quotation", "proper_noun", "auxiliary")
OPENING = {label: chr(1 + number) for number, label in enumerate(LABELS)}
CLOSING = "\0"

ME, ONE, MANY = range(3)  # who a verb agrees with
BE, WAS, HAVE = ("am", "is", "are"), ("was", "was", "were"), ("have", "has", "have")
PRONOUNS = (("I", ME), ("we", MANY), ("they", MANY), ("she", ONE), ("he", ONE), ("you", MANY))
SIGNS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
UNUSUAL = {"loaf": "loaves", "leaf": "leaves", "shelf": "shelves", "tomato": "tomatoes"}


def marked(label: str, text: str) -> str:
    return OPENING[label] + text + CLOSING


def plural(noun: str) -> str:
    if noun in UNUSUAL:
        return UNUSUAL[noun]
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def with_article(words: str) -> str:
    return ("an " if words[0] in "aeiou" else "a ") + words


def camel(*words: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in words)


class Author:
    """Whoever writes one tweet: on one topic, and with one person in mind.

    Args:
        random: where every choice comes from. Only its random() is asked, whose numbers Python keeps.
    """

    def __init__(self, random: Random) -> None:
        self.random = random.random
        self.topic = self.pick(TOPICS)
        self.first, self.last = self.pick(FIRST), self.pick(LAST)

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.random() * len(choices))]

    def number(self, low: int, high: int) -> int:
        return low + int(self.random() * (high - low + 1))

    # Words

    def person(self) -> str:
        chance = self.random()
        full = f"{self.first} {self.last}"
        return marked("proper_noun", self.first if chance < 0.5 else full if chance < 0.9 else self.last)

    def name(self) -> str:
        return marked("proper_noun", self.pick(self.topic.names))

    def city(self) -> str:
        return marked("proper_noun", self.pick(CITIES))

    def mention(self) -> str:
        chance, first, last = self.random(), self.first, self.last
        if chance < 0.3:
            name = self.pick(self.topic.accounts)
        elif chance < 0.55:
            name = first + last
        elif chance < 0.8:
            name = f"{first}_{last}".lower()
        else:
            name = first.lower() + str(self.number(1, 99))
        return marked("mention", "@" + name)

    def hashtag(self) -> str:
        chance, topic = self.random(), self.topic
        if chance < 0.6:
            tag = self.pick(topic.tags)
        elif chance < 0.8:
            tag = camel(self.pick(topic.adjectives), self.pick(topic.things))
        elif chance < 0.9:
            tag = camel(self.pick(topic.things)) + str(self.number(2010, 2029))
        else:
            tag = self.pick(topic.things)
        return marked("hashtag", "#" + tag)

    def link(self) -> str:
        chance, site = self.random(), self.pick(self.topic.sites)
        if chance < 0.4:
            address = "https://sh.example/" + "".join(self.pick(SIGNS) for _ in range(7))
        elif chance < 0.8:
            address = f"https://www.{site}/{self.pick(self.topic.adjectives)}-{self.pick(self.topic.things)}"
        else:
            address = f"http://{site}/{plural(self.pick(self.topic.things))}/{self.number(100, 9999)}"
        return marked("url", address)

    # Phrases

    def described(self, noun: str) -> str:
        return f"{self.pick(self.topic.adjectives)} {noun}" if self.random() < 0.5 else noun

    def thing(self) -> tuple[str, int]:
        noun, chance = self.pick(self.topic.things), self.random()
        if chance < 0.35:
            return f"{self.pick(('these', 'those', 'our', 'the'))} {self.described(plural(noun))}", MANY
        if chance < 0.5:
            return f"{self.person()}'s {self.described(noun)}", ONE
        if chance < 0.6:
            return self.name(), ONE
        return f"{self.pick(('this', 'that', 'my', 'the'))} {self.described(noun)}", ONE

    def who(self) -> tuple[str, int]:
        return self.pick(PRONOUNS) if self.random() < 0.5 else (self.person(), ONE)

    def object(self) -> str:
        chance = self.random()
        if chance < 0.2:
            return self.name()
        if chance < 0.26:
            return self.hashtag()
        if chance < 0.55:
            return with_article(self.described(self.pick(self.topic.things)))
        return self.thing()[0]

    def when_or_where(self, tense: str) -> str:
        """A place, or a time that goes with the tense; or neither."""
        chance = self.random()
        if chance < 0.45:
            return ""
        if chance < 0.62:
            return f" in {self.city()}"
        if chance < 0.76:
            day = marked("proper_noun", self.pick(DAYS))
            return f" since {day}" if tense == "perfect" else f" on {day}"
        if chance < 0.82 and tense in ("past", "future"):
            return f" at {self.number(1, 12)}:{self.pick(('00', '15', '30', '45'))}"
        return " " + self.pick(TIMES[tense])

    def quality(self) -> str:
        """What something is or can be."""
        chance, topic = self.random(), self.topic
        if chance < 0.4:
            return self.pick(topic.adjectives)
        if chance < 0.7:
            return self.pick(topic.done)
        return f"{self.pick(DEGREES)} {self.pick(topic.adjectives)}"

    def somehow(self, word: str) -> str:
        """An auxiliary, with an adverb now and then."""
        if self.random() > 0.3:
            return word
        return f"{word} {self.pick(AFTER_NOT if word.endswith(chr(39) + 't') else ADVERBS)}"

    # Clauses

    def clause(self) -> str:
        said, tense = self.action() if self.random() < 0.5 else self.being()
        return said + self.when_or_where(tense)

    def action(self) -> tuple[str, str]:
        """Somebody does something, and the tense of it; auxiliaries are here without "to be"."""
        (subject, agreement), verb, chance = self.who(), self.pick(self.topic.verbs), self.random()
        if chance < 0.35:
            doing, tense = verb[1] if agreement == ONE else verb[0], "present"
        elif chance < 0.7:
            doing, tense = verb[2], "past"
        elif chance < 0.85:
            doing, tense = f"{self.somehow(self.pick(MODALS))} {verb[0]}", "future"
        else:
            doing, tense = f"{self.somehow(HAVE[agreement])} {verb[3]}", "perfect"
        return f"{subject} {doing} {self.object()}", tense

    def being(self) -> tuple[str, str]:
        """Somebody or something is, will be or has been like this, and the tense of it."""
        chance = self.random()
        if chance < 0.12:
            return self.shortened()
        if chance < 0.25:
            subject, agreement = self.pick(PRONOUNS)
            quality = f"{self.pick(DEGREES)} {self.pick(FEELINGS)}"
        else:
            subject, agreement = self.thing()
            quality = self.quality()
        chance = self.random()
        if chance < 0.4:
            be, tense = (BE, "present") if chance < 0.25 else (WAS, "past")
            return f"{subject} {be[agreement]} {quality}", tense
        if chance < 0.7:
            to_be, tense = f"{self.somehow(self.pick(MODALS))} be", "future"
        elif chance < 0.78:
            to_be, tense = f"{self.pick(('would', 'should', 'might', 'must'))} have been", "past"
        elif chance < 0.92:
            to_be, tense = f"{self.somehow(HAVE[agreement])} been", "perfect"
        else:
            be, tense = (BE, "present") if chance < 0.97 else (WAS, "past")
            to_be, quality = f"{be[agreement]} being", self.pick(self.topic.done)
        return f"{subject} {marked('auxiliary', to_be)} {quality}", tense

    def shortened(self) -> tuple[str, str]:
        """As in she'll be, we've been."""
        subject, agreement = self.pick(PRONOUNS)
        if self.random() < 0.5:
            to_be, tense = self.somehow("'ll") + " be", "future"
        else:
            to_be, tense = self.somehow("'s" if agreement == ONE else "'ve") + " been", "perfect"
        return f"{subject}{marked('auxiliary', to_be)} {self.pick(FEELINGS)}", tense

    def sentence(self) -> str:
        """With a capital and a full stop, in more or fewer words."""
        clause, chance = self.clause(), self.random()
        if chance < 0.15:
            clause += f"{self.pick((' and', ', but', ' because', ', so'))} {self.clause()}"
        end = "." if chance < 0.7 else "!" if chance < 0.85 else "..."
        return clause[0].upper() + clause[1:] + end

    def shout(self) -> str:
        opened = self.pick(SHOUTS).replace("{", OPENING["auxiliary"]).replace("}", CLOSING)
        return opened + "!" * self.number(1, 3)

    def remark(self) -> str:
        return self.pick(REMARKS)

    def quotation(self) -> str:
        """Somebody's words, or what something is called."""
        chance = self.random()
        if chance < 0.3:
            return f"{self.person()}: {self.quoted(self.sentence())}"
        if chance < 0.55:
            words = self.sentence().rstrip(".!")
            return f"{self.quoted(words + ',')} says {self.person()}."
        if chance < 0.75:
            return f"{self.quoted(self.sentence())} - {self.person()}."
        subject, agreement = self.who()
        called = self.pick((self.name, lambda: self.described(self.pick(self.topic.things))))()
        subject = subject[0].upper() + subject[1:]
        verb = "calls" if agreement == ONE else "call"
        return f"{subject} {verb} it {self.quoted(called)}{self.when_or_where('present')}."

    def quoted(self, words: str) -> str:
        return marked("quotation", '"' + words) + '"'
