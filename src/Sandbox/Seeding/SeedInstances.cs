using OpsBot.Core.Instances;

namespace OpsBot.Sandbox.Seeding;

sealed record SeedInstance(string Slug, string Name, int Organization, InstanceKind Kind, string Version, InstanceState State,
    string? Error, TimeSpan Since, int Attempts);

/// <summary>312 instances of 247 organizations: 280 running, 25 stopped, 2 failed, 5 being created.</summary>
static class SeedInstances
{
    public const int Organizations = 247;
    const int Instances = 312;
    const int Stopped = 25;
    const int Creating = 5;

    static readonly string[] versions = ["17.0", "17.0", "17.0", "16.0", "18.0"];

    public static string TierOf(int organization) =>
        (organization % 10) switch { 0 or 4 or 7 => "growth", 2 => "enterprise", _ => "starter" };

    public static IEnumerable<SeedInstance> All()
    {
        for (var number = 0; number < Instances; number++)
        {
            // The first organizations have a second one, so that "acme" alone names two things.
            var organization = number % Organizations;
            var isSecond = number >= Organizations;
            var (slug, name, _, _) = SeedNames.Organization(organization);
            var kind = !isSecond ? InstanceKind.Production : number % 3 == 0 ? InstanceKind.Development : InstanceKind.Staging;
            var suffix = kind switch { InstanceKind.Production => "prod", InstanceKind.Staging => "staging",
                InstanceKind.Development => "dev" };
            yield return (slug, isSecond) switch
            {
                ("gamma", true) => new("test-inst", "Gamma test", organization, InstanceKind.Development, "18.0", InstanceState.Error,
                    "Database allocation timeout", TimeSpan.FromHours(2), 3),
                ("delta", true) => new("new-instance", "Delta first shop", organization, InstanceKind.Production, "17.0",
                    InstanceState.Error, "Docker service creation failed", TimeSpan.FromMinutes(30), 1),
                _ => new($"{slug}-{suffix}", $"{name} {suffix}", organization, kind, versions[number % versions.Length], StateOf(number),
                    null, TimeSpan.FromMinutes(7 + number * 53 % 40_000), 0),
            };
        }
    }

    // Spread over the list, and never one of the first four, which the stories use.
    static InstanceState StateOf(int number) =>
        number >= Instances - Creating ? InstanceState.Creating
        : number is > 8 and <= 8 + Stopped * 9 && (number - 9) % 9 == 0 ? InstanceState.Stopped
        : InstanceState.Running;
}
