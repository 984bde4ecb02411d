"""What the rules for quotations need to know of English."""

from flows.steps.lexicons import WordRule
from flows.steps.quote_lexicon import QuoteWords

ENGLISH_WORDS = QuoteWords(
    cues=WordRule(
        "said|says|say|saying|told|tells|telling|added|adds|adding|wrote|writes|writing|asked|asks|asking|"
        "continued|continues|called|calls|calling|tweeted|replied|replies|stated|states|stating|explained|"
        "explains|explaining|reported|reports|described|describes|describing|declared|declaring|concluded|"
        "noted|notes|noting|responded|recalled|recalls|recalling|argued|argues|arguing|pledged|promised|"
        "promises|warned|warns|warning|reads|read|remarked|remarking|praised|acknowledged|vowed|joked|"
        "suggested|suggests|put it|claimed|claims|claiming|pointed out|points out|portrayed|admitted|admits|"
        "chanted|lamented|announced|criticized|proclaimed|predicted|remembered|cited|citing|accused|accuses|"
        "accusing|agreed|agrees|assured|shouted|barked|asserted|asserting|insisted|insists|insisting|alleged|"
        "blasted|implied|mocked|denounced|retorted|urged|recommended|posted|quipped|mused|testified|boasted|"
        "complained|contended|observed|denied|went on|goes on|yelled|screamed|whispered|snapped|scoffed|"
        "referred to|dubbed|slammed|touted|dismissed|hailed|expressed|labeled|characterized|blamed|ripped|"
        "repeated|answered|believes|believed|thinks|thought|feels|hopes|hoped|mentioned|emphasized|stressed|"
        "cautioned|conceded|confirmed|defended|demanded|disputed|echoed|elaborated|lauded|maintained|advised|"
        "opined|ordered|pleaded|questioned|reiterated|revealed|tweeting|countered|condemned|"
        "concluding|commented|comments|texted|emailed|blogged|shot back|chimed in|joked|exclaimed|cried|muttered|"
        "sighed|"
        "laughed|smiled|nodded|summed up|offered|reflected|reasoned|scolded|taunted|tweets|warns|weighed in|"
        "wondered|signed off|began|begins|begged|"
        "fired back|hit back|wrote back|jokes|quoted|quotes|has said|asks|insinuated|complains|vows|pledges|"
        "stipulates|said again|retaliated|implored|sang|sings|chuckled|affirmed|affirms|disagreed|emailed",
        "Verbs of saying that carried quotations in annotated English news.",
    ),
    not_cues=WordRule(
        "is called|are called|was called|were called|so-called|being called|called off|called for|calls for|"
        "news reports|press reports|poll reports|to read|have read|book reports|warning signs",
        "Passives and nouns spelt like a verb of saying.",
    ),
    clause_cues=WordRule(
        "said|says|added|adds|explained|explains|stated|states|argued|argues|claimed|claims|noted|notes|warned|warns|"
        "announced|announces|insisted|insists|acknowledged|acknowledges|admitted|admits|confirmed|confirms|reported|"
        "reports|wrote|writes|told reporters|predicted|predicts|believes|believed|suggested|suggests|concluded|"
        "alleged|alleges|estimated|estimates|denied|denies|promised|vowed|pledged|testified|revealed|contended|"
        "maintained|asserted|conceded|recalled|declared",
        "Verbs of saying that take a clause as their content.",
    ),
    linked_cues=WordRule(
        "added|adds|noted|notes|wrote|writes|reported|reports|recalled|told reporters|promised|vowed|pledged|denied|"
        "denies|revealed|testified|declared|announced|announces|suggested|suggests|predicted|predicts",
        "Verbs of saying that take other things too: a link or a comma must follow.",
    ),
    clause_links=WordRule("that", "Words that open the clause said."),
    clause_signs=WordRule(
        "is|are|was|were|will|would|has|have|had|can|could|should|may|might|must|did|does|do|won't|wouldn't|isn't|"
        "aren't|"
        "wasn't|don't|didn't|doesn't|couldn't|can't|it's|he's|she's|they're|needs|wants|plans",
        "Words that show a clause rather than a noun phrase.",
    ),
    feelings=WordRule(
        "laughed|smiled|nodded|sighed|cried|quoted|ordered|pleaded|expressed|blamed",
        "Words that report speech beside the marks, and in a clause mean what they say.",
    ),
    charges=WordRule(
        "attempted murder|first-degree|second-degree|aggravated|driving under", "How the names of crimes begin."
    ),
    male=WordRule("he|mr.|mr|sir|lord|king|prince", "Pronouns and honorifics of men."),
    female=WordRule("she|mrs.|mrs|ms.|ms|lady|dame|queen|princess", "Pronouns and honorifics of women."),
    other_pronouns=WordRule("they|it|i|we|who|you", "Pronouns that do not tell men from women."),
    titles=WordRule(
        "mr.|mrs.|ms.|dr.|mr|mrs|ms|dr|sen.|rep.|gov.|sens.|reps.|prof.|gen.|lt.|col.|capt.|sgt.|rev.|"
        "president|vice|senator|representative|governor|congressman|congresswoman|secretary|professor|judge|"
        "justice|sheriff|mayor|chairman|chairwoman|speaker|former|republican|democrat|democratic|spokesman|"
        "spokeswoman|strategist|analyst|director|attorney|general|leader|pollster|candidate|nominee|"
        "billionaire|campaign|manager|consultant|host|columnist|editor|author|reporter|economist|activist|"
        "officer|chief|executive|sir|king|queen|prince|pope|ambassador|minister|prime|deputy|frontrunner|"
        "front-runner|presidential|conservative|communications|adviser|advisor|aide|businessman|mogul|rival|"
        "businesswoman|press|senior|gop|democrats|republicans|state|u.s.|fellow|"
        "gov|sen|rep|congressional|senate|house|county|city|federal|police|chief|ceo|founder|co-founder|coach|"
        "captain|detective|lieutenant|sergeant|major|admiral|lawyer|dean|principal|pastor|bishop|rabbi|imam|"
        "chancellor|commissioner|councilman|councilwoman|delegate|farmer|engineer|actor|actress|singer|writer|"
        "journalist|correspondent|commentator|blogger|expert|scientist|researcher|historian|doctor|nurse|teacher|"
        "student|"
        "libertarian|independent|super|pac|then|ex|late|acting|assistant|associate|top|veteran|longtime|national|"
        "majority|"
        "minority|whip|security|foreign|defense|treasury|interior|trade|press|media|staffer|staff|operative|"
        "organizer|anchor|"
        "moderator|veterinarian|spokesperson|chairperson|chair|co-chair|head|member|"
        "treasurer|trustee|superintendent|constable|inspector|lord|lady|dame|princess|duke|baron",
        "Titles, parties and trades that stand before a person's name.",
    ),
    title_ends=WordRule(
        "man|woman|person|director|general|president|minister|secretary|manager|-elect", "Endings of titles."
    ),
    descriptions=WordRule(
        "the|a|an|one|another|some|many|several|his|her|their|our|my|its|two|three|critics|supporters|"
        "officials|aides|democrats|republicans|people|others|reporters|researchers|police|authorities|"
        "experts|both|most|this|that|these|those|someone|everyone|opponents|analysts|lawmakers|conservatives|"
        "protesters|voters|fans",
        "Words that open a description of a speaker without a name.",
    ),
    offices=WordRule(
        "department|committee|agency|university|union|association|company|court|council|ministry|commission|bureau|"
        "institute|center|party|campaign|newspaper|times|post|group|foundation",
        "Heads of organisations and papers: named where a capital follows.",
    ),
    indefinite=WordRule(
        "a|an|one|another|some|many|several|two|three|critics|supporters|officials|aides|people|others|reporters|"
        "researchers|experts|both|most|someone|everyone|opponents|analysts|lawmakers|protesters|voters|fans|no",
        "Openings of noun phrases that name nobody in particular.",
    ),
    not_starts=WordRule(
        "in|on|at|after|before|when|while|if|as|but|and|or|so|because|for|with|from|by|to|of|about|there|"
        "then|that's|what|how|why|where|yet|though|although|since|during|until|asked|speaking|not|also|even|"
        "now|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|"
        "july|august|september|october|november|december|here|just|still|later|meanwhile|however|once|like|"
        "only|earlier|yes|no|well|instead|according|despite|last|next|perhaps|maybe|indeed|finally|nor|photo|"
        "watch",
        "First words that open an adverbial or a clause, never a person, even with a capital.",
    ),
    leads=WordRule(
        "but|and|while|as|meanwhile|however|then|later|still|so|yet|because|that|when|what|which|although|"
        "though|on monday|on tuesday|on wednesday|on thursday|on friday|on saturday|on sunday|also|now|even|"
        "since|after|before|until|where|or|if|in addition|for example|of course|instead|afterward|by",
        "Connecting words before the subject of a clause.",
    ),
    tails=WordRule(
        "has|have|had|also|then|later|recently|often|is|was|were|are|would|will|did|does|once|even|"
        "repeatedly|quickly|further|first|just|still|previously|again|publicly|simply|only|now|could|can|'s|"
        "reportedly|famously|actually|never|not|always|who|wryly|bluntly|flatly|to reporters|sarcastically|"
        "immediately|angrily",
        "Auxiliaries and adverbs between the subject and the verb of saying.",
    ),
    clause_words=WordRule(
        "has|have|had|is|was|were|are|will|would|could|did|does|said|who|which|that|when|as|after|because|if|"
        "but|while|also|then|went|made|took|came|gave|put|got|used|to|by|whose|where|before|during|since|on|"
        "with|at|in|from",
        "Words that end a noun phrase in front of its verb.",
    ),
    naming=WordRule(
        "book|memoir|novel|film|movie|song|album|series|show|titled|entitled|slogan|nicknamed|so-called|headline|"
        "headlined|known as|play|musical|sitcom|documentary|podcast|poem|essay|article|report|column|episode|single|"
        "bill|act|law|doctrine|initiative|program|campaign|conference|workshop|exhibition|festival|event|award|"
        "category|section|chapter|painting|sculpture|sign reading|signs reading|banner reading|sign read|signs read|"
        "sign that read|sign saying|shirt reading|reading|word|words|phrase|term|terms|hashtag|label|labeled|dubbed|"
        "called the|played|performed|sang|sing|sings|singing|of abc's|of nbc's|of cbs's|of fox's|abc's|nbc's|"
        "cbs's|cnn's|"
        "fox's|hbo's|msnbc's|bestseller|best-seller|video|game|speech titled|named|name|aka|hit|classic|anthem|tune|"
        "magazine|newspaper|blog|website|site|story|piece|op-ed|editorial|motto|theme|group|band|chant of|chants of",
        "Nouns and verbs of naming: the marked words after them are a title or a name.",
    ),
    naming_near=WordRule(
        "memoir|novel|titled|entitled|slogan|workshop|exhibition|documentary|sitcom|musical|starred in|star of|"
        "stars in|hosts|co-host of|host of|appeared on|appearance on|interview on|guest on|on nbc's|on abc's|"
        "on cbs's|"
        "on cnn's|on fox's|on fox news'|on msnbc's|on hbo's",
        "The same with a few words between them and the marks.",
    ),
    calling=WordRule(
        "so-called|nicknamed|known as|call themselves|calls himself|calls herself|dubbed",
        "Verbs of calling: a short name after them is a nickname or a term.",
    ),
    documents=WordRule(
        "law|rules|plan|schedule|tradition|data|figures|polls|poll|reports|documents|statistics|a|an|some|most|"
        "sources|those|estimates|records|results|legend|script|both|many|this|that|these|our",
        "What follows 'according to' without being a source that speaks.",
    ),
    source_leads=WordRule("but|and|also", "Words right before 'according to'."),
    source_pattern=WordRule(r"according to\s+", "The words in front of a source that no verb follows."),
    relay_pattern=WordRule(
        r"(?i)\b(?:quoted|cited|quoting|citing)\s+(?=[^,.;]{2,80}?\bas\s+(?:saying|telling|writing)\b)",
        "A paper relays somebody: the speaker stands behind these words, not before.",
    ),
    owner_pattern=WordRule(
        r"(?:a|the) (?:statement|tweet|comment|message|letter|post|email|note) (?:from|by|of)\s+",
        "Nouns of saying whose owner is the speaker.",
    ),
    saying_nouns=WordRule(
        "words|comment|comments|statement|remark|remarks|question|tweet",
        "Nouns of saying right before the marks.",
    ),
    owner_links=WordRule("from|of|by", "The word before their owner."),
    asker_pattern=WordRule(
        r"(?:Q|QUESTION|Question|Interviewer|INTERVIEWER|Reporter|REPORTER|Host|HOST|Moderator|MODERATOR)",
        "Labels of the journalist in an interview.",
    ),
    answerer_pattern=WordRule(r"(?:A|ANSWER|Answer)", "Labels of an answer that name nobody."),
    interview_pattern=WordRule(
        r"(?:interview with|interviewed|spoke (?:to|with)|talked (?:to|with)|sat down with|conversation with)\s+",
        "Words before the name of the person who is interviewed.",
    ),
    question_pattern=WordRule(r"\b(?:do|did|have|are|can|would|could|will) you\b", "An interviewer's question."),
)
