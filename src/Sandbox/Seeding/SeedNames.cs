namespace OpsBot.Sandbox.Seeding;

/// <summary>Believable names, the same in every sandbox.</summary>
static class SeedNames
{
    static readonly string[] first =
    [
        "Harbor", "Cedar", "Lumen", "Atlas", "Nordic", "Summit", "Copper", "Willow", "Falcon", "Maple", "Orchid", "Pioneer", "Quartz",
        "River", "Saffron", "Timber",
        "Umbra", "Velvet", "Weaver", "Yonder", "Zephyr", "Amber", "Birch", "Cobalt", "Delta", "Ember",
    ];

    static readonly string[] second = ["Labs", "Foods", "Studio", "Logistics", "Clinic", "Books", "Motors", "Garden", "Travel", "Design"];

    static readonly string[] people =
    [
        "Ana", "Ben", "Chloe", "Daniel", "Emma", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Leo", "Mina", "Noah", "Olga", "Paul",
        "Rosa", "Simon", "Tara", "Viktor",
    ];

    static readonly string[] families = ["Silva", "Novak", "Meyer", "Rossi", "Dubois", "Kowalski", "Jensen", "Costa", "Fischer", "Moreau",
        "Nakamura", "Olsen"];

    /// <summary>The four that people read about in the stories, then combinations; none twice.</summary>
    public static (string Slug, string Name, string Email, string Person) Organization(int number) => number switch
    {
        0 => ("acme", "Acme Inc.", "john@acme.example", "John Smith"),
        1 => ("beta", "Beta Apps", "sara@beta.example", "Sara Lee"),
        2 => ("gamma", "Gamma Works", "dev@gamma.example", "Dev Team"),
        3 => ("delta", "Delta Org", "mike@delta.example", "Mike Chen"),
        _ => Made(number - 4),
    };

    /// <summary>Those that wait to be approved.</summary>
    public static IReadOnlyList<(string Slug, string Name, string Email, string Person)> Applicants { get; } =
    [
        ("globex", "Globex GmbH", "hank@globex.example", "Hank Scorpio"),
        ("initech", "Initech", "bill@initech.example", "Bill Lumbergh"),
        ("soylent", "Soylent Kitchen", "sol@soylent.example", "Sol Roth"),
        ("wonka", "Wonka Sweets", "charlie@wonka.example", "Charlie Bucket"),
        ("tyrell", "Tyrell Optics", "rachael@tyrell.example", "Rachael Rosen"),
        ("hooli", "Hooli Labs", "gavin@hooli.example", "Gavin Belson"),
    ];

    static (string Slug, string Name, string Email, string Person) Made(int number)
    {
        var (one, two) = (first[number % first.Length], second[number / first.Length % second.Length]);
        var (person, family) = (people[number % people.Length], families[number / 3 % families.Length]);
        var slug = $"{one}-{two}".ToLowerInvariant();
        return (slug, $"{one} {two}", $"{person.ToLowerInvariant()}@{slug}.example", $"{person} {family}");
    }
}
