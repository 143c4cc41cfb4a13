using OpsBot.Core.Organizations;
using OpsBot.Core.Servers;

namespace OpsBot.Sandbox.Seeding;

/// <summary>An organization with a server of its own, or with what is left of it.</summary>
sealed record SeedOrganization(
    string Slug, string Name, string Person, string Tier, string Type, string Region, OrganizationState State, ServerState? Server)
{
    public string Email => $"{Person.Split(' ')[0].ToLowerInvariant()}@{Slug}.example";

    public required TimeSpan Age { get; init; }

    /// <summary>How long it has been so.</summary>
    public required TimeSpan Lately { get; init; }

    public string? Error { get; init; }

    /// <summary>Customers know it by an instance already; this is the server that it has besides.</summary>
    public bool IsThere { get; init; }

    /// <summary>Its services are asked each at its own port, not by way of its node.</summary>
    public bool IsDirect { get; init; }
}

/// <summary>Each state that lasts, twice.</summary>
static class SeedOrganizations
{
    public static IReadOnlyList<SeedOrganization> All { get; } =
    [
        Of("northwind", "Northwind Traders", "Nancy Davolio", "cx23", "nbg1", OrganizationState.Active, ServerState.Running, 210, 40),
        Of("fabrikam", "Fabrikam Fiber", "Mia Olsen", "cx33", "fsn1", OrganizationState.Active, ServerState.Running, 120, 12),
        Of("contoso", "Contoso Events", "Diego Ramos", "cx43", "hel1", OrganizationState.Active, ServerState.Running, 75, 75),
        Of("tailspin", "Tailspin Toys", "Wen Zhao", "cpx21", "ash", OrganizationState.Active, ServerState.Off, 50, 1),
        Of("litware", "Litware Press", "Lena Brandt", "cx23", "nbg1", OrganizationState.Suspended, ServerState.Running, 160, 6),
        Of("proseware", "Proseware", "Amir Khan", "cx33", "hel1", OrganizationState.Suspended, ServerState.Running, 95, 19),
        Of("adatum", "A. Datum Research", "Ines Moreau", "cx33", "nbg1", OrganizationState.Error, ServerState.Error, 0.1, 0.08) with
        {
            Error = "The test of its services failed: mail did not answer within 5 minutes.",
        },
        Of("woodgrove", "Woodgrove Bank", "Karl Jensen", "cx43", "fsn1", OrganizationState.Error, null, 0.4, 0.2) with
        {
            Error = "Choosing its server failed: Hetzner had no room for it in Falkenstein for a day.",
        },
        Of("alpineski", "Alpine Ski House", "Heidi Rossi", "cx23", "fsn1", OrganizationState.Cancelling, ServerState.Running, 300, 3),
        Of("cohowine", "Coho Winery", "Paul Dubois", "cx23", "hel1", OrganizationState.Cancelling, ServerState.Running, 240, 9),
        Of("fourthcoffee", "Fourth Coffee", "Tara Novak", "cx23", "nbg1", OrganizationState.Cancelled, ServerState.Running, 330, 26),
        Of("margies", "Margie's Travel", "Margie Shoop", "cx33", "nbg1", OrganizationState.Cancelled, ServerState.Off, 280, 57),
        Of("wingtip", "Wingtip Aero", "Olga Kowalski", "cx23", "nbg1", OrganizationState.Deleted, ServerState.Deleted, 190, 4),
        Of("lucerne", "Lucerne Publishing", "Hugo Fischer", "cx33", "fsn1", OrganizationState.Deleted, ServerState.Deleted, 220, 21),
    ];

    // As many in each region as there is to see when one goes away.
    const int Known = 18;

    static readonly string[] regions = ["fsn1", "nbg1", "hel1"];

    /// <summary>The first of those with instances.</summary>
    public static IReadOnlyList<SeedOrganization> Fleet { get; } = [.. Enumerable.Range(0, Known).Select(number =>
    {
        var (slug, name, _, person) = SeedNames.Organization(number);
        var type = SeedInstances.TierOf(number) switch { "growth" => "cx33", "enterprise" => "cx43", _ => "cx23" };
        return Of(slug, name, person, type, regions[number % 3], OrganizationState.Active, ServerState.Running, 140 + number, 30) with
        {
            IsThere = true, IsDirect = number % 2 == 1,
        };
    })];

    static SeedOrganization Of(string slug, string name, string person, string type, string region, OrganizationState state,
        ServerState? server, double days, double lately) =>
        new(slug, name, person, TierOf(type), type, region, state, server)
        {
            Age = TimeSpan.FromDays(days), Lately = TimeSpan.FromDays(lately),
        };

    static string TierOf(string type) => type switch { "cx33" => "growth", "cx43" => "enterprise", _ => "starter" };
}
