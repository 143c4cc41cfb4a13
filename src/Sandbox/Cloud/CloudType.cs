namespace OpsBot.Sandbox.Cloud;

/// <summary>A place of the pretend Hetzner's.</summary>
public sealed record CloudLocation(long Id, string Name, string Description, string Country, string City, string NetworkZone);

/// <summary>A size of server, and where it is sold for how much.</summary>
public sealed record CloudType(long Id, string Name, int Cores, int Memory, int Disk, IReadOnlyDictionary<string, decimal> Prices)
{
    public bool IsDedicated { get; init; }

    public string Architecture { get; init; } = "x86";

    public CloudEnding? Ends { get; init; }
}

/// <summary>When the end of a type was announced, and until when it can be ordered.</summary>
public sealed record CloudEnding(DateTimeOffset Announced, DateTimeOffset Until);

/// <summary>What is sold where, as it was in November 2026.</summary>
static class CloudPriceList
{
    // A month, and a gigabyte.
    public const decimal ImageGb = 0.0143m, VolumeGb = 0.0440m;

    // A month. IPv6 comes with a server for nothing.
    public const decimal PrimaryV4 = 0.50m, FloatingV4 = 3.00m, FloatingV6 = 1.00m;

    static readonly string[] europe = ["fsn1", "nbg1", "hel1"];
    static readonly string[] farAway = ["ash", "hil", "sin"];
    static readonly string[] everywhere = [.. europe, .. farAway];

    public static IReadOnlyList<CloudLocation> Locations { get; } =
    [
        new(1, "fsn1", "Falkenstein DC Park 1", "DE", "Falkenstein", "eu-central"),
        new(2, "nbg1", "Nuremberg DC Park 1", "DE", "Nuremberg", "eu-central"),
        new(3, "hel1", "Helsinki DC Park 1", "FI", "Helsinki", "eu-central"),
        new(4, "ash", "Ashburn, VA", "US", "Ashburn, VA", "us-east"),
        new(5, "hil", "Hillsboro, OR", "US", "Hillsboro, OR", "us-west"),
        new(6, "sin", "Singapore", "SG", "Singapore", "ap-southeast"),
    ];

    // cx22 and its kind can't be ordered since 2026, and are still told of.
    static readonly CloudEnding gone = new(
        new(2025, 10, 16, 6, 0, 0, TimeSpan.Zero), new(2025, 12, 31, 23, 59, 59, TimeSpan.Zero));

    public static IReadOnlyList<CloudType> Types { get; } =
    [
        new(104, "cx22", 2, 4, 40, At(3.79m, europe)) { Ends = gone },
        new(105, "cx32", 4, 8, 80, At(6.80m, europe)) { Ends = gone },
        new(106, "cx42", 8, 16, 160, At(16.40m, europe)) { Ends = gone },
        new(114, "cx23", 2, 4, 40, At(3.49m, europe)),
        new(115, "cx33", 4, 8, 80, At(5.49m, europe)),
        new(116, "cx43", 8, 16, 160, At(9.49m, europe)),
        new(117, "cx53", 16, 32, 320, At(17.49m, europe)),
        new(109, "cpx22", 2, 4, 80, At(6.49m, europe)),
        new(110, "cpx32", 4, 8, 160, At(10.99m, europe)),
        new(111, "cpx42", 8, 16, 320, At(19.99m, europe)),
        new(22, "cpx11", 2, 2, 40, At(4.99m, farAway)),
        new(23, "cpx21", 3, 4, 80, At(9.49m, farAway)),
        new(24, "cpx31", 4, 8, 160, At(16.49m, farAway)),
        new(25, "cpx41", 8, 16, 240, At(30.49m, farAway)),
        new(45, "cax11", 2, 4, 40, At(3.79m, europe)) { Architecture = "arm" },
        new(96, "ccx13", 2, 8, 80, At(12.49m, everywhere)) { IsDedicated = true },
        new(97, "ccx23", 4, 16, 160, At(24.49m, everywhere)) { IsDedicated = true },
    ];

    static Dictionary<string, decimal> At(decimal price, string[] places) => places.ToDictionary(place => place, _ => price);
}
