"""Words by which the form of a name, and what stands around it, tells what it names."""

from __future__ import annotations

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Before a name, in capitals; they are no part of it.
HONORIFICS: Final = _set(
    "Mr Mrs Ms Miss Mx Dr Prof Professor Sir Dame Lord Lady Baroness Baron Viscount Earl Rev Reverend Father Sister "
    "Cllr Councillor Hon Judge Justice Sgt Sergeant Capt Captain Lt Lieutenant Col Colonel Gen General Maj Major Cpl "
    "Corporal Pte Private Insp Inspector Supt Superintendent Det Detective Constable Commander Admiral Marshal Sen "
    "Senator Rep Representative Gov Governor Congressman Congresswoman Herr Frau Bundeskanzler Bundeskanzlerin "
    "Kanzler Kanzlerin Bundespräsident Präsident Präsidentin Ministerin Außenminister Außenministerin Innenminister "
    "Innenministerin Finanzminister Finanzministerin Bürgermeister Bürgermeisterin Ministerpräsident "
    "Ministerpräsidentin Monsieur Madame Señor Señora Alhaji Sheikh Imam Ayatollah Rabbi Archbishop Bishop Cardinal "
    "Canon"
)
# They tell that a woman, or a man, is named.
WOMENS_TITLES: Final = _set("Mrs Ms Miss")
MENS_TITLES: Final = _set("Mr")
# Before a hyphen and a title: `Vice-chancellor`, `Brig-Gen`.
TITLE_PREFIXES: Final = _set("vice brig ex lt maj co interim deputy")
# They stand before what a picture shows or a report says, without being part of it.
AGENCIES: Final = _set("Reuters EPA AP AFP PA Getty Rex Alamy Shutterstock")
# Kept before a name that nobody uses alone.
CROWNS: Final = _set("King Queen Prince Princess Pope Emperor Empress")
# Offices and trades, before a name or after it; in any case.
ROLES: Final = _set(
    "president vice-president minister secretary chancellor premier mayor governor senator congressman congresswoman "
    "speaker chairman chairwoman chair chief head leader deputy director executive manager boss captain coach striker "
    "goalkeeper defender midfielder winger referee umpire spokesman spokeswoman spokesperson commissioner ambassador "
    "envoy analyst economist strategist correspondent editor reporter journalist columnist presenter broadcaster "
    "blogger colleague professor researcher scientist epidemiologist doctor consultant surgeon nurse teacher "
    "headteacher lawyer solicitor barrister prosecutor judge coroner detective inspector superintendent sergeant "
    "constable officer general colonel commander admiral major lieutenant soldier pilot driver author novelist writer "
    "actor actress singer musician artist producer comedian farmer founder co-founder owner partner candidate nominee "
    "frontrunner councillor peer backbencher mp mps mep msp rival predecessor successor counterpart aide adviser "
    "advisor lobbyist activist campaigner organiser bishop archbishop cardinal imam rabbi wife husband son daughter "
    "brother sister mother father widow friend champion winner favourite batsman bowler batter seed jockey golfer "
    "sprinter swimmer boxer cyclist treasurer trader broker investor witness suspect defendant victim resident "
    "neighbour girlfriend boyfriend fiancee pensioner student minister-president taoiseach prime président présidente "
    "ministre presidente presidenta ministro ministra"
)
# Others of whom is told without a name; in lower case, singular.
PEOPLE: Final = _set(
    "boy girl child children baby teenager youth lad pupil rider motorcyclist pedestrian passenger offender attacker "
    "shooter killer terrorist burglar thief robber prisoner inmate patient guard firefighter paramedic protester "
    "worker interviewer magistrate expert caller reader listener local buyer king queen prince princess duke duchess "
    "pope pm interim goalkeeper keeper bowler opener player dad mum mom uncle aunt nephew niece cousin opponent "
    "assistant someone somebody anyone everyone thieves"
)
# They end a name's line without being part of it.
POST_NOMINALS: Final = _set("MP MEP MSP MS QC KC TD Jr Sr PhD OBE MBE CBE")
SAYING: Final = _set(
    "said says say saying told tells added adds insisted insists warned warns claimed claims argued argues asked asks "
    "replied replies announced announces explained explains tweeted tweets writes wrote admitted admits denied denies "
    "confirmed confirms suggested suggests acknowledged acknowledges believes thinks thought urged urges promised "
    "promises pledged pledges vowed vows stressed stresses reckons declined refused refuses called calls joked "
    "conceded concedes resigned apologised apologises described describes continues concluded"
)
# After these, in capitals, a plain word that is also a name is the name.
ACTING: Final = SAYING | _set("has had have will would wants plans hopes wins won lost beat fell rose is was")
# Places stand after these; `to`, `from` and `of` take anything.
LOCATING: Final = _set("in near outside around across throughout towards")
DIRECTING: Final = LOCATING | _set("at from to of between and over off via through inside into leaving visit for")
# Months that are first names as well, and what stands before those and before weekdays that are none.
FORENAME_MONTHS: Final = _set("Jan April June August")
BEFORE_DATES: Final = _set("in on since until till last next this early late mid during the")
# Before a month.
DATING: Final = _set("since until till by last next this early late mid during before after on and")
# Last word of an organisation's name.
ORGANISATION_HEADS: Final = _set(
    "Ltd Limited plc Plc PLC Inc Corp Corporation Co Company LLC LLP GmbH AG SA SpA NV BV AB Oyj Group Holdings Bank "
    "Bancorp Capital Securities Partners Associates Investments Investors Markets Insurance Assurance Airlines "
    "Airways Air Railways Railway Motors Industries Industrial Energy Petroleum Oil Gas Electric Electronics "
    "Technologies Technology Systems Solutions Pharmaceuticals Pharma Labs Laboratories Mining Metals Steel Foods "
    "Brewery Breweries Stores Bros Supermarkets Retail Media Broadcasting Pictures Studios Entertainment Records "
    "Publishing Books Press News Post Times Herald Gazette Tribune Mail Telegraph Mirror Chronicle Observer Journal "
    "Newspapers Radio Television TV Telecom Mobile Networks Logistics Shipping Ferries Lines Management Consulting "
    "Consultancy Economics Analytics Ratings Research Institute Institution Foundation Trust Charity Fund Society "
    "Association Federation Confederation Union Unions Alliance Coalition League Party Movement Front Council "
    "Assembly Parliament Senate Congress Commission Committee Board Authority Agency Bureau Department Ministry "
    "Office Service Services Administration Treasury Court Tribunal Inspectorate Police Constabulary Army Navy Force "
    "Forces Guard Guards Corps Brigade Regiment Coastguard University College School Academy Faculty Museum Gallery "
    "Library Theatre Orchestra Opera Ballet Church Hospital Infirmary Hospice Clinic Surgery Club FC AFC RFC CC "
    "United Rovers Wanderers Hotspur Athletic Rangers Tigers Warriors Saints Sharks Lions Bulls Bears Eagles Hawks "
    "Giants Dragons Democrats Conservatives Greens Republicans Socialists Liberals Parliamentarians Water Trains "
    "Buses Homes Housing Properties Nations"
)
# First word of an organisation's name, of which only few words would be a company's.
ORGANISATION_OPENERS: Final = _set(
    "Real Atlético Sporting Inter AC FC AFC AS RC SC Borussia Dynamo Dinamo Spartak Lokomotiv Olympique Deportivo "
    "Hapoel"
)
# They take `of` or `for` and a name after it.
OF_HEADS: Final = _set(
    "Organisation Organization Bank University College School Ministry Minister Department Office Institute "
    "Institution Court House Council Board Church Association Federation Confederation Society Academy Commission "
    "Committee Chamber Centre Center Union Party Friends Bureau Agency Authority League Order Museum Campaign "
    "Alliance Movement Republic Kingdom Bay Gulf Isle Isles Strait Straits Sea Cape Port Forest City Duchy "
    "Archdiocese Diocese State"
)
PLACE_OF_HEADS: Final = _set(
    "Republic Kingdom Bay Gulf Isle Isles Strait Straits Sea Cape Port Forest City Duchy State"
)
PLACE_HEADS: Final = _set(
    "Street Road Avenue Lane Square Drive Boulevard Terrace Crescent Park Gardens Green Common Bridge Tunnel Airport "
    "Station Stadium Arena Ground Harbour Harbor Port Dock Docks Wharf Quay Pier Beach Coast Bay Island Islands Isle "
    "Peninsula River Lake Sea Ocean Valley Mountain Mountains Hill Hills Forest Desert Falls Province Prefecture "
    "Region District Borough County Shire Parish Village Heights Castle Palace Cathedral Mosque Tower Mill Barracks "
    "Prison Reservoir Estate Canal Strait Gulf Oblast Governorate Moor Fell Centre Center Hall Mall"
)
# Heads that are surnames too: after a first name they are.
PERSONAL_HEADS: Final = _set(
    "Green Lane Hill Hills Moor Fell Cross Church Castle Street Guard Post Day Law Speaker King Bishop "
    "Ford Rule Rules Price Read Major Judge Love Brand "
    "Frost Field Fields Heath Marsh Woods Wood Banks Lord Lords Prince Pope"
)
PLACE_OPENERS: Final = _set("River Lake Mount Mt Cape Port Fort Loch Lough Isle Rio")
SAINTS: Final = _set("St Saint San Santa Sankt Sainte Ste")
COMPASS: Final = _set(
    "North South East West Northern Southern Eastern Western Central Greater Upper Lower Inner Outer North-east "
    "North-west South-east South-west Mid"
)
# The last word of what is neither a person, nor a place, nor an organisation.
OTHER_HEADS: Final = _set(
    "Cup Open Prix Championship Championships Trophy Shield Ashes Derby Olympics Paralympics Games Act Bill Agreement "
    "Treaty Accord Accords Protocol Convention Pact Deal Prize Award Awards Festival Day Week Weekend Eve Holiday "
    "Statement Budget Report Inquiry Enquiry Review Index Summit Conference Forum Show Programme Question Questions "
    "Time War Wars Revolution Crisis Plan Scheme Project Article Section Clause Amendment Law Rule Rules Code "
    "Directive Regulation Policy Strategy Paper Tax Credit Stakes Handicap Marathon Tour Series Season Debate "
    "Election Elections Referendum Speech Live Blog Summary Update Exchange Assent Speaker Minister Secretary "
    "Chancellor President King Queen Premier Mayor Leader MPs Peers Lords League Premiership Division Variant Virus "
    "Vaccine Covid Brexit Average"
)
# What follows these has a name, but is no person.
OTHER_OPENERS: Final = _set(
    "Hurricane Storm Typhoon Cyclone Operation Project Article Brexit Covid Flight Nasdaq Dow FTSE"
)
NO_NAMES: Final = _set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September "
    "October November December Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct "
    "Nov Dec Christmas Easter Ramadan Boxing Eid Diwali Passover Hanukkah Halloween Lent Brexit Brexiter Brexiters "
    "Brexiteer Brexiteers Remainer Remainers Covid Covid-19 Omicron Ebola Zika Nasdaq Dow FTSE Dax DAX CAC Nikkei "
    "Ibex MIB Euribor Schengen Trident Eurozone Eurovision Olympics Paralympics Bible Koran Quran God Internet Islam "
    "Christians Muslims Jew Jews Islamists Catholics Protestants Hindus Sikhs Sunnis Shias Kurds Nazi Nazis Marxist "
    "Updated MP MPs MEP MEPs MSP MSPs AM PM PMQs CEO CFO COO GDP GMT BST CET CEST EST EDT PST PDT UTC DNA HIV Aids "
    "AIDS CCTV TV VAT CPI RPI PMI QE IT AI PR HR ID Q A OK VIP PhD BA GCSE GCSEs NGO NGOs LGBT LGBTQ BAME PPE PCR R "
    "VAR VE DUI M I II III IV WWI WWII HS2 HGV HGVs SUV RT DM PS AGM IPO FT ET HT AET BC AD USD GBP EUR KM MPH"
)
DEMONYMS: Final = _set(
    "British English Scottish Welsh Irish French German Spanish Italian Portuguese Dutch Belgian Swiss Austrian "
    "Polish Czech Slovak Hungarian Romanian Bulgarian Greek Turkish Cypriot Maltese Croatian Serbian Bosnian "
    "Slovenian Albanian Macedonian Kosovan Swedish Norwegian Danish Finnish Icelandic Estonian Latvian Lithuanian "
    "Russian Ukrainian Belarusian Moldovan Georgian Armenian Azerbaijani American Canadian Mexican Brazilian "
    "Argentine Argentinian Chilean Colombian Venezuelan Peruvian Bolivian Cuban Jamaican Haitian Chinese Japanese "
    "Korean Taiwanese Vietnamese Thai Filipino Indonesian Malaysian Singaporean Indian Pakistani Bangladeshi Nepalese "
    "Afghan Iranian Iraqi Syrian Lebanese Israeli Palestinian Jordanian Saudi Emirati Qatari Kuwaiti Yemeni Egyptian "
    "Libyan Tunisian Algerian Moroccan Sudanese Ethiopian Kenyan Ugandan Tanzanian Nigerian Ghanaian Somali Congolese "
    "Rwandan Zimbabwean Zambian African Asian European Western Australian Kiwi Latin Arab Arabs Arabic Persian "
    "Kurdish Catalan Basque Flemish Tamil Islamic Islamist Christian Muslim Jewish Catholic Protestant Hindu Sikh "
    "Sunni Shia Kurd Tory Democrat Democratic Republican Thatcherite Ivorian Mauritanian Senegalese Gambian "
    "Cameroonian Angolan Malian Guinean Liberian Nigerien Burkinabe Chadian Eritrean Malawian Mozambican Namibian "
    "Botswanan Gabonese Togolese Beninese Burundian Mauritian Sri-Lankan Burmese Cambodian Laotian Mongolian Uzbek "
    "Kazakh Tajik Kyrgyz Turkmen Omani Bahraini Guatemalan Honduran Salvadoran Nicaraguan Panamanian Paraguayan "
    "Uruguayan Ecuadorian Dominican Bahamian Trinidadian Fijian Samoan Tongan Maori Manx Cornish Bavarian Sicilian "
    "Luxembourgish Andorran Montenegrin Uyghur Uighur Rohingya Hispanic Latino Briton Britons Scot Scots Scotsman "
    "Dane Danes Swede Swedes Finn Finns Pole Poles Turk Turks Greeks Germans Italians Russians Ukrainians Americans "
    "Canadians Australians Israelis Palestinians Iranians Iraqis Syrians Afghans Saudis Egyptians Indians Pakistanis "
    "Europeans Africans Asians Parisian Londoner Londoners Yorkshireman Spaniard Spaniards Frenchman Englishman "
    "Irishman Welshman Eurosceptic Eurosceptics"
)
# Frequent words that no other language written in Latin letters has.
ENGLISH_WORDS: Final = _set("the and said says that with from after has have been their his who this would which they")
PARTICLES: Final = _set(
    "de da do dos das du di del della der den van von zu zum zur ten ter te la le el al bin ibn bint abu y"
)
# Words of grammar that open sentences; none is taken into a name.
FUNCTION_WORDS: Final = _set(
    "the a an and or but nor so yet if when while where why how what who whom whose which that this these those there "
    "here then thus hence i we you he she it they me us him her them my our your his its their mine some any all both "
    "each every either neither no not none much many more most few fewer less several such another other others one "
    "two three four five six seven eight nine ten first second third last next in on at by for from to of with "
    "without about above across after against along amid among around as because before behind below beneath beside "
    "besides between beyond despite down during except inside into like near off onto out outside over past per since "
    "though although than through throughout till toward towards under unless until unlike up upon via whether within "
    "is are was were be been being am do does did has have had will would shall should can could may might must let "
    "also again already always just only even still ever never now today tomorrow yesterday tonight soon later "
    "earlier recently meanwhile however moreover furthermore therefore otherwise instead indeed perhaps maybe sure "
    "yes well oh ok hello hi good great thanks thank sorry please quite rather very too once twice often sometimes "
    "elsewhere asked speaking according given following including writing responding based updated breaking watch "
    "read listen see say says said think know look looks get got go going come back dear"
)
# Endings that only surnames have.
SURNAME_ENDINGS: Final = (
    "ić", "vić", "ović", "sson", "ssen", "nsen", "rsen", "lsen", "ksen", "dottir", "enko", "chuk", "czyk", "wicz",
    "wski", "wska", "cki", "cka", "ova", "eva", "shvili", "dze", "yan", "oğlu", "oglu", "quist", "qvist",
    "ström", "strom", "gård", "berger", "mann", "etti", "elli", "ucci", "opoulos", "idis", "akis", "iou",
)  # fmt: skip
