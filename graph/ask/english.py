"""The closed classes of English that questions are built from: no word of any subject matter stands here.

May import: nothing of ours.
"""

from __future__ import annotations

import re

ARTICLES = frozenset("a an the".split())
AUXILIARIES = frozenset(
    "is are was were be been being am do does did can could may might must shall should will would has have had "
    "having get gets getting got ought need needs".split()
)
PRONOUNS = frozenset(
    "i me my mine we us our ours you your yours he him his she her it its they them their theirs one ones "
    "someone something anyone anything somebody anybody people person person's myself yourself itself there here "
    "this that these those who whom whose".split()
)
PREPOSITIONS = frozenset(
    "of in on at for to from by with about into onto within upon as per via during across over under against "
    "out up off between among through around along regarding concerning onto toward towards without".split()
)
CONJUNCTIONS = frozenset("and or but so if when while because since although though than then also too plus".split())
QUESTION_WORDS = frozenset("what which how where when why who whom whose".split())
NEGATIONS = frozenset("not no never cannot neither nor without non".split())
POLITE = frozenset(
    "please hi hello hey thanks thank thx cheers kindly dear sir madam ok okay hmm um uh well now sorry pls plz "
    "morning afternoon evening good-morning quick quickly question wondering wonder curious mate there friend".split()
)
# Words that ask, or that leave the meaning of a question as it is.
ASKING = frozenset(
    "tell explain describe define definition meaning mean means show list name give know want like find "
    "see say let remind help understand learn ask use used using try go make made take best good better right proper "
    "suitable appropriate recommended recommend ideal choose chose chosen choice pick select option suggest prefer preferred "
    "should would many much kind kinds sort sorts type types mentioned listed exactly actually really basically generally usually often "
    "usable able capable existing "
    "typically normally makes making made possible possibly available different various main common typical important key "
    "certain given particular specific every each any some all both either more most less least very just only even "
    "still again ever always way ways thing things stuff example examples eg etc ie briefly short summary summarize "
    "overview detail details term terms word words concept concepts called name names anything everything "
    "someone's work works happen happens apply applies applied case cases considered regard regards true correct "
    "pieces ingredients relevant overall simple simply idea sense s t re ve ll d m lot lots bit fully able currently today nowadays "
    "come comes put respectively exist exists lets stand stands want wants wanted trying tries looking look "
    "meant done doing sent whole instead also soon matter matters across inside within case like versus whenever wherever look "
    "looks enumerate nutshell explanation explanations notes note bring brings goes back straight away often yet solely purely "
    "together alongside tandem whether priority priorities before after "
    "already context bother advisable sensible several numerous usual primarily "
    "mainly member members own new same such nothing else another other others anyone's thats whats".split()
)
# Those of whom a story is told; it would ask the same of others.
PEOPLE = frozenset(
    "team teams company companies startup startups firm firms colleague colleagues boss manager managers student students analyst analysts "
    "scientist scientists engineer engineers developer developers department departments".split()
)
FILLER = PEOPLE | ARTICLES | AUXILIARIES | PRONOUNS | PREPOSITIONS | CONJUNCTIONS | QUESTION_WORDS | NEGATIONS | POLITE | ASKING
# What stands between the sides of a comparison or a choice.
JOINTS = frozenset(("and", "or", "vs", "versus"))
# Left out of a phrase when it is compared; prepositions stay for properties.
SKIPPED = ARTICLES | AUXILIARIES | PRONOUNS | frozenset("and or".split())
LIGHT = SKIPPED | PREPOSITIONS | CONJUNCTIONS | QUESTION_WORDS

# Endings by which words of one stem become different words.
MADE = re.compile(r"i[sz](?:e|es|ed|er|ers|ing|ation|ations)$")
DERIVED = ("ivity", "ion", "ive", "ity", "or", "ment", "ness")
MEANINGFUL_ADVERBS = frozenset(
    "incrementally anomaly anomalies family assembly supply apply multiply reply monthly daily weekly yearly hourly".split()
)

CONTRACTIONS = {
    "what's": "what is",
    "whats": "what is",
    "who's": "who is",
    "where's": "where is",
    "how's": "how is",
    "it's": "it is",
    "that's": "that is",
    "there's": "there is",
    "i'm": "i am",
    "i've": "i have",
    "i'd": "i would",
    "i'll": "i will",
    "don't": "do not",
    "dont": "do not",
    "doesn't": "does not",
    "doesnt": "does not",
    "didn't": "did not",
    "isn't": "is not",
    "isnt": "is not",
    "aren't": "are not",
    "wasn't": "was not",
    "can't": "can not",
    "cant": "can not",
    "cannot": "can not",
    "couldn't": "could not",
    "won't": "will not",
    "wouldn't": "would not",
    "shouldn't": "should not",
    "hasn't": "has not",
    "haven't": "have not",
    "you're": "you are",
    "they're": "they are",
    "we're": "we are",
    "let's": "let us",
    "which's": "which is",
    "wat": "what",
    "wht": "what",
    "wot": "what",
    "whcih": "which",
    "wich": "which",
    "whch": "which",
    "waht": "what",
    "hwo": "how",
    "u": "you",
    "r": "are",
    "pls": "please",
    "n't": "not",
    "im": "i am",
    "vs.": "vs",
    "v.s.": "vs",
    "w/": "with",
    "w/o": "without",
    "&": "and",
    "gimme": "give me",
    "gonna": "going to",
    "wanna": "want to",
    "teh": "the",
    "adn": "and",
    "fro": "for",
    "dose": "does",
    "abt": "about",
    "diff": "difference",
    "v": "vs",
    "btw": "by the way",
    "params": "parameters",
    "hyperparams": "hyperparameters",
    "hyperparam": "hyperparameter",
    "param": "parameter",
}
NUMBER_WORDS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
BRITISH = {
    "ise": "ize",
    "ised": "ized",
    "ises": "izes",
    "ising": "izing",
    "isation": "ization",
    "isations": "izations",
    "iser": "izer",
    "isers": "izers",
    "yse": "yze",
    "ysed": "yzed",
    "yses": "yzes",
    "ysing": "yzing",
    "our": "or",
    "ours": "ors",
    "oured": "ored",
    "ouring": "oring",
    "elled": "eled",
    "elling": "eling",
    "eller": "eler",
    "tre": "ter",
    "ogue": "og",
    "tefact": "tifact",
    "tefacts": "tifacts",
}
BRITISH_EXCEPTIONS = frozenset(
    "four hour hours your our ours pour tour tours flour precise exercise noise raise raises raised rise rises "
    "promise otherwise likewise expertise enterprise wise advise concise revise supervise supervised unsupervised "
    "semi-supervised disguise premise premises surprise comprise comprises comprised paradise franchise sunrise "
    "television cross-wise source course court dialogue tree called spelled analyses ".split()
)
NAMED_COMPARISONS = (
    "vs",
    "versus",
    "difference",
    "differ",
    "differs",
    "different",
    "compare",
    "compared",
    "comparison",
    "contrast",
    "differentiate",
    "distinguish",
    "distinction",
    "differences",
    "comparing",
    "distinguishes",
    "apart",
)
CONNECTIONS = (
    "related",
    "relate",
    "relates",
    "relation",
    "relationship",
    "connected",
    "connection",
    "connect",
    "connects",
    "link",
    "linked",
    "path",
    "route",
    "linking",
    "connecting",
    "tie",
    "ties",
    "tied",
    "chain",
    "between",
    "lead",
)
HIGHER = frozenset(
    "rise rises raised increased raise raising increase increasing higher larger bigger greater up grow high large big more".split()
)
LOWER = frozenset("lowered decreased lower lowering decrease decreasing reduce reducing smaller down shrink low small less fewer".split())
# Words that make a number a bound: "more than 50 MB".
ABOVE = frozenset("over above more longer older larger bigger greater least beyond exceeding exceeds exceed past upwards from".split())
BELOW = frozenset("under below less fewer smaller shorter younger most up until within".split())
# Verbs among them, which are never adjectives.
MOVING = frozenset("raise raising increase increasing grow decrease decreasing reduce reducing lowering shrink".split())
# Verbs that with *up* or *down* move a setting.
SHIFTING = frozenset("turn turned go goes push pushed crank cranked bump bumped dial dialled ramp nudge nudged move moved tune".split())

# What may stand around a name in a question that asks what the thing is.
DEFINING = (
    ARTICLES
    | frozenset("nutshell brief short in".split())
    | PRONOUNS
    | POLITE
    | frozenset(
        "explanation introduction intro refresher "
        "what who is are was were be does do mean means meant meaning define defined definition describe explain explained tell say "
        "about of by for in stand stands term word concept idea exactly actually basically briefly short simple simply terms give "
        "know need want like understand learn work works can could would will you how and to let please something more some overview "
        "summary summarize info information detail details help use using purpose role point called name names other another "
        "synonym synonyms alias aliases known as".split()
    )
)
# Words that ask what to do about something.
HELP = frozenset("do try help helps options change about against done remedy suggestions tips handle improve".split())
OBLIGING = frozenset("should would must do can shall could might".split())
# Who asks, or for whom someone asks.
ASKERS = frozenset("i we you they one it he she".split())
# Words that may part from their verb: "brings the variance down".
PARTICLES = frozenset("from down up into out off away over back on".split())
SORTS = frozenset("type types kind kinds sort sorts".split())
# Words that ask what comes of something.
HAPPENING = frozenset("happens happen happening effect effects impact impacts consequence consequences outcome result results".split())
# Words that ask for further names: "another name for X".
ALIASES = frozenset("other another synonym synonyms alias aliases known".split())
# Words that ask for a name: "what is it called when ...".
NAMING = frozenset("called named term name".split())
# Words before the thing in which something is seen, or to which it happens: "overfitting in a network", "makes a network overfit".
SETTING = frozenset("of in inside within on make makes making if when".split())
# Words around a connection: "the shortest path", "how do these hang together".
LINKING = frozenset(
    "hang hangs together association associated paths ties links connections graph shortest quickest nearest direct".split()
)
# Words for a circumstance in a question, `in which case`, and for choosing, `when is it right to use`.
CASES = frozenset("case cases situation situations circumstance circumstances condition conditions scenario scenarios".split())
CHOOSING = frozenset(
    "use used using choose chosen choosing pick prefer preferred apply applied appropriate suitable right better best good ok okay "
    "acceptable sensible justified safe sense recommended advisable fine allowed worth recommend instead".split()
)
# Words before what is not to be chosen: "A rather than B", "A over B", "A instead of B".
RATHER = frozenset("than over of".split())
# Words that lead from what is given to what is made of it: "turn A into B".
TOWARDS = frozenset("to into".split())
# Verbs of prevention: "keep X from doing Y".
PREVENTING = frozenset("keep keeps kept stop stops stopped stopping save saves prevent prevents preventing block blocks".split())
# Words of a purpose, a circumstance or a need.
PURPOSE = frozenset("for when if to with without on need want best should help helps in while using".split())

# -- judgements ---------------------------------------------------------------

CONTRASTING = frozenset("but yet while whereas although though however still nevertheless nonetheless".split())
GOOD = frozenset(
    "good well great greatly excellent excellently perfect perfectly brilliant brilliantly superb superbly fantastic fine flawless "
    "flawlessly amazing amazingly impressive impressively wonderful wonderfully beautiful beautifully strong strongly ace aces aced "
    "acing nail nails nailed shine shines excel excels works accurate splendid splendidly outstanding solid".split()
)
BAD = frozenset(
    "bad badly poor poorly terrible terribly awful awfully fail fails failed failing flop flops flopped collapse collapses "
    "collapsed struggle struggles struggled disappoint disappoints disappointing worse worst weak weakly plummet plummets tank "
    "tanks horrible horribly lousy stumble stumbles crumble crumbles bomb bombs useless miserable miserably dismal inaccurate "
    "mediocre wrong suffers disaster garbage rubbish hopeless".split()
)
MUCH = frozenset("high higher large big near-perfect".split())
LITTLE = frozenset("low lower small tiny".split())
COSTS = frozenset("error errors loss losses mistakes".split())
