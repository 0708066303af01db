"""The words of the made-up tweets. Everyone and everything named here is invented, apart from cities.

A topic's words go together: who reads "goal" can expect #MatchDay, and not #Sourdough.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """What tweets about one thing are made of.

    Attributes:
        things: nouns that can be counted, singular.
        verbs: what people do with them: base, with -s, past and past participle.
        adjectives: what they can be.
        done: participles of what is done to them.
        names: proper nouns, some of several words, some with small letters within.
        tags: hashtags without #.
        accounts: mentions without @.
        sites: hosts of links.
    """

    things: tuple[str, ...]
    verbs: tuple[tuple[str, str, str, str], ...]
    adjectives: tuple[str, ...]
    done: tuple[str, ...]
    names: tuple[str, ...]
    tags: tuple[str, ...]
    accounts: tuple[str, ...]
    sites: tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def verbs(text: str) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(tuple(part.split()) for part in text.split(","))


TOPICS = (
    Topic(
        words("goal match referee keeper penalty striker season stadium coach trophy league pass team fan"),
        verbs(
            "play plays played played, watch watches watched watched, win wins won won, lose loses lost "
            "lost, miss misses missed missed, score scores scored scored"
        ),
        words("brilliant unbeaten lucky tired offside fearless wild slow fair historic"),
        words("booked cheered replayed postponed televised cancelled"),
        listed(
            "River City, Northgate Rovers, Marlow United, Harbour Athletic, Union of Westbrook, Ashfield "
            "Town, Atletico de Fenn"
        ),
        words("MatchDay GoalOfTheWeek RedCard ExtraTime AwayDays FootballIsBack Derby"),
        words("RiverCityFC GoalAlerts MatchReport northgate_rovers"),
        words("matchreport.example goals.example livescores.example"),
    ),
    Topic(
        words("song album guitar chorus drummer melody concert playlist singer encore record lyric band gig"),
        verbs(
            "hear hears heard heard, sing sings sang sung, play plays played played, love loves loved "
            "loved, record records recorded recorded, rehearse rehearses rehearsed rehearsed"
        ),
        words("catchy loud gentle hypnotic acoustic timeless haunting fresh raw dreamy"),
        words("recorded remixed streamed rehearsed released applauded"),
        listed(
            "The Paper Lions, Velvet Static, Songs for the Night Train, Miss Ottoline, Bay of Light, The "
            "Glass Harmonica, Orla and the Owls"
        ),
        words("NowPlaying NewMusicFriday LiveMusic Vinyl ThrowbackSong Unplugged GuitarSolo"),
        words("PaperLions velvetstatic LiveNorth77 RadioNorth"),
        words("listen.example tickets.example radionorth.example"),
    ),
    Topic(
        words("recipe loaf pie dumpling soup tomato pancake cafe dessert curry noodle pepper lemon kitchen"),
        verbs(
            "bake bakes baked baked, cook cooks cooked cooked, eat eats ate eaten, taste tastes tasted "
            "tasted, order orders ordered ordered, share shares shared shared"
        ),
        words("crispy spicy sweet salty tender burnt homemade juicy bitter golden"),
        words("baked served grilled salted eaten frozen"),
        listed(
            "Casa Marisol, The Blue Kettle, Golden Lotus, Oven and Sons, Taste of the Valley, Chez Amandine"
        ),
        words("Foodie Sourdough HomeCooking BreadHead TastyTuesday Vegan SundayRoast"),
        words("BlueKettleCafe casa_marisol SlowFoodDaily Baker4Life"),
        words("recipes.example bakers.example menu.example"),
    ),
    Topic(
        words(
            "bug function compiler server release test loop keyboard database commit patch parser script "
            "laptop"
        ),
        verbs(
            "fix fixes fixed fixed, write writes wrote written, debug debugs debugged debugged, ship ships "
            "shipped shipped, break breaks broke broken, test tests tested tested"
        ),
        words("broken fast elegant buggy recursive stable legacy tiny clever green"),
        words("deployed merged refactored patched reviewed rewritten"),
        listed(
            "Quillbase, Project Heron, Tidewater Labs, Sable OS, Foundry of Small Tools, Lantern Cloud, "
            "Kestrel"
        ),
        words("CodeNewbie 100DaysOfCode OpenSource DevLife Python3 BugHunt TechTalk"),
        words("tidewater_labs QuillbaseDev kestrel_lang DevDigest"),
        words("code.example docs.example devdigest.example"),
    ),
    Topic(
        words(
            "film scene actor trailer sequel villain cinema plot script ending director costume episode "
            "camera"
        ),
        verbs(
            "watch watches watched watched, see sees saw seen, review reviews reviewed reviewed, film films "
            "filmed filmed, hate hates hated hated, rewatch rewatches rewatched rewatched"
        ),
        words("gripping dull funny moving predictable dark stunning silly tense overlong"),
        words("filmed nominated restored dubbed praised screened"),
        listed(
            "The Long Way Home, Winter in Porto, Return of the Clockmaker, Red Meridian, Cinema Aurora, "
            "House of Small Hours, Captain Juniper"
        ),
        words("FilmNight NowWatching OscarBuzz Cinema BehindTheScenes Spoilers MovieMonday"),
        words("CinemaAurora red_meridian FilmCritic24 TrailerPark"),
        words("films.example trailers.example aurora.example"),
    ),
    Topic(
        words(
            "train ticket island bridge museum hotel suitcase beach map ferry street airport harbour sunrise"
        ),
        verbs(
            "visit visits visited visited, book books booked booked, see sees saw seen, leave leaves left "
            "left, explore explores explored explored, photograph photographs photographed photographed"
        ),
        words("crowded sunny remote cheap charming delayed ancient quiet windy magical"),
        words("delayed booked painted visited photographed closed"),
        listed(
            "Museum of Modern Glass, Fenn Island, Harbour Bridge, Hotel Miramar, Port Lucia, Mount Ardell, "
            "Bahia de Arena"
        ),
        words("Wanderlust TravelTuesday CityBreak OnTheRoad IslandLife Passport 7Wonders"),
        words("HotelMiramar SlowTrains fenn_island TravelDeals365"),
        words("travel.example trains.example islands.example"),
    ),
    Topic(
        words("storm cloud garden rose river forest bird mountain puddle leaf meadow owl rainbow hedgehog"),
        verbs(
            "see sees saw seen, spot spots spotted spotted, plant plants planted planted, follow follows "
            "followed followed, draw draws drew drawn, miss misses missed missed"
        ),
        words("muddy frosty peaceful wild soaked bright misty rare shy green"),
        words("planted protected flooded spotted mapped watered"),
        listed(
            "Larkspur Wood, Valley of Foxes, Lake Imber, Green Hollow, Friends of the Otter, Storm Cordelia"
        ),
        words("NatureLover BirdWatching Rain GardenLife ClimateAction WildlifeWednesday StormWatch"),
        words("OtterTrust LarkspurWood weather_north BirdFacts9"),
        words("nature.example weather.example birds.example"),
    ),
    Topic(
        words("book chapter poem novel library author page letter story essay diary notebook shelf sentence"),
        verbs(
            "read reads read read, write writes wrote written, finish finishes finished finished, borrow "
            "borrows borrowed borrowed, quote quotes quoted quoted, edit edits edited edited"
        ),
        words("moving clever unfinished long beautiful strange honest dusty witty sad"),
        words("published translated printed banned reviewed signed"),
        listed(
            "A Map of Salt, The Lighthouse Letters, Letters to the Moon, Finch and Daughters, Tales of "
            "Ember, Corner Library, The Quiet Century"
        ),
        words("AmReading BookClub Poetry WritingCommunity FirstLines Bookshelf NaNoWriMo"),
        words("FinchBooks CornerLibrary poem_a_day BookClub52"),
        words("books.example reading.example poems.example"),
    ),
)

FIRST = words(
    "Anna Ben Carla Dmitri Elena Farid Grace Hugo Ines Jonas Keiko Leila Marco Nadia Oscar Priya Quentin "
    "Rosa Samir Tessa Umberto Vera Wanda Xavier Yusuf Zoe Amara Boris Chloe Diego Esther Felix Greta Hamid "
    "Ivy Juno"
)
LAST = words(
    "Adler Bianchi Carver Dubois Eriksen Fuentes Granger Haddad Ivanova Jansen Kowalski Lindqvist Moreau "
    "Nakamura Okafor Petrov Quigley Rossi Sandoval Tanaka Ustinov Vasquez Whitlock Yilmaz Zander Abbott "
    "Brennan Castellano Duarte Fairweather"
)
CITIES = listed(
    "London, Paris, Lagos, Tokyo, Oslo, Lima, Cairo, Porto, Nairobi, Berlin, Seoul, Toronto, Mumbai, Dublin, "
    "New York, Buenos Aires, Cape Town, Rio de Janeiro, Hong Kong, San Sebastian, Kuala Lumpur"
)
DAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

MODALS = words("will would can could should must may might won't can't couldn't shouldn't")
ADVERBS = words("never always still really soon finally already")
AFTER_NOT = words("always still really ever")
DEGREES = ("so", "very", "really", "a bit", "absolutely", "too", "pretty")
FEELINGS = words("happy proud excited grateful nervous hungry sleepy ready speechless thrilled")
TIMES = {
    "present": ("today", "again", "right now", "this week", "every day"),
    "past": ("yesterday", "last night", "this morning", "two days ago", "in the end"),
    "future": ("tomorrow", "tonight", "next week", "one day", "after lunch"),
    "perfect": ("lately", "all week", "for years", "at last", "for 3 hours"),
}
# What is in braces is an auxiliary.
SHOUTS = listed(
    "OMG, WOW, YES, SO GOOD, BEST DAY EVER, I CAN'T EVEN, NO WAY, THIS {WILL BE} HUGE, FINALLY, LOL, "
    "IT {HAS BEEN} A WHILE, NEVER AGAIN"
)
REMARKS = listed(
    "Who else?, So happy!, Can't wait., What a day!, Thoughts?, Just saying., You had to be there., "
    "More soon., Love it., No words., Please share!, Still smiling., Worth every minute., Any tips?"
)
