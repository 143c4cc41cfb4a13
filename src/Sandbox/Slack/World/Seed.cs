namespace OpsBot.Sandbox.Slack;

/// <summary>The workspace that the sandbox starts with.</summary>
public static class Seed
{
    public static SlackApp NewApp(AppManifest manifest) => NewApp(Ids.New("A"), manifest);

    // An app-level token names the app that it belongs to.
    static SlackApp NewApp(string id, AppManifest manifest) => new()
    {
        Id = id,
        BotUserId = Ids.New("U"),
        BotId = Ids.New("B"),
        BotToken = $"xoxb-{Ids.Digits(12)}-{Ids.Digits(13)}-{Ids.Secret(24)}",
        AppToken = $"xapp-1-{id}-{Ids.Digits(13)}-{Ids.Hex(64)}",
        SigningSecret = Ids.Hex(32),
        Manifest = manifest,
    };

    /// <summary>An operator, two admins, a super admin and a newcomer, in the six channels that the product speaks in.</summary>
    public static SlackWorld Workspace(TimeProvider time, AppManifest manifest) => Workspace(time, NewApp(manifest));

    public static SlackWorld Workspace(TimeProvider time, SlackApp app)
    {
        var world = new SlackWorld(time, app);
        Person[] people =
        [
            new() { Id = "U0OLIVIA01", Name = "olivia", RealName = "Olivia Okafor", Title = "Operator", Color = "#0f766e", Email = "olivia@sandbox.example" },
            new() { Id = "U0ADAM0002", Name = "adam", RealName = "Adam Lindqvist", Title = "Admin", Color = "#b45309", Email = "adam@sandbox.example" },
            new() { Id = "U0SAMIRA03", Name = "samira", RealName = "Samira Haddad", Title = "Admin", Color = "#7c3aed", Email = "samira@sandbox.example" },
            new() { Id = "U0RUTH0004", Name = "ruth", RealName = "Ruth Castellanos", Title = "Super admin", Color = "#be123c", Email = "ruth@sandbox.example", IsAdmin = true },
            new() { Id = "U0NIKO0005", Name = "niko", RealName = "Niko Brandt", Title = "New here", Color = "#475569", Email = "niko@sandbox.example" },
        ];
        foreach (var person in people) world.People.Add(person);

        string[] everyone = [.. people.Select(person => person.Id), app.BotUserId];
        world.Channels.Create("general", "Everything and everyone", isPrivate: false, everyone);
        world.Channels.Create("ops", "Running the cloud", isPrivate: false, everyone);
        world.Channels.Create("approvals", "What waits for a second pair of eyes", isPrivate: false, everyone);
        world.Channels.Create("alerts", "What is broken right now", isPrivate: false, everyone);
        world.Channels.Create("billing", "Invoices, payments, refunds", isPrivate: false, everyone);
        world.Channels.Create("audit", "Who did what; checkpoints", isPrivate: false, everyone);
        foreach (var person in people) world.Channels.DirectMessage(person.Id, app.BotUserId);
        return world;
    }
}
