namespace OpsBot.Sandbox.Seeding;

/// <summary>A server, or a host, that had bad days.</summary>
sealed record SeedPatient(Guid Id, string Name, string Region);

/// <summary>An attempt of OpsBot's to mend one, and how that went.</summary>
sealed record SeedReboot(DateTimeOffset At, DateTimeOffset Settled, bool Helped);

/// <summary>Something that was wrong once and is over: with one of them, or with all that stand in a region.</summary>
sealed record SeedIncident(
    string Kind, string Cause, string Severity, string Heading, string Detail, DateTimeOffset At, DateTimeOffset Over,
    IReadOnlyList<SeedPatient> Members)
{
    public string? Command { get; init; }

    /// <summary>None where what answered stayed the same.</summary>
    public string? Health { get; init; }

    /// <summary>People called it theirs.</summary>
    public bool IsTaken { get; init; }

    public IReadOnlyList<SeedReboot> Reboots { get; init; } = [];

    /// <summary>When it had begun, which is before anybody was told.</summary>
    public DateTimeOffset Began { get; init; }
}

/// <summary>Forty incidents of the last three months, the same in every sandbox but for the days they are told of.</summary>
static class SeedIncidents
{
    const int Count = 40;

    static readonly TimeSpan every = TimeSpan.FromHours(53), round = TimeSpan.FromMinutes(5);

    static readonly string[] regions = ["hel1", "fsn1", "nbg1"];

    public static IReadOnlyList<SeedIncident> All(
        IReadOnlyList<SeedPatient> servers, IReadOnlyList<SeedPatient> hosts, DateTimeOffset now) =>
        [.. Enumerable.Range(0, Count).Select(number =>
            One(number, servers, hosts, now - (every * (Count - number)) - (round * (number * 11 % 70))))];

    static SeedIncident One(int number, IReadOnlyList<SeedPatient> servers, IReadOnlyList<SeedPatient> hosts, DateTimeOffset at) =>
        number switch
    {
        5 or 18 or 31 => Region(regions[number % 3], servers, at, TimeSpan.FromMinutes(20 + number)),
        7 or 17 or 27 or 37 => Host(hosts[number % hosts.Count], at),
        12 => new("duty", "control", "critical", "OpsBot is cut off", "None of what is always there could be reached.", at,
            at + (2 * round), []),
        23 => new("cost", "cost:orphans", "warning", "Things at the provider that nobody knows cost money", "2 for 13.30 EUR a month.", at,
            at.AddHours(3), []) { Command = "/vps orphans", IsTaken = true },
        _ when number % 4 == 3 => Degraded(Patient(number, servers), at, number),
        _ => Failing(Patient(number, servers), at, number),
    };

    // One has more of them than the others, as one always has.
    static SeedPatient Patient(int number, IReadOnlyList<SeedPatient> servers) =>
        servers[number % 6 == 0 ? 0 : number * 7 % servers.Count];

    static SeedIncident Failing(SeedPatient server, DateTimeOffset at, int number)
    {
        // As the rules have it: told after three rounds, rebooted after six, over after two good ones.
        var health = number % 2 == 0 ? "unreachable" : "unhealthy";
        var began = at - (2 * round);
        var first = at + (3 * round);
        var helps = number % 5 != 4;
        IReadOnlyList<SeedReboot> reboots = number % 3 == 2 ? []
            : helps ? [Reboot(first, number, true)] : [Reboot(first, number, false), Reboot(first.AddHours(1), number, number % 2 == 0)];
        var mended = reboots is [.., { Helped: true } last] ? last.Settled : at + (round * (2 + (number % 9)));
        if (reboots is [.., { Helped: false } vain]) mended = vain.Settled + (4 * round);
        return new("server", $"server:{server.Id:n}", "critical", $"{server.Name} is {health}",
            health == "unreachable" ? "None of its services answers." : "Convex does not answer.", at, mended + (2 * round), [server])
        {
            Command = $"/vps show {server.Name}", Health = health, IsTaken = number % 3 != 0, Reboots = reboots, Began = began,
        };
    }

    static SeedReboot Reboot(DateTimeOffset at, int number, bool helped) =>
        new(at, at.AddSeconds(helped ? 62 + (number * 5 % 31) : 600), helped);

    static SeedIncident Degraded(SeedPatient server, DateTimeOffset at, int number) =>
        new("server", $"server:{server.Id:n}", "warning", $"{server.Name} is degraded", "Mail does not answer.", at,
            at + (round * (3 + (number % 8))), [server])
        {
            Command = $"/vps show {server.Name}", Health = "degraded", Began = at - (5 * round),
        };

    static SeedIncident Region(string region, IReadOnlyList<SeedPatient> servers, DateTimeOffset at, TimeSpan lasts)
    {
        var hit = servers.Where(one => one.Region == region).ToList();
        return new("region", $"region:hetzner/{region}", "critical", $"Servers in {region} at Hetzner fail together",
            $"{hit.Count} of {hit.Count} servers there. Every other region is well.", at, at + lasts, hit)
        {
            Command = "/vps list", Health = "unreachable", IsTaken = true, Began = at - (2 * round),
        };
    }

    static SeedIncident Host(SeedPatient host, DateTimeOffset at) =>
        new("host", $"host:{host.Id:n}", "critical", $"{host.Name} does not answer", "Nobody knows how its instances are.", at,
            at.AddMinutes(14), [host]) { Command = "/instance list", IsTaken = true };
}
