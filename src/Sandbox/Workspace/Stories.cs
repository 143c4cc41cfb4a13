namespace OpsBot.Sandbox.Workspace;

/// <summary>A short walk through the product: what to type, where, and as whom.</summary>
sealed record Story(string Title, string Words, IReadOnlyList<Step> Steps);

/// <summary>Something to type, or a place to look at.</summary>
sealed record Step(string Words)
{
    public string? Type { get; init; }

    /// <summary>The same line with its options named, as Discord's own client puts it together.</summary>
    public string? Named { get; init; }
    public string Channel { get; init; } = "ops";

    /// <summary>The title of the person who does it; anybody when null.</summary>
    public string? As { get; init; }
    public string? LookAt { get; init; }

    public string? On(Platform platform) => platform is Platform.Discord ? Named ?? Type : Type;
}

/// <summary>What a newcomer can try first.</summary>
static class Stories
{
    public static IReadOnlyList<Story> All { get; } =
    [
        new("Stop an instance", "What is done to a customer asks for a reason.",
        [
            new("Type the command, give a reason in the form, watch it stop.") { Type = "/instance stop acme-prod",
                Named = "/instance stop instance:acme-prod", As = "Operator" },
            new("Start it again. That needs no reason.") { Type = "/instance start acme-prod", Named = "/instance start instance:acme-prod",
                As = "Operator" },
        ]),
        new("Delete one, with a second pair of eyes", "Nobody approves their own request.",
        [
            new("Ask for it as the operator.") { Type = "/instance delete acme-prod", Named = "/instance delete instance:acme-prod",
                As = "Operator" },
            new("Look at the card as an admin, and approve it.") { LookAt = "approvals", As = "Admin" },
            new("Find both in the audit.") { Type = "/audit search target:acme-prod", Channel = "audit", As = "Admin" },
        ]),
        new("Look around", "Questions answer at once, and only you see the answer.",
        [
            new("Everything that runs, page by page.") { Type = "/instance list" },
            new("Why one is as it is: who did what to it, for which reason.") { Type = "/instance why acme-prod",
                Named = "/instance why instance:acme-prod" },
            new("What is broken, with the next step as a button.") { Type = "/instance failed" },
            new("Everything you may do.") { Type = "/ops help" },
        ]),
        new("Be somebody new", "An account that is not linked can only ask to be.",
        [
            new("Ask who you are.") { Type = "/ops whoami", As = "New here" },
        ]),
    ];
}
