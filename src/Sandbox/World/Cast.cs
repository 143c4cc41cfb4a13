namespace OpsBot.Sandbox;

/// <summary>Somebody who works at the pretend company, on whichever chat platform.</summary>
public sealed record CastMember(string Handle, string FullName, string Title, string Color, bool RunsThePlatform = false);

/// <summary>A channel that the company has on every platform.</summary>
public sealed record CastChannel(string Name, string Purpose);

/// <summary>An operator, two admins, a super admin and a newcomer: the same five people wherever the company chats.</summary>
public static class Cast
{
    public const string Company = "Nimbus Hosting";

    public static CastMember Olivia { get; } = new("olivia", "Olivia Okafor", "Operator", "#0f766e");
    public static CastMember Adam { get; } = new("adam", "Adam Lindqvist", "Admin", "#b45309");
    public static CastMember Samira { get; } = new("samira", "Samira Haddad", "Admin", "#7c3aed");
    public static CastMember Ruth { get; } = new("ruth", "Ruth Castellanos", "Super admin", "#be123c", RunsThePlatform: true);
    public static CastMember Niko { get; } = new("niko", "Niko Brandt", "New here", "#475569");

    /// <summary>The channels that the product speaks in, each with what it is for.</summary>
    public static IReadOnlyList<CastChannel> Channels { get; } =
    [
        new("general", "Everything and everyone"),
        new("ops", "Running the cloud"),
        new("approvals", "What waits for a second pair of eyes"),
        new("alerts", "What is broken right now"),
        new("billing", "Invoices, payments, refunds"),
        new("audit", "Who did what; checkpoints"),
    ];
}
