//! The words of a wholesale back office. Every name is invented; none is a company's or a person's.

/// First halves of strain names.
pub(super) const STRAIN_FIRST: &[&str] = &[
    "Amber",
    "Apricot",
    "Arctic",
    "Autumn",
    "Blackberry",
    "Blue",
    "Bramble",
    "Bronze",
    "Candied",
    "Canyon",
    "Caramel",
    "Cedar",
    "Cherry",
    "Cobalt",
    "Copper",
    "Coral",
    "Crimson",
    "Desert",
    "Dusty",
    "Ember",
    "Evening",
    "Frosted",
    "Garden",
    "Ginger",
    "Golden",
    "Grape",
    "Guava",
    "Harvest",
    "Hazel",
    "Honey",
    "Indigo",
    "Ivory",
    "Jade",
    "Juniper",
    "Lavender",
    "Lemon",
    "Lilac",
    "Lime",
    "Lunar",
    "Mango",
    "Maple",
    "Marble",
    "Midnight",
    "Mint",
    "Misty",
    "Morning",
    "Mountain",
    "Nectarine",
    "Northern",
    "Opal",
    "Orchard",
    "Papaya",
    "Peach",
    "Pepper",
    "Pine",
    "Plum",
    "Purple",
    "Quiet",
    "Raspberry",
    "River",
    "Rose",
    "Ruby",
    "Saffron",
    "Sapphire",
    "Silver",
    "Smoky",
    "Snow",
    "Solar",
    "Southern",
    "Sugar",
    "Sunset",
    "Tangerine",
    "Thunder",
    "Topaz",
    "Tropic",
    "Twilight",
    "Vanilla",
    "Velvet",
    "Violet",
    "Wild",
    "Winter",
];

/// Second halves of strain names.
pub(super) const STRAIN_SECOND: &[&str] = &[
    "Anthem", "Avenue", "Ballad", "Biscuit", "Blossom", "Breeze", "Brulee", "Cake", "Canopy",
    "Chiffon", "Cobbler", "Comet", "Cookie", "Creek", "Crumble", "Custard", "Diesel", "Dream",
    "Drift", "Echo", "Fog", "Fritter", "Fuel", "Gelato", "Glacier", "Glaze", "Haze", "Horizon",
    "Jam", "Kush", "Lagoon", "Lantern", "Lullaby", "Macaron", "Meadow", "Meringue", "Mirage",
    "Mochi", "Nectar", "Nougat", "Parade", "Parfait", "Poppy", "Praline", "Punch", "Rain",
    "Reverie", "Ridge", "Ripple", "Sherbet", "Skies", "Sorbet", "Spark", "Spritz", "Summit",
    "Sundae", "Taffy", "Tart", "Tonic", "Truffle", "Valley", "Whisper",
];

/// What growers write about a strain's smell.
pub(super) const AROMAS: &[&str] = &[
    "citrus peel and pine",
    "ripe berries with a peppery finish",
    "fresh earth and cedar",
    "sweet cream and vanilla",
    "diesel with a hint of lemon",
    "tropical fruit and mint",
    "floral with light spice",
    "grape candy and damp wood",
    "roasted nuts and coffee",
    "stone fruit and honey",
];

/// First halves of client names.
pub(super) const CLIENT_FIRST: &[&str] = &[
    "Alder",
    "Bayside",
    "Beacon",
    "Birchwood",
    "Bluff",
    "Bridgeport",
    "Broadleaf",
    "Brookline",
    "Canal Street",
    "Cascade",
    "Cedar Row",
    "Clearwater",
    "Cliffside",
    "Coastline",
    "Copperfield",
    "Cottonwood",
    "Crescent",
    "Crossroads",
    "Driftwood",
    "Eastgate",
    "Elm Street",
    "Evergreen",
    "Fairview",
    "Ferry Landing",
    "Foothill",
    "Founders",
    "Foxglove",
    "Granite",
    "Greenhollow",
    "Harbor Light",
    "Hawthorne",
    "Hearthside",
    "High Desert",
    "Hillcrest",
    "Ironwood",
    "Juniper",
    "Keystone",
    "Lakeshore",
    "Larkspur",
    "Laurel",
    "Lighthouse",
    "Lowland",
    "Madrone",
    "Meadowlark",
    "Millpond",
    "Mission",
    "Northgate",
    "Oak Hollow",
    "Old Town",
    "Orchard",
    "Overlook",
    "Palisade",
    "Parkside",
    "Pinecrest",
    "Prairie",
    "Redstone",
    "Ridgeline",
    "Riverbend",
    "Rosewood",
    "Sagebrush",
    "Sandstone",
    "Seabright",
    "Silver Creek",
    "Skyline",
    "Southport",
    "Stonebridge",
    "Sundial",
    "Sycamore",
    "Tamarack",
    "Terrace",
    "Timberline",
    "Union",
    "Valley View",
    "Vineyard",
    "Westfield",
    "Willow",
    "Windmill",
    "Woodland",
];

/// What a buying client calls itself.
pub(super) const BUYER_SECOND: &[&str] = &[
    "Apothecary",
    "Botanicals",
    "Collective",
    "Dispensary",
    "Distribution",
    "Emporium",
    "Exchange",
    "Market",
    "Outlet",
    "Provisions",
    "Remedies",
    "Supply",
    "Trading Co.",
    "Wellness",
];

/// What a selling client calls itself.
pub(super) const SELLER_SECOND: &[&str] =
    &["Acres", "Cultivation", "Farms", "Gardens", "Greenhouses", "Growers", "Harvest Co.", "Ranch"];

/// First halves of brand names.
pub(super) const BRAND_FIRST: &[&str] = &[
    "Aster", "Basil", "Clover", "Daybreak", "Fern", "Field", "Hollow", "Lantern", "Linden",
    "Lumen", "Marigold", "Moss", "Nightjar", "North", "Olive", "Paper", "Pebble", "Quill", "Rook",
    "Salt", "Sparrow", "Thistle", "Tidal", "Wren",
];

/// Second halves of brand names.
pub(super) const BRAND_SECOND: &[&str] =
    &["& Co.", "& Vale", "Craft", "Hall", "Label", "Reserve", "Select", "Works"];

/// Streets.
pub(super) const STREETS: &[&str] = &[
    "Alder St",
    "Bay Ave",
    "Commerce Way",
    "Depot St",
    "Division St",
    "Elm St",
    "Foundry Rd",
    "Front St",
    "Grant Ave",
    "Harbor Blvd",
    "Industrial Pkwy",
    "Lincoln Ave",
    "Main St",
    "Market St",
    "Mill Rd",
    "Orchard Ln",
    "Pioneer Rd",
    "Railroad Ave",
    "State St",
    "Warehouse Row",
];

/// City, state, post code prefix and area code that belong together.
pub(super) const CITIES: &[(&str, &str, u32, u32)] = &[
    ("Arcata", "CA", 95521, 707),
    ("Bend", "OR", 97701, 541),
    ("Boulder", "CO", 80302, 303),
    ("Eugene", "OR", 97401, 541),
    ("Flagstaff", "AZ", 86001, 928),
    ("Fresno", "CA", 93721, 559),
    ("Grand Rapids", "MI", 49503, 616),
    ("Las Cruces", "NM", 88001, 575),
    ("Long Beach", "CA", 90802, 562),
    ("Medford", "OR", 97501, 541),
    ("Oakland", "CA", 94607, 510),
    ("Olympia", "WA", 98501, 360),
    ("Portland", "OR", 97209, 503),
    ("Pueblo", "CO", 81003, 719),
    ("Reno", "NV", 89501, 775),
    ("Sacramento", "CA", 95814, 916),
    ("Salinas", "CA", 93901, 831),
    ("San Diego", "CA", 92101, 619),
    ("Santa Rosa", "CA", 95401, 707),
    ("Spokane", "WA", 99201, 509),
    ("Tacoma", "WA", 98402, 253),
    ("Traverse City", "MI", 49684, 231),
    ("Ukiah", "CA", 95482, 707),
];

/// What a client may be tagged with.
pub(super) const CLIENT_TAGS: &[&str] =
    &["delivery only", "early payer", "multi-store", "new location", "prefers indoor", "referral"];

/// Notes on an order; most have none.
pub(super) const ORDER_NOTES: &[&str] = &[
    "Call the receiving dock 30 minutes before arrival.",
    "Split onto two pallets, labels facing out.",
    "Substitute same grade if the first pick is short.",
    "Customer asked for harvest dates on the manifest.",
    "Deliver before 10 am, dock closes for inventory.",
    "Hold until the certificate of analysis is attached.",
    "Repeat of last month's order.",
    "Invoice goes to accounts payable, not to the store.",
];

/// Notes on a lot; most have none.
pub(super) const LOT_NOTES: &[&str] = &[
    "Arrived sealed, weights match the manifest.",
    "Two bags re-sealed at the dock.",
    "Moisture checked on arrival: within range.",
    "Delivered a day late, vendor gave notice.",
    "Paperwork followed by e-mail the next morning.",
];

/// A category of products that are not flower.
pub(super) struct Category {
    /// As the product's category says it.
    pub(super) name: &'static str,
    /// The three letters in a SKU.
    pub(super) code: &'static str,
    /// Subcategory, how the strain's name goes on, and the unit's usual price in cents.
    pub(super) kinds: &'static [(&'static str, &'static str, i64)],
    /// Whether products are named for a strain.
    pub(super) of_strain: bool,
}

/// Flower: sold by the pound; the usual prices of the three ways to grow it.
pub(super) const FLOWER: Category = Category {
    name: "Flower",
    code: "FLW",
    kinds: &[
        ("Indoor", "Indoor Flower", 180_000),
        ("Greenhouse", "Greenhouse Flower", 120_000),
        ("Outdoor", "Outdoor Flower", 80_000),
    ],
    of_strain: true,
};

/// Everything else: sold by the piece.
pub(super) const OTHERS: &[Category] = &[
    Category {
        name: "Pre-Rolls",
        code: "PRL",
        kinds: &[
            ("Singles", "Pre-Roll 1 g", 425),
            ("Multi-Packs", "Pre-Rolls 5 × 0.5 g", 1150),
            ("Infused", "Infused Pre-Roll 1 g", 780),
        ],
        of_strain: true,
    },
    Category {
        name: "Concentrates",
        code: "CON",
        kinds: &[
            ("Live Resin", "Live Resin 1 g", 1400),
            ("Rosin", "Cold Cure Rosin 1 g", 2400),
            ("Shatter", "Shatter 1 g", 900),
        ],
        of_strain: true,
    },
    Category {
        name: "Edibles",
        code: "EDB",
        kinds: &[
            ("Gummies", "Gummies 10 × 10 mg", 900),
            ("Chocolate", "Dark Chocolate Bar 100 mg", 1100),
            ("Beverages", "Seltzer 10 mg", 350),
        ],
        of_strain: false,
    },
    Category {
        name: "Vapes",
        code: "VAP",
        kinds: &[("Cartridges", "Cartridge 0.5 g", 1250), ("Disposables", "All-in-One 1 g", 1900)],
        of_strain: true,
    },
    Category {
        name: "Topicals",
        code: "TOP",
        kinds: &[("Balms", "Balm 1:1, 50 ml", 1500), ("Lotions", "Lotion 3:1, 120 ml", 1800)],
        of_strain: false,
    },
];

/// What edibles and topicals taste or smell of.
pub(super) const FLAVORS: &[&str] = &[
    "Blood Orange",
    "Cherry Lime",
    "Cucumber Mint",
    "Eucalyptus",
    "Ginger Lemon",
    "Honeydew",
    "Lavender",
    "Mango Chili",
    "Mixed Berry",
    "Passion Fruit",
    "Peach",
    "Pink Grapefruit",
    "Rosemary",
    "Sea Salt",
    "Strawberry Basil",
    "Watermelon",
];
